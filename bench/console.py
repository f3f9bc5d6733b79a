"""How long the console's pages take on the server with a million appointments, beside a plain Django changelist.

    DATABASE_URL=postgres://… python bench/console.py [ROWS] [REQUESTS] [PAGES]

It makes a database of its own beside the one in DATABASE_URL, which must be PostgreSQL; without one it looks for a
server on this machine, and says so when there is none. The plain changelist is of the same table; both are asked in
turn. PAGES is a word: only pages that have it in their title are asked.
"""

# ruff: noqa: E402 (a script: its imports follow the start of Django)

import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
os.environ["DEBUG"] = "True"

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django.urls import reverse
from django.utils import timezone
from filling import fill

from zocdoc_sync.models import Appointment, Location, Provider
from zocdoc_sync.reports.catalogue import REPORTS

LIST, PLAIN = "/admin/zocdoc_sync/appointment/", "/plain/zocdoc_sync/appointment/"
WARM_UP = 2


class Plain:
    """The plain admin in a process of its own."""

    def __init__(self):
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database.settings_dict)
        environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(HERE.parent)}
        command = [sys.executable, str(HERE / "plain_serving.py")]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def get(self, address):
        """Return the milliseconds that a page took."""
        self.process.stdin.write(f"{address}\n")
        answer = self.process.stdout.readline().strip()
        if not answer or answer.startswith("status"):
            raise SystemExit(f"The plain admin did not answer {address}: {answer or 'it ended'}.")
        return float(answer)

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait(timeout=30)


def pages(client):
    """Return title, address of the console and address of the plain admin of each page; "" where it has none."""
    provider, location = Provider.objects.order_by("pk").first().pk, Location.objects.order_by("pk").first().pk
    row = Appointment.objects.order_by("-start_time", "-pk").first()
    row.payload = {"appointment_id": row.zocdoc_id}
    row.save(update_fields=["payload"])
    clinic = row.connection_id
    name = client.post("/admin/find/", {"term": "Example 77"}).url
    shown = [
        ("home", "/admin/", ""),
        ("calendar, day", reverse("admin:calendar_day"), ""),
        ("calendar, week of a provider", f"{reverse('admin:calendar_week')}?provider={provider}", ""),
        ("calendar, week of a location", f"{reverse('admin:calendar_week')}?location={location}", ""),
        ("list, from today on", LIST, ""),
        ("list, all", f"{LIST}?when=all", PLAIN),
        ("list, all, page 50", f"{LIST}?when=all&p=50", f"{PLAIN}?p=50"),
        ("list, today", f"{LIST}?when=today", _plain_day(row)),
        ("list, last 7 days", f"{LIST}?when=last7", ""),
        ("list, to confirm", f"{LIST}?status=pending_booking", f"{PLAIN}?status=pending_booking"),
        ("list, cancelled", f"{LIST}?when=all&status=cancelled", f"{PLAIN}?status=cancelled"),
        ("list, provider", f"{LIST}?when=all&provider={provider}", f"{PLAIN}?provider__id__exact={provider}"),
        ("list, location", f"{LIST}?when=all&location={location}", f"{PLAIN}?location__id__exact={location}"),
        ("list, connection", f"{LIST}?when=all&connection={clinic}", f"{PLAIN}?connection__id__exact={clinic}"),
        ("list, needs a person", f"{LIST}?needs=person", ""),
        ("list, booked another way", f"{LIST}?source=other", ""),
        ("what was found by name", name, ""),
        ("an appointment", f"{LIST}{row.pk}/change/", ""),
    ]
    year = [
        (f"report, a year: {one.title.lower()}", f"/admin/reports/{code}/?range=last365", "")
        for code, one in REPORTS.items()
    ]
    month = [
        (f"report, 30 days: {one.title.lower()}", f"/admin/reports/{code}/?range=last30", "")
        for code, one in REPORTS.items()
    ]
    return [line for line in (*shown, *year, *month) if line[1]]


def _plain_day(row):
    return f"{PLAIN}?start_time__year={row.start_time.year}&start_time__month={row.start_time.month}"


def taken(client, address):
    """Return the milliseconds that a page of the console took, and those for which this process had a processor."""
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answered {answer.status_code}.")
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def measure(client, plain, page, requests):
    """Return the times of a page, its work, the times of its plain counterpart, asked in turn, and its queries."""
    _, ours, theirs = page
    mine, work, other = [], [], []
    with CaptureQueriesContext(database) as counted:
        client.get(ours)
    queries = len(counted)
    for number in range(WARM_UP + requests):
        took, worked = taken(client, ours)
        compared = plain.get(theirs) if theirs else None
        if number >= WARM_UP:
            mine.append(took)
            work.append(worked)
            other += [compared] if theirs else []
    return mine, work, other, queries


def told(times):
    """Return median and 95th percentile in words."""
    if not times:
        return f"{'-':>10}{'-':>10}"
    return f"{statistics.median(times):10.0f}{statistics.quantiles(times, n=20, method='inclusive')[-1]:10.0f}"


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    requests = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    try:
        kept = setup_databases(verbosity=0, interactive=False)
    except OperationalError:
        print("Pages of the console are measured on PostgreSQL: set DATABASE_URL to a server.")
        return
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["testserver"]
    try:
        began = time.monotonic()
        person = fill(rows)
        User.objects.create_superuser("root")
        year = Appointment.objects.filter(created_time__gte=timezone.now() - timedelta(days=365)).count()
        print(f"{rows:,} appointments, {year:,} of the last year, made in {time.monotonic() - began:.0f} s")
        print(f"{requests} requests of each page, milliseconds", flush=True)
        _measure_all(person, requests, sys.argv[3] if len(sys.argv) > 3 else "")
        print(f"load of this machine's {os.cpu_count()} processors over 15 minutes: {os.getloadavg()[2]:.1f}")
    finally:
        teardown_databases(kept, verbosity=0)


def _measure_all(person, requests, word):
    client, plain = Client(), Plain()
    client.force_login(person)
    try:
        print(f"{'page':38}{'queries':>8}{'p50':>10}{'p95':>10}{'own work':>10}{'plain p50':>10}{'plain p95':>10}")
        for page in (one for one in pages(client) if word in one[0]):
            mine, work, other, queries = measure(client, plain, page, requests)
            cpu = statistics.median(work)
            print(f"{page[0]:38}{queries:8}{told(mine)}{cpu:10.0f}{told(other)}", flush=True)
    finally:
        plain.close()


if __name__ == "__main__":
    main()
