"""The history of runs: the list, a page for each, and what a person does with one."""
