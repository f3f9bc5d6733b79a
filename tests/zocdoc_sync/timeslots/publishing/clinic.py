"""A clinic at the stand-in with many providers, a template each, in a database of its own."""

import json

from tests.databases import execute, manage
from zocdoc_sandbox.directory.staff import more_staff

# Providers of the stand-in's directory, each with a location.
MIDTOWN, BROOKLYN, CHICAGO = "lo_rvbnd1-midtwn_aX2f81Kd", "lo_rvbnd2-brklyn_bP7m20Qs", "lo_rvbnd3-chcago_cT4r93Vw"
SAMPLES = (
    "no_availbility", "pending", "confirmed", "bookingfailed", "cancelled", "noshow", "pendingreschedule",
    "rescheduled", "reschedulefailed", "insuranceIdIsRequired", "selfPayNotAccepted", "acceptsInNetworkOnly",
    "noAcceptedInsurancePla", "allInsurancePlansAccep", "ip_mapping_level_prac", "ip_mapping_level_prov",
)  # fmt: skip
PLACES = (
    ("pr_rvbnd1-okafor_eJ1s44Tm", MIDTOWN), ("pr_rvbnd2-lindqv_fK6d29Rb", MIDTOWN),
    ("pr_rvbnd3-marche_gL0z73Pn", BROOKLYN), ("pr_rvbnd4-tanaka_hM5x18Wq", CHICAGO),
    ("pr_rvbnd5-adeyem_iN9c67Uj", CHICAGO), ("pr_rvbnd6-whitlo_jO3v52Hs", MIDTOWN),
    *((f"pr_{name}", f"lo_{name}") for name in SAMPLES),
)  # fmt: skip
PUT = "putProviderCalendarTimeslots"
CLINIC = """
import datetime
from django.contrib.auth.models import User
from django.utils import timezone
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.timeslots.publishing.conftest import template_of, another_provider
from zocdoc_sync.models import Location

owner = factories.sandbox_connection({url!r}, name="Riverbend")
User.objects.create_superuser("sam")
for pr, lo in {places!r}:
    Location.objects.get_or_create(connection=owner, zocdoc_id=lo, defaults=dict(time_zone="America/New_York"))
    template_of(another_provider(owner, pr, lo), place=lo, until="11:00")
"""
START = """
import datetime
from django.contrib.auth.models import User
from django.utils import timezone
from zocdoc_sync.models import Connection, Provider, PublishKind
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.publishing.starting import Order, start
first = datetime.date.fromisoformat({first!r})
last = first + datetime.timedelta(days={days} - 1)
order = Order(Connection.objects.get(), PublishKind.TEMPLATES, tuple(Provider.objects.all()), first, last, first)
start(order, actor=Actor.of(User.objects.get()), now=timezone.now(), key="run:{key}")
"""
PUBLISH = """
from django.utils import timezone
from zocdoc_sync.models import PublishRun
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.publishing.steering import publish
run = PublishRun.objects.first()
assert publish(run, actor=Actor.of(run.actor), now=timezone.now())
"""
LOOK = """
import json
from collections import Counter
from zocdoc_sync.models import PublishDay, PublishRun
run = PublishRun.objects.first()
days = PublishDay.objects.filter(run=run).values_list("state", flat=True)
print(json.dumps({"run": run.state, "days": Counter(days)}))
"""
# What time does by itself: leases, plans and requests of a dead process end, and what was put is due to be seen.
LATER = (
    "UPDATE zocdoc_sync_lease SET expires_at = '1970-01-01 00:00:00+00:00'",
    "UPDATE zocdoc_sync_job SET lease_until = '1970-01-01 00:00:00+00:00' WHERE state = 'running'",
    "UPDATE zocdoc_sync_operationlog SET deadline_at = '1970-01-01 00:00:00+00:00' WHERE state <> 'unknown'",
    "UPDATE zocdoc_sync_job SET due_at = '1970-01-01 00:00:00+00:00' WHERE state = 'waiting'",
    "UPDATE zocdoc_sync_dayversion SET at = '1970-01-01 00:00:00+00:00' WHERE state = 'put'",
    "UPDATE zocdoc_sync_publishday SET due_at = '1970-01-01 00:00:00+00:00' WHERE state IN ('put', 'waiting')",
)


def shell(database, code):
    return manage(database, "shell", "-v0", "-c", code)


def invented(providers):
    """Return how many providers the stand-in must be started with beside its own, for a clinic of so many."""
    return max(0, providers - len(PLACES))


def clinic(database, sandbox, providers):
    """Make the clinic with so many providers, each open from 9 to 11 on all days."""
    more = tuple((person.id, person.locations[0].id) for person in more_staff(invented(providers)))
    shell(database, CLINIC.format(url=sandbox.url, places=(*PLACES, *more)[:providers]))


def start(database, first, days, key=1):
    """Start a run of all templates over so many days."""
    shell(database, START.format(first=str(first), days=days, key=key))


def publish(database):
    shell(database, PUBLISH)


def look(database):
    """Return the state of the newest run and how many days are in which state."""
    return json.loads(shell(database, LOOK))


def later(database):
    for statement in LATER:
        execute(database, statement)


def puts(sandbox):
    return [one for one in sandbox.requests() if one["operationId"] == PUT]
