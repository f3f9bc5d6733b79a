from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.timeslots.conftest import DOWNTOWN
from tests.zocdoc_sync.timeslots.days import DAY, NEW_YORK
from zocdoc_sync.models import Location, Provider, ProviderLocation, PublishKind, PublishRun, SlotTemplate, TemplateRule
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.publishing.starting import Order, start
from zocdoc_sync.timeslots.publishing.working import work

TODAY = DAY - timedelta(days=1)
SECOND_PROVIDER = "pr_rvbnd1-okafor_eJ5c83Qa"


@pytest.fixture(autouse=True)
def _one_lane(settings):
    settings.PUBLISHING_LANES = 1


@pytest.fixture
def scheduler(provider, django_user_model):
    made = django_user_model.objects.create_superuser("sam")
    provider.connection.members.add(made)
    return Actor.of(made)


@pytest.fixture
def template(provider):
    """Hours from 9 to 12 on every day of the week."""
    return template_of(provider)


def template_of(provider, first="09:00", until="12:00", weekdays=range(7), place=DOWNTOWN, **more):
    owner = provider.connection
    location, _ = Location.objects.get_or_create(connection=owner, zocdoc_id=place, defaults={"time_zone": NEW_YORK})
    made = SlotTemplate.objects.create(
        **{"connection": owner, "provider": provider, "name": f"Week {first}", "valid_from": date(2026, 1, 1), **more}
    )
    TemplateRule.objects.create(
        connection=owner, template=made, location=location, weekdays=list(weekdays),
        first=time.fromisoformat(first), until=time.fromisoformat(until),
    )  # fmt: skip
    return made


def another_provider(owner, zocdoc_id, place):
    made = Provider.objects.create(connection=owner, zocdoc_id=zocdoc_id, name=f"Dr. {zocdoc_id[-4:]}")
    location = Location.objects.get(zocdoc_id=place)
    ProviderLocation.objects.create(
        connection=owner, zocdoc_id=f"{zocdoc_id}|{place}", provider=made, location=location
    )  # fmt: skip
    return made


@pytest.fixture
def ordered(provider, scheduler):
    """Start a run, of templates unless told otherwise, for so many days from DAY."""

    def starting(days=3, kind=PublishKind.TEMPLATES, providers=None, key="form:1", **more):
        fields = {"first": DAY, "last": DAY + timedelta(days=days - 1), "today": TODAY, **more}
        order = Order(provider.connection, kind, tuple(providers or [provider]), **fields)
        return start(order, actor=scheduler, now=timezone.now(), key=key)

    return starting


def worked(run, *, later=0, **more):
    """Let the worker have a slice, so many seconds from now, and return the run as it is then."""
    fresh = PublishRun.objects.get(pk=run.pk)
    work(fresh, now=timezone.now() + timedelta(seconds=later), still_ours=lambda: True, **more)
    return PublishRun.objects.get(pk=run.pk)


def states(run):
    return [day.state for day in run.days.order_by("provider__zocdoc_id", "date")]
