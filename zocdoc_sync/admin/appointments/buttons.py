"""What a person can do with an appointment: the buttons of lists, pages and bulk actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.http import Http404

from zocdoc_sync.admin.times import zone_of
from zocdoc_sync.enums import Operation, StatusToSet
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.catalogue import spec
from zocdoc_sync.operations.checking import why_not, wrong_state
from zocdoc_sync.operations.spec import OperationSpec

ARRIVED, CANCEL = "arrived", "cancel"


@dataclass(frozen=True)
class Button:
    """One thing to do: the operation behind it, and what of its input is decided by the button itself."""

    slug: str
    operation: str
    verb: str
    icon: str
    says: str
    fixed: Mapping[str, str] = field(default_factory=dict)
    bulk: bool = False

    @property
    def spec(self) -> OperationSpec:
        return spec(self.operation)

    def allowed(self, appointment: Appointment, person: Any, now: datetime) -> bool:
        """Tell from the row alone, without a query, whether a list offers it; the page itself looks closer."""
        return person.has_perm(self.spec.permission) and not wrong_state(self.spec, appointment, self.fixed, now)

    def why_not(self, appointment: Appointment, person: User, now: datetime) -> str:
        """Return why it cannot be done now, "" when it can."""
        return why_not(self.spec, appointment, person, now, self.fixed)

    def fields(self, appointment: Appointment, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the operation's input; what the form cannot decide is decided here."""
        return {**given, **self.fixed, "appointment_id": appointment.zocdoc_id}

    def decided(self) -> frozenset[str]:
        """Return the names of the input that the form does not ask for."""
        return frozenset({"appointment_id", *self.fixed})


BUTTONS: dict[str, Button] = {
    one.slug: one
    for one in (
        Button(
            "confirm", Operation.CONFIRM_APPOINTMENT, "Confirm", "check_circle",
            "Zocdoc tells the patient that the appointment is confirmed.", bulk=True,
        ),
        Button(
            "reschedule", Operation.RESCHEDULE_APPOINTMENT, "Reschedule", "event_repeat",
            "The appointment moves to a time that Zocdoc offers now; Zocdoc tells the patient.",
        ),
        Button(
            ARRIVED, Operation.UPDATE_STATUS, "Arrived", "how_to_reg",
            "Marks the patient as arrived.", {"appointment_status": StatusToSet.ARRIVED}, bulk=True,
        ),
        Button(
            "no-show", Operation.UPDATE_STATUS, "No-show", "person_off",
            "Marks that the patient did not come.", {"appointment_status": StatusToSet.NO_SHOW}, bulk=True,
        ),
        Button(
            CANCEL, Operation.CANCEL_APPOINTMENT, "Cancel appointment", "cancel",
            "Zocdoc tells the patient that the appointment is cancelled. This cannot be undone.", bulk=True,
        ),
    )
}  # fmt: skip
BULK: dict[str, Button] = {slug: one for slug, one in BUTTONS.items() if one.bulk}


def is_early(pressed: Button, appointment: Appointment, now: datetime) -> bool:
    """Tell whether a patient would be marked as arrived on a day before the appointment's own."""
    start = appointment.start_time
    if pressed.slug != ARRIVED or start is None:
        return False
    zone = zone_of(appointment)
    return start.astimezone(zone).date() > now.astimezone(zone).date()


def button(slug: str, among: Mapping[str, Button] = BUTTONS) -> Button:
    """Return the button of a URL's word; raise Http404 for an unknown one."""
    try:
        return among[slug]
    except KeyError:
        raise Http404 from None
