"""Timeslots that a provider's calendar publishes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Calendar(Resource):
    """A provider's timeslots, one local day at a time."""

    def get_provider_calendar_timeslots(
        self, provider_id: str, *, date: date, next_page_token: str | None = None, limit: int | None = None
    ) -> Answer:
        """Read the slots whose local date is `date`; a short page is not the last one unless it has no token."""
        query = {"date": date, "next_page_token": next_page_token, "limit": limit}
        return self._sender.send("getProviderCalendarTimeslots", path={"provider_id": provider_id}, query=query)

    def put_provider_calendar_timeslots(
        self, provider_id: str, *, date: date, timeslots: Sequence[Mapping[str, Any]]
    ) -> Answer:
        """Replace the provider's whole local day at all locations, ≤ 1,500 slots; an empty list deletes the day."""
        return self._sender.send(
            "putProviderCalendarTimeslots",
            path={"provider_id": provider_id},
            query={"date": date},
            json={"timeslots": [dict(slot) for slot in timeslots]},
        )
