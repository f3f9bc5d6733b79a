"""Whether the product does its work: database, worker, age of each connection's last good poll."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error as DatabaseFault

from zocdoc_sync.enums import ConnectionState
from zocdoc_sync.jobs.beats import CLUSTER, TICKER, last_beat
from zocdoc_sync.models import Connection

BEAT_STALE = timedelta(seconds=60)
LATE_POLLS, LATE_AT_LEAST = 5, timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `name` is for those who may know, `kind` for everyone."""

    kind: str
    name: str
    ok: bool
    sentence: str


def look(now: datetime) -> list[Finding]:
    """Look at everything; a database that does not answer ends the look."""
    try:
        return [Finding("database", "database", ok=True, sentence="answers"), *_worker(now), *_polls(now)]
    except DatabaseFault:
        return [Finding("database", "database", ok=False, sentence="does not answer")]


def _worker(now: datetime) -> list[Finding]:
    return [_part(name, now) for name in (TICKER, CLUSTER)]


def _part(name: str, now: datetime) -> Finding:
    last = last_beat(name)
    ok = last is not None and now - last < BEAT_STALE
    sentence = f"last sign of life {last:%Y-%m-%d %H:%M:%S} UTC" if last else "never gave a sign of life"
    return Finding("worker", name, ok=ok, sentence=sentence)


def _polls(now: datetime) -> list[Finding]:
    return [_poll(connection, now) for connection in Connection.objects.filter(is_active=True).order_by("pk")]


def _poll(connection: Connection, now: datetime) -> Finding:
    if connection.state == ConnectionState.NEEDS_RECONNECTING:
        return Finding("polls", connection.name, ok=False, sentence="needs reconnecting")
    allowed = max(LATE_AT_LEAST, LATE_POLLS * timedelta(seconds=connection.poll_seconds))
    last = connection.last_good_poll_at
    ok = now - (last or connection.created_at) < allowed
    sentence = f"last good poll {last:%Y-%m-%d %H:%M:%S} UTC" if last else "not polled yet"
    return Finding("polls", connection.name, ok=ok, sentence=sentence)
