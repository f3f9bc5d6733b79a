"""What other parts of the product add to what needs a person on the first page: kinds of lines, by where they are."""

WORKLIST_SOURCES = ("workflows_app.admin.asking.RUNS",)
