"""The fields that a trigger tells, by their paths: what they are called, their type, and which are patient data."""

from dataclasses import dataclass

from zocdoc_sync.enums import AppointmentStatus, ChangeKind

TEXT, NUMBER, YES_NO, INSTANT, DATE, LIST, OBJECT = "text", "number", "yes_no", "instant", "date", "list", "object"
PATIENT_TYPES = (("new", "New to the practice"), ("existing", "Has been there before"))
VISIT_TYPES = (("in_person", "In person"), ("video_visit", "Video visit"))


@dataclass(frozen=True)
class Known:
    """One field; `private` says that its values are patient data."""

    path: str
    label: str
    type: str = TEXT
    private: bool = False
    choices: tuple[tuple[str, str], ...] = ()


def _choices(of: type[AppointmentStatus] | type[ChangeKind]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in of.choices)


A, P = "trigger.appointment", "trigger.patient"
TABLE = (
    Known(f"{A}.status", "Status", choices=_choices(AppointmentStatus)),
    Known(f"{A}.start_time", "Start", INSTANT),
    Known(f"{A}.end_time", "End", INSTANT),
    Known(f"{A}.local_date", "Day", DATE),
    Known(f"{A}.created_time", "Booked at", INSTANT),
    Known(f"{A}.last_modified_time", "Changed at Zocdoc", INSTANT),
    Known(f"{A}.arrived_at", "Arrived at", INSTANT),
    Known(f"{A}.provider.name", "Provider"),
    Known(f"{A}.provider.id", "Provider id"),
    Known(f"{A}.provider.npi", "Provider's NPI"),
    Known(f"{A}.location.name", "Location"),
    Known(f"{A}.location.id", "Location id"),
    Known(f"{A}.location.city", "Location's city"),
    Known(f"{A}.location.state", "Location's state"),
    Known(f"{A}.location.time_zone", "Location's time zone"),
    Known(f"{A}.provider_location.id", "Provider location id"),
    Known(f"{A}.practice.name", "Practice"),
    Known(f"{A}.practice.id", "Practice id"),
    Known(f"{A}.visit_reason.name", "Visit reason"),
    Known(f"{A}.visit_reason.id", "Visit reason id"),
    Known(f"{A}.visit_reason.minutes", "Visit's usual length (minutes)", NUMBER),
    Known(f"{A}.patient_type", "New or existing patient", choices=PATIENT_TYPES),
    Known(f"{A}.visit_type", "Visit type", choices=VISIT_TYPES),
    Known(f"{A}.confirmation_type", "Confirmation type"),
    Known(f"{A}.source", "Booked through"),
    Known(f"{A}.tags", "Tags", LIST),
    Known(f"{A}.id", "Appointment id"),
    Known(f"{A}.notes", "Patient's notes", private=True),
    Known(f"{A}.cancellation_reason", "Cancellation reason", private=True),
    Known(f"{A}.developer_patient_id", "Your id of the patient", private=True),
    Known(f"{A}.payload", "Zocdoc's whole answer", OBJECT, private=True),
    Known("trigger.change.kind", "What changed", choices=_choices(ChangeKind)),
    Known("trigger.change.kinds", "All that changed", LIST, choices=_choices(ChangeKind)),
    Known("trigger.change.observed_at", "Change seen at", INSTANT),
    Known("trigger.late", "Started late", YES_NO),
    Known("trigger.tag", "Tag that was added"),
    Known(f"{P}.in_network", "Plan is in network", YES_NO, private=True),
    Known(f"{P}.first_name", "Patient's first name", private=True),
    Known(f"{P}.last_name", "Patient's last name", private=True),
    Known(f"{P}.date_of_birth", "Patient's date of birth", DATE, private=True),
    Known(f"{P}.phone", "Patient's phone", private=True),
    Known(f"{P}.email", "Patient's e-mail", private=True),
    Known(f"{P}.insurance.plan_id", "Insurance plan id", private=True),
    Known(f"{P}.insurance.is_self_pay", "Pays without insurance", YES_NO, private=True),
    Known(f"{P}.insurance.member_id", "Member id", private=True),
    Known(f"{P}.insurance.group_number", "Group number", private=True),
    Known(f"{P}.payload", "Zocdoc's whole answer about the patient", OBJECT, private=True),
    Known("trigger.connection.name", "Connection"),
    Known("workflow.name", "Workflow"),
    Known("now", "Now", INSTANT),
)
FIELDS: dict[str, Known] = {one.path: one for one in TABLE}
INSTANTS = frozenset(path for path, one in FIELDS.items() if one.type == INSTANT)
PATIENT, IN_NETWORK = P, f"{P}.in_network"


def is_private(path: str) -> bool:
    """Tell whether values at a path may be patient data; outputs of steps may be, unless they are known not to."""
    known = FIELDS.get(path)
    if known is not None:
        return known.private
    return path.startswith((P, f"{A}.payload", "steps.", "item"))
