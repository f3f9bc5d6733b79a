"""Rows a second of a full sync, against a plain upsert of the same rows; both in turn, medians of five pairs.

    python bench/sync.py [ROWS]

It makes a database of its own beside the one in DATABASE_URL (a file in the temporary folder for SQLite). Zocdoc is an
answer from memory, so what is measured is ours: listing, reading, comparing, sealing, writing, and the history.
"""

# ruff: noqa: E402 (a script: its imports follow the start of Django)

import gc
import json
import os
import statistics
import sys
import tempfile
import time
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.db import connection as database
from django.db import transaction
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.records import appointment_record
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Appointment, Change, Connection, SyncCursor, SyncRun
from zocdoc_sync.sync import conversing
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.mirror.columns import COLUMNS
from zocdoc_sync.sync.mirror.stubs import places_of
from zocdoc_sync.sync.mirror.writing import insert_rows, upserting

PAIRS = 5
BEGIN = datetime(2026, 1, 5, 14, tzinfo=UTC)


def told(number, turn=0):
    """Return an appointment as Zocdoc tells it; `turn` makes a later version."""
    return {
        "appointment_id": f"{number:08x}-0000-4000-8000-000000000000",
        "appointment_status": "confirmed" if turn else "pending_booking",
        "start_time": (BEGIN + timedelta(minutes=15 * number)).isoformat(),
        "created_time_utc": (BEGIN + timedelta(seconds=number)).isoformat(),
        "last_modified_time_utc": (BEGIN + timedelta(seconds=number, days=turn)).isoformat(),
        "provider_location_id": f"pr_{number % 40}|lo_{number % 8}",
        "practice_id": "pt_1",
        "visit_reason_id": f"pc_{number % 12}",
        "visit_type": "in_person",
        "patient_type": "new",
        "confirmation_type": "manual",
        "is_provider_resource": False,
        "source": "Zocdoc Marketplace",
        "developer_patient_id": None,
        "notes": "Please call before the visit",
        "cancellation_reason": None,
        "waiting_room_path": None,
        "location_phone_number": "2125550100",
        "location_phone_extension": None,
    }


class Memory:
    """A client whose Zocdoc is a sorted list."""

    def __init__(self, rows):
        self.rows = sorted(rows, key=modified)
        self.times = [modified(row) for row in self.rows]

    def call(self, operation, fields):
        low = fields.get("last_modified_time_utc_min")
        first = bisect_left(self.times, low.isoformat()) if low else 0
        first += fields["page"] * fields["page_size"]
        page = self.rows[first : first + fields["page_size"]]
        body = {"data": page, "total_count": 1000}
        if len(page) < fields["page_size"]:
            body["total_count"] = len(page)
        return Answer(operation, 200, body, "", datetime.now(tz=UTC), 0)


def modified(row):
    return row["last_modified_time_utc"]


def raw_upsert(clinic, rows, places):
    """Write the same columns without comparing, sealing and history."""
    instant = database.ops.adapt_datetimefield_value
    tail = upserting(Appointment, ("connection_id", "zocdoc_id"), COLUMNS[2:])
    now = instant(timezone.now())

    def values(row):
        start, created, changed = (
            instant(datetime.fromisoformat(row[name]))
            for name in ("start_time", "created_time_utc", "last_modified_time_utc")
        )
        mine = {
            "connection_id": clinic.pk, "zocdoc_id": row["appointment_id"], "status": row["appointment_status"],
            "start_time": start, "start_offset_minutes": 0, "local_date": row["start_time"][:10],
            "created_time": created, "last_modified_time": changed, "visit_type": row["visit_type"],
            "patient_type": row["patient_type"], "confirmation_type": row["confirmation_type"],
            "source": row["source"], "is_provider_resource": False, "developer_patient_index": "", "gaps": "[]",
            "payload": json.dumps(row), "digest": "", "version": 1, "seen_at": now, "gone_at": None,
            "patient_due_at": None, "provider_location_id": places.provider_locations[row["provider_location_id"]],
            "provider_id": places.providers[row["provider_location_id"].partition("|")[0]],
            "location_id": places.locations[row["provider_location_id"].partition("|")[2]],
            "practice_id": places.practices["pt_1"], "visit_reason_id": places.visit_reasons[row["visit_reason_id"]],
        }  # fmt: skip
        return [mine[name] for name in COLUMNS]

    with transaction.atomic():
        for first in range(0, len(rows), 1000):
            insert_rows(Appointment, COLUMNS, map(values, rows[first : first + 1000]), tail)


def sync(clinic, client):
    conversing.client_for = lambda _connection: client
    run = sync_appointments(clinic, reason=SyncReason.COMMAND, now=timezone.now(), full=True)
    if run.state != "done":
        raise SystemExit(run.error_sentence)
    return run


def empty(clinic):
    for model in (Change, Appointment, SyncRun, SyncCursor):
        model.objects.all().delete()
    SyncCursor.objects.create(connection=clinic, what="appointments", seeded_at=timezone.now())
    gc.collect()


def seconds(action, *args):
    begin = time.perf_counter()
    action(*args)
    return time.perf_counter() - begin


def measure(count):
    clinic = Connection.objects.create(name="Bench", client_id="bench", client_secret="none")
    rows = [told(number) for number in range(count)]
    client, one_percent = Memory(rows), Memory([told(n, turn=n % 100 == 0) for n in range(count)])
    places = places_of(clinic, map(appointment_record, rows))
    took = {"raw upsert": [], "full sync with history": [], "1 % changed": [], "nothing changed": []}
    for _ in range(PAIRS):
        empty(clinic)
        took["raw upsert"].append(seconds(raw_upsert, clinic, rows, places))
        empty(clinic)
        took["full sync with history"].append(seconds(sync, clinic, client))
        took["nothing changed"].append(seconds(sync, clinic, client))
        took["1 % changed"].append(seconds(sync, clinic, one_percent))
    return {name: statistics.median(times) for name, times in took.items()}


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        if database.vendor == "sqlite":
            database.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        kept = setup_databases(verbosity=0, interactive=False)
        try:
            medians = measure(count)
        finally:
            teardown_databases(kept, verbosity=0)
    raw = count / medians["raw upsert"]
    print(f"{count} appointments on {database.vendor}, medians of {PAIRS}")
    for name, took in medians.items():
        print(f"{name:24} {took:7.3f} s {count / took:10,.0f} rows/s {count / took / raw:6.2f} x raw")


if __name__ == "__main__":
    main()
