"""A free time as links and forms carry it: signed, so that nothing else can be booked."""

from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import Http404

from zocdoc_sync.admin.availability.places import choosable
from zocdoc_sync.models import Connection, ProviderLocation, VisitReason

SALT = "slotdesk.free-time"
MAX_AGE_SECONDS = 30 * 60


class SlotRefused(Exception):
    """The time was not offered, or too long ago."""


@dataclass(frozen=True)
class FreeSlot:
    """One offered start; ids are Zocdoc's, but for those of our rows. It holds no patient data."""

    connection_id: int
    place_pk: int
    start: str
    reason_id: str
    patient_type: str
    plan_id: str

    def signed(self) -> str:
        """Return it as a word for an address."""
        return signing.dumps(astuple(self), salt=SALT)

    def starts(self) -> datetime:
        """Return the start with its offset."""
        return datetime.fromisoformat(self.start)


@dataclass(frozen=True)
class Wanted:
    """A free time with the rows behind it."""

    slot: FreeSlot
    connection: Connection
    place: ProviderLocation
    reason: str


def opened(word: str) -> FreeSlot:
    """Return the free time of a signed word; raise SlotRefused for any other word."""
    try:
        return FreeSlot(*signing.loads(word, salt=SALT, max_age=MAX_AGE_SECONDS))
    except (signing.BadSignature, ValueError, TypeError):
        raise SlotRefused("Free times are good for half an hour: look again and choose one.") from None


def wanted(slot: FreeSlot, person: Any) -> Wanted:
    """Return the rows of a free time; raise Http404 when this person does not see them."""
    connection = Connection.objects.visible_to(person).filter(pk=slot.connection_id).first()
    place = choosable(connection, person).filter(pk=slot.place_pk).first() if connection else None
    if connection is None or place is None:
        raise Http404
    reason = VisitReason.objects.of(connection).filter(zocdoc_id=slot.reason_id).first()
    return Wanted(slot, connection, place, str(reason or slot.reason_id))
