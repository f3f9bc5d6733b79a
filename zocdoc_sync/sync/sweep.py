"""Compare the mirror with Zocdoc by another way than the polls: by start time, once a night."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from zocdoc_sync.client.records import AppointmentRecord
from zocdoc_sync.enums import Channel, SyncReason, SyncWhat
from zocdoc_sync.models import Appointment, Connection, SyncRun
from zocdoc_sync.sync.applying import Applied, apply_records
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.conversing import asking_about
from zocdoc_sync.sync.cursors import cursor_of
from zocdoc_sync.sync.holding import Holding, holding
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow
from zocdoc_sync.sync.listing.narrowing import Narrowing
from zocdoc_sync.sync.listing.question import START, Question, Span
from zocdoc_sync.sync.mirror.columns import READ_PATIENTS_FROM, READ_PATIENTS_UNTIL
from zocdoc_sync.sync.one import refresh_appointment
from zocdoc_sync.sync.runs import left_to_another, recorded

BACK, AHEAD = timedelta(days=7), timedelta(days=90)
MISSING_ASKED = 200


def sweep(connection: Connection, *, now: datetime) -> SyncRun:
    """List the last 7 and the next 90 days by start time, repair the mirror, and return the run; `now` is UTC.

    `rows_changed` and `rows_created` are the drift: what the polls should have brought, but did not. A row that Zocdoc
    no longer lists is asked for by its id, and marked as gone only when Zocdoc does not know it.
    """
    clock = Clock(now)
    with holding(f"sync:sweep:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.APPOINTMENTS, SyncReason.SWEEP, now)
        with recorded(connection, SyncWhat.APPOINTMENTS, SyncReason.SWEEP, clock) as run:
            _Sweep(connection, run, held).compare()
    return run


class _Sweep:
    def __init__(self, connection: Connection, run: SyncRun, held: Holding) -> None:
        self.connection, self.run, self.held, self.clock = connection, run, held, held.clock
        self.span = Span(START, held.clock.started - BACK, held.clock.started + AHEAD)
        self.cursor = cursor_of(connection)
        self.listed: set[str] = set()

    def compare(self) -> None:
        """List, repair, ask for what is missing; raise IncompleteWindow when the listing has holes."""
        asking = asking_about(self.connection, before_each=self.held.keep, close_window=False)
        listing = Narrowing(asking, asking.statuses, asking.providers)
        try:
            for part in listing.parts(Question((self.span,))):
                self._repair(part.records)
        finally:
            asking.report_to(self.run)
        if listing.holes:
            raise IncompleteWindow(listing.holes[0])
        self._ask_for_missing()
        self._patients_come_near()

    def _repair(self, records: Iterable[AppointmentRecord]) -> None:
        fresh = [record for record in records if record.appointment_id not in self.listed]
        self.listed.update(record.appointment_id for record in fresh)
        self.run.rows_seen += len(fresh)
        late = [record for record in fresh if self._was_due(record)]
        with transaction.atomic():
            applied = self._apply(late)
            self._apply([record for record in fresh if not self._was_due(record)])
        self.run.rows_created += applied.created
        self.run.rows_changed += applied.changed

    def _was_due(self, record: AppointmentRecord) -> bool:
        """Tell whether a poll should have brought this: what changed after the last one is no drift."""
        modified, position = record.last_modified_time, self.cursor.position
        return modified is None or (position is not None and modified <= position)

    def _apply(self, records: list[AppointmentRecord]) -> Applied:
        return apply_records(
            self.connection,
            records,
            channel=Channel.SWEEP,
            now=self.clock.now(),
            run=self.run,
            fire=self.cursor.seeded_at is not None,
        )

    def _ask_for_missing(self) -> None:
        rows = Appointment.objects.of(self.connection).filter(
            start_time__range=(self.span.low, self.span.high), gone_at__isnull=True
        )
        mirrored = rows.order_by("start_time", "pk").values_list("zocdoc_id", flat=True)
        missing = [zocdoc_id for zocdoc_id in mirrored.iterator() if zocdoc_id not in self.listed]
        for zocdoc_id in missing[:MISSING_ASKED]:
            self.held.keep()
            self.run.requests += 1
            found = refresh_appointment(self.connection, zocdoc_id, channel=Channel.SWEEP, now=self.clock.now())
            self.run.rows_changed += found is None

    def _patients_come_near(self) -> None:
        """Make patients due whose appointments were far ahead when they were booked."""
        now = self.clock.now()
        Appointment.objects.of(self.connection).filter(
            patient_due_at__isnull=True,
            patient_read_at__isnull=True,
            gone_at__isnull=True,
            start_time__range=(now + READ_PATIENTS_FROM, now + READ_PATIENTS_UNTIL),
        ).update(patient_due_at=now)
