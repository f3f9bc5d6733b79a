"""The demo: one connection to the stand-in and one person for each role, never in production."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from zocdoc_sync.enums import Environment, Grant
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Connection
from zocdoc_sync.timeslots.jobs import plan_reading

CONNECTION_NAME = "Riverbend Clinic (demo)"
CLIENT_ID, CLIENT_SECRET = "demo-clinic", "demo-secret"
PASSWORD = "slotdesk-demo-clinic"  # noqa: S105 (refused outside of DEBUG)
POLL_SECONDS = 15
# So many days of the calendar show what is free as soon as the worker has read them.
DAYS_AHEAD = 7
# The states that the stand-in's patients live in.
STATES_OF_PLANS = ("NY", "IL")
PLANS_PRIORITY = 9
# By then the stand-in is there, and the first reading of the appointments is through.
PLANS_AFTER = timedelta(seconds=20)


@dataclass(frozen=True)
class DemoPerson:
    """A login of the demo; `role` is the group, None makes a superuser."""

    username: str
    first_name: str
    last_name: str
    role: str | None


PEOPLE = (
    DemoPerson("demo", "Dana", "Owner", None),
    DemoPerson("frontdesk", "Fran", "Front", "Front desk"),
    DemoPerson("scheduler", "Sky", "Planner", "Scheduler"),
    DemoPerson("builder", "Bo", "Builder", "Builder"),
    DemoPerson("viewer", "Vic", "Viewer", "Viewer"),
)


@transaction.atomic
def seed(now: datetime) -> Connection:
    """Make the demo's connection and people where they are missing, and let the worker read timeslots and plans.

    Raise ImproperlyConfigured in production. `now` is UTC.
    """
    if not settings.DEBUG:
        raise ImproperlyConfigured("The demo has a published password: it is only for DEBUG=True.")
    connection = _connection()
    for person in PEOPLE:
        connection.members.add(_user(person))
    plan_reading(connection, DAYS_AHEAD, now=now)
    for state in STATES_OF_PLANS:
        _plan_plans(connection, state, now)
    return connection


def _plan_plans(connection: Connection, state: str, now: datetime) -> None:
    payload, key = {"connection_id": connection.pk, "state": state}, f"plans:{connection.pk}:{state}"
    due = now + PLANS_AFTER
    plan("sync.plans", payload, now=now, due_at=due, key=key, connection=connection, priority=PLANS_PRIORITY)


def _connection() -> Connection:
    known = Connection.objects.filter(name=CONNECTION_NAME).first()
    return known or Connection.objects.create(
        name=CONNECTION_NAME,
        environment=Environment.LOCAL,
        grant=Grant.CLIENT_CREDENTIALS,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        poll_seconds=POLL_SECONDS,
    )


def _user(person: DemoPerson) -> User:
    user, made = User.objects.get_or_create(
        username=person.username,
        defaults={
            "first_name": person.first_name,
            "last_name": person.last_name,
            "email": f"{person.username}@clinic.example",
            "is_staff": True,
            "is_superuser": person.role is None,
        },
    )
    if made:
        user.set_password(PASSWORD)
        user.save()
        if person.role is not None:
            user.groups.add(Group.objects.get(name=person.role))
    return user
