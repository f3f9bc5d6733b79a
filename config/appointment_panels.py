"""The boxes that other parts of the product add to an appointment's page.

Each is called with the request, the appointment and the time, and returns its HTML, "" for nothing.
"""

APPOINTMENT_PANELS = (
    "workflows_app.admin.appointments.tags_panel",
    "workflows_app.admin.notes.panel",
    "workflows_app.admin.appointments.panel",
)
