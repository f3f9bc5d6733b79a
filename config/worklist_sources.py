"""What other parts of the product add to the first page, by where it is.

Sources are kinds of lines that need a person. First uses are called with the request and return rows: where there is
one, somebody works with the product, and the guide for the first steps has ended.
"""

WORKLIST_SOURCES = ("workflows_app.admin.asking.RUNS",)
FIRST_USES = ("workflows_app.admin.asking.active",)
