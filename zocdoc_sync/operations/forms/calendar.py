"""Input of the operations on a provider's day."""

from typing import Any

from zocdoc_sync.operations.fields import ids
from zocdoc_sync.operations.fields.times import Day
from zocdoc_sync.operations.fields.timeslots import Timeslots, day_of_slots
from zocdoc_sync.operations.fields.words import Text, Whole
from zocdoc_sync.operations.forms.base import OperationForm


class ProviderDay(OperationForm):
    provider_id = ids.provider_id()
    date = Day()


class GetTimeslots(ProviderDay):
    next_page_token = Text(required=False, max_length=2000)
    limit = Whole(1)


class PutTimeslots(ProviderDay):
    """The whole local day of a provider at all locations: it replaces what Zocdoc has."""

    keeps_empty = frozenset({"timeslots"})
    timeslots = Timeslots(error_messages={"required": "Give the timeslots; an empty list deletes the day."})

    def clean_timeslots(self) -> list[dict[str, Any]]:
        """Refuse a slot that is not of this provider and day."""
        slots: list[dict[str, Any]] = self.cleaned_data["timeslots"]
        provider, day = self.given("provider_id"), self.given("date")
        if not provider or not day:
            return slots
        return day_of_slots(slots, provider, day)
