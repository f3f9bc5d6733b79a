"""The recipes: each a workflow that is switched off until somebody has adjusted it."""

from workflows_app.enums import TriggerKind
from workflows_app.recipes.recipe import Recipe, all_of, any_of, condition, recipe

THIS = "{{ trigger.appointment.id }}"
CHECKED_IN = "checked in"
SET = "zocdoc.updateAppointmentStatus"
TODAY = {"from_days": 0, "to_days": 0, "statuses": ["confirmed", "rescheduled"]}
ALL = (
    recipe(
        "auto_confirm",
        "Confirm new bookings in network",
        does="Confirms a new booking at once when the patient's plan is in network at that location.",
        adjust="Add conditions for the provider, the location or the visit reason. Take the condition on the plan out "
        "to confirm every new booking.",
        trigger=TriggerKind.CREATED.value,
        filter=all_of(
            condition("status", "equals", "pending_booking"),
            condition("start_time", "beyond", {"amount": 2, "unit": "hours"}),
            condition("trigger.patient.in_network", "yes"),
        ),
        steps=[{"key": "confirm", "kind": "zocdoc.confirmAppointment", "config": {"appointment_id": THIS}}],
    ),
    recipe(
        "no_show",
        "Mark no-shows after the visit",
        does="Looks every 15 minutes at today's appointments, and marks those as no-show whose visit ended more than "
        "half an hour ago and whose patient was neither set to “arrived” nor checked in.",
        adjust="Change how long it waits after the end. It goes by “Arrived” and the tag “checked in” in this console: "
        "set one of them for everybody who comes, or patients who came are marked.",
        trigger=TriggerKind.SCHEDULE.value,
        trigger_options={"every_minutes": 15, "appointments": TODAY},
        filter=all_of(
            condition("end_time", "longer_ago", {"amount": 30, "unit": "minutes"}),
            condition("arrived_at", "empty"),
            condition("tags", "not_contains", CHECKED_IN),
        ),
        steps=[
            {"key": "no_show", "kind": SET, "config": {"appointment_id": THIS, "appointment_status": "no_show"}},
            {"key": "mark", "kind": "tag", "config": {"tag": "no-show by workflow"}},
        ],
    ),
    recipe(
        "arrived",
        "Set arrived when checked in",
        does="When the tag “checked in” is put on an appointment, tells Zocdoc, once, that the patient has arrived; "
        "not more than 12 hours before its start. The tag comes from the appointment's page or from another workflow.",
        adjust="Change the tag if your front desk uses another word, or name several. Together with “Mark no-shows "
        "after the visit” it keeps the status of the whole day in sync.",
        trigger=TriggerKind.TAGGED.value,
        trigger_options={"tags": [CHECKED_IN]},
        filter=all_of(
            condition("arrived_at", "empty"),
            condition("status", "one_of", ["pending_booking", "confirmed", "pending_reschedule", "rescheduled"]),
            any_of(
                condition("start_time", "within", {"amount": 12, "unit": "hours"}),
                condition("start_time", "longer_ago", {"amount": 0, "unit": "hours"}),
            ),
        ),
        steps=[{"key": "arrived", "kind": SET, "config": {"appointment_id": THIS, "appointment_status": "arrived"}}],
    ),
    recipe(
        "move_closed_day",
        "Move appointments of a closed day",
        does="Looks every 15 minutes at the appointments of one provider on one day, and moves each to the next free "
        "time of the same provider and location, at the earliest a day after it was to be.",
        adjust="Fill in the day that you close and the provider: it cannot be activated before. Change the weekdays "
        "and hours of the new time, or name several provider locations to take the first free one of any. Switch it "
        "off when all have moved.",
        trigger=TriggerKind.SCHEDULE.value,
        trigger_options={"every_minutes": 15, "appointments": {"from_days": 0, "to_days": 60, "statuses": []}},
        filter=all_of(
            condition("local_date", "equals", ""),
            condition("provider.name", "equals", ""),
            condition("status", "one_of", ["pending_booking", "confirmed", "rescheduled"]),
        ),
        at_once=1,  # two at a time could choose the same free time
        steps=[
            {
                "key": "find",
                "kind": "choose_slot",
                "config": {
                    "provider_location_ids": "{{ trigger.appointment.provider_location.id }}",
                    "visit_reason_id": "{{ trigger.appointment.visit_reason.id }}",
                    "patient_type": "{{ trigger.appointment.patient_type | default: 'existing' }}",
                    "after": "{{ trigger.appointment.start_time | add_days: 1 }}",
                    "days": 60,
                    "if_none": "fail",
                },
            },
            {
                "key": "move",
                "kind": "zocdoc.rescheduleAppointment",
                "config": {"appointment_id": THIS, "start_time": "{{ steps.find.start_time }}"},
            },
            {"key": "mark", "kind": "tag", "config": {"tag": "moved by workflow"}},
        ],
    ),
    recipe(
        "intake_documents",
        "Upload intake documents at the start",
        does="When an appointment starts, uploads the files that were kept for it here, such as insurance cards.",
        adjust="Add conditions for the location or the visit reason. Files are kept with “Keep for check-in” on the "
        "appointment's page.",
        trigger=TriggerKind.STARTED.value,
        steps=[{"key": "upload", "kind": "upload_documents", "config": {}}],
    ),
)
RECIPES: dict[str, Recipe] = {one.code: one for one in ALL}
