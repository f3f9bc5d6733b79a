"""From a change to the end of a run: made once, each step once, nothing lost when a process dies."""
