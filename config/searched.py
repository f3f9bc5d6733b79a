"""What the search in the header finds by name, in the order in which it is shown, after the appointments."""

SEARCHED_BY_NAME = (
    "zocdoc_sync.Provider",
    "zocdoc_sync.Location",
    "workflows_app.Workflow",
)
