"""`zocdoc_sync WHAT`: read from Zocdoc into the mirror now."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from zocdoc_sync.enums import SyncReason, SyncState
from zocdoc_sync.insurance.reading import read_all
from zocdoc_sync.management.choosing import connection_named
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal
from zocdoc_sync.management.progress import Lines
from zocdoc_sync.models import Connection, SyncRun
from zocdoc_sync.operations.fields.words import us_state
from zocdoc_sync.sync.appointments import sync_appointments
from zocdoc_sync.sync.asked_time import NotATime, asked_time
from zocdoc_sync.sync.directory import sync_directory
from zocdoc_sync.sync.plans import sync_plans
from zocdoc_sync.sync.reference import sync_reference
from zocdoc_sync.sync.watching import watched
from zocdoc_sync.timeslots.days import sync_days

Reading = Callable[[Connection, dict[str, Any]], SyncRun]


def _appointments(connection: Connection, asked: dict[str, Any]) -> SyncRun:
    return sync_appointments(
        connection, reason=SyncReason.COMMAND, now=timezone.now(), full=asked["full"], since=asked["since"]
    )


def _directory(connection: Connection, _asked: dict[str, Any]) -> SyncRun:
    return sync_directory(connection, reason=SyncReason.COMMAND, now=timezone.now())


def _reference(connection: Connection, asked: dict[str, Any]) -> SyncRun:
    if asked["state"]:
        return sync_plans(connection, asked["state"], reason=SyncReason.COMMAND, now=timezone.now())
    return sync_reference(connection, reason=SyncReason.COMMAND, now=timezone.now())


def _insurance(connection: Connection, _asked: dict[str, Any]) -> SyncRun:
    return read_all(connection, reason=SyncReason.COMMAND, now=timezone.now())


def _timeslots(connection: Connection, _asked: dict[str, Any]) -> SyncRun:
    return sync_days(connection, reason=SyncReason.COMMAND, now=timezone.now())


# The directory's reading ends with the reference data that it needs.
READINGS: dict[str, tuple[Reading, ...]] = {
    "appointments": (_appointments,),
    "directory": (_directory,),
    "reference": (_reference,),
    "insurance": (_insurance,),
    "timeslots": (_timeslots,),
    "all": (_appointments, _directory),
}


class Command(ConsoleCommand):
    help = "Read from Zocdoc into the mirror now: appointments, directory, reference, insurance, timeslots, or all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", metavar="WHAT", help=", ".join(READINGS))
        parser.add_argument("--connection", metavar="NAME", help="only this connection; else all that are active")
        parser.add_argument("--full", action="store_true", help="read all appointments, not only what changed")
        parser.add_argument("--since", metavar="TIME", help="read appointments that changed since this time")
        parser.add_argument("--state", metavar="NY", help="with reference: read the insurance plans of this state")

    def handle(self, *_args: Any, **options: Any) -> None:
        readings = _readings(options["what"])
        asked = _asked(options)
        with self.progress() as shown, watched(partial(_show, shown)):
            runs = [reading(one, asked) for one in _connections(options["connection"]) for reading in readings]
        self.say({"runs": [_told(run) for run in runs]}, *map(_line, runs))
        if bad := [run for run in runs if run.state != SyncState.DONE]:
            first = bad[0]
            raise Refusal(f"{first.connection.name}: {first.error_sentence}", code=first.error_code)


def _show(shown: Lines, run: SyncRun) -> None:
    shown.begin(f"{run.connection.name}: {run.get_what_display()}", lambda: _so_far(run))


def _so_far(run: SyncRun) -> str:
    windows = f", {run.windows:,} windows" if run.windows else ""
    return f"{run.rows_seen:,} rows read, {run.requests:,} requests{windows}"


def _readings(what: str) -> tuple[Reading, ...]:
    if what not in READINGS:
        raise Refusal(f"There is no “{what}” to read: choose one of {', '.join(READINGS)}.", code="unknown_what")
    return READINGS[what]


def _asked(options: dict[str, Any]) -> dict[str, Any]:
    """Return what is asked of appointments; raise Refusal for a time that is none."""
    if options["full"] and options["since"]:
        raise Refusal("Choose one of --full and --since.", code="invalid_request")
    if (options["full"] or options["since"]) and _appointments not in READINGS[options["what"]]:
        raise Refusal("--full and --since are for appointments.", code="invalid_request")
    since: datetime | None = None
    try:
        since = asked_time(options["since"]) if options["since"] else None
    except NotATime as error:
        raise Refusal(f"--since: {error}", code="invalid_request") from None
    return {"full": options["full"], "since": since, "state": _state(options)}


def _state(options: dict[str, Any]) -> str:
    given = options["state"]
    if given and options["what"] != "reference":
        raise Refusal("--state is for reference.", code="invalid_request")
    try:
        return str(us_state().clean(given.upper())) if given else ""
    except ValidationError as fault:
        raise Refusal(f"--state: {' '.join(fault.messages)}", code="invalid_request") from None


def _connections(name: str | None) -> list[Connection]:
    if name is None:
        active = list(Connection.objects.filter(is_active=True).order_by("name"))
        if active:
            return active
    connection = connection_named(name)
    if not connection.is_active:
        raise Refusal(f"{connection.name} is switched off: nothing is read from it.", code="inactive")
    return [connection]


def _told(run: SyncRun) -> dict[str, Any]:
    return {
        "connection": run.connection.name,
        "what": run.what,
        "state": run.state,
        "requests": run.requests,
        "rows_seen": run.rows_seen,
        "created": run.rows_created,
        "changed": run.rows_changed,
        "windows": run.windows,
        "ceiling_met": run.ceiling_met,
        "cursor": run.cursor_after and run.cursor_after.isoformat(),
        "error": run.error_code,
        "sentence": run.error_sentence,
    }


def _line(run: SyncRun) -> str:
    ceiling = "met" if run.ceiling_met else "not met"
    cursor = run.cursor_after.isoformat(timespec="seconds") if run.cursor_after else "none"
    return (
        f"{run.connection.name}: {run.what} {run.state}: {run.requests} requests, {run.rows_seen} rows seen, "
        f"{run.rows_created} created, {run.rows_changed} changed, {run.windows} windows, "
        f"1,000-row ceiling {ceiling}, cursor {cursor}"
    )
