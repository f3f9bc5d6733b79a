from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden
from zocdoc_sync.models import Location, Provider
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.putting import put_day
from zocdoc_sync.timeslots.reading import look_at
from zocdoc_sync.timeslots.slot import Slot
from zocdoc_sync.timeslots.wish import Wish

DAY = date(2026, 12, 1)
SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)
NEW_YORK = "America/New_York"
DOWNTOWN, BROOKLYN = "lo_rvbnd1-midtwn_aX2f81Kd", "lo_rvbnd2-brklyn_bP7m20Qs"
PUT = "putProviderCalendarTimeslots"
ACTOR = Actor.system("test")


@pytest.fixture
def provider(linked):
    found = Provider.objects.create(connection=linked, zocdoc_id="pr_rvbnd2-lindqv_fK6d29Rb", name="Dr. Lindqvist")
    for zocdoc_id, name in ((DOWNTOWN, "Downtown"), (BROOKLYN, "Brooklyn")):
        place = Location.objects.create(connection=linked, zocdoc_id=zocdoc_id, name=name, time_zone=NEW_YORK)
        factories.provider_location(linked, provider=found, location=place)
    return found


@pytest.fixture
def scheduler(client, linked):
    client.force_login(person("Scheduler", linked))
    return client


def url(provider, day=DAY, page="edit", *more):
    return reverse(f"admin:providerday_{page}", args=(provider.pk, str(day), *more))


def slots(*clocks, place=DOWNTOWN, day=DAY, **restrictions):
    return frozenset(
        Slot(place, datetime.fromisoformat(f"{day}T{clock}"), NEW_YORK, **restrictions) for clock in clocks
    )


def publish(provider, wanted, day=DAY):
    """Put a day as somebody else would, whatever it was."""
    shown = at_zocdoc(provider, day)
    every = ("half", "booked", "places", "changed")
    return put_day(
        Wish(provider, day, shown, frozenset(wanted), every, str(day)), actor=ACTOR, now=timezone.now()
    ).version


def at_zocdoc(provider, day=DAY):
    return look_at(provider, day, actor=ACTOR, now=timezone.now())


class Editor:
    """The editor of a day as a browser without scripts uses it: each press posts what the last page carried."""

    def __init__(self, client, provider, day=DAY):
        self.client, self.address, self.provider = client, url(provider, day), provider
        self.answer = client.get(self.address)

    @property
    def text(self):
        return self.answer.content.decode()

    def press(self, do, **fields):
        carried = {name: (hidden(self.answer, name) or [""])[0] for name in ("draft", "form_token")}
        self.answer = self.client.post(self.address, {**carried, "do": do, **fields})
        return self

    def add(self, first, until, every=30, location=DOWNTOWN, **more):
        wanted = {"location": location, "first": first, "until": until, "every": every, **more}
        return self.press("add", **{f"add-{name}": value for name, value in wanted.items()})

    def keys(self, *clocks):
        return [
            slot["key"] for place in self.answer.context["places"] for slot in place["slots"] if slot["clock"] in clocks
        ]

    def said(self):
        return [str(one) for one in self.client.get(self.answer.url).context["messages"]]


@pytest.fixture
def editor(scheduler, provider):
    return lambda day=DAY: Editor(scheduler, provider, day)
