"""The builder: one page for one workflow, a form that carries all of it, and what each of its buttons does."""
