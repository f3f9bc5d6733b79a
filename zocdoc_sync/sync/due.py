"""What the clock plans each second: polls of connections, and patients that are to be read."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zocdoc_sync.enums import AppointmentStatus, JobState, SyncReason
from zocdoc_sync.jobs.planning import plan
from zocdoc_sync.models import Appointment, Job
from zocdoc_sync.sync.in_use import in_use
from zocdoc_sync.sync.patients import askable

POLL = "sync.appointments"
PENDING = (AppointmentStatus.PENDING_BOOKING, AppointmentStatus.PENDING_RESCHEDULE)
PATIENTS_A_SECOND, PATIENTS_AT_ONCE, LOW_PRIORITY = 8, 20, 9
# A patient whose reading fails comes again after this; one that succeeds is no longer due.
PATIENT_AGAIN = timedelta(hours=1)


def plan_due_polls(now: datetime) -> int:
    """Plan a poll for each connection whose time has come, and return how many; `now` is UTC.

    What to poll is read from the rows at each call: a connection that is switched off is not polled again. The next
    time counts from now, so that after a stop there is one poll and not all that were missed. A connection whose poll
    is still running stays due, and is polled again right after it.
    """
    planned = 0
    running = Job.objects.filter(kind=POLL, state=JobState.RUNNING, connection__isnull=False)
    due = in_use().filter(Q(next_poll_at__isnull=True) | Q(next_poll_at__lte=now))
    for connection in due.exclude(pk__in=running.values("connection")):
        following = now + timedelta(seconds=connection.poll_seconds)
        mine = in_use().filter(pk=connection.pk, next_poll_at=connection.next_poll_at)
        if connection.next_poll_at is None:
            mine = in_use().filter(pk=connection.pk, next_poll_at__isnull=True)
        if mine.update(next_poll_at=following):
            plan(
                POLL,
                {"connection_id": connection.pk, "reason": SyncReason.SCHEDULE.value},
                now=now,
                key=f"appointments:{connection.pk}",
                connection=connection,
            )
            planned += 1
    return planned


def plan_due_participants(now: datetime) -> int:
    """Plan some of the patients that are to be read, pending appointments first, and return how many; `now` is UTC.

    Few at a time and at low priority: polls and people come first.
    """
    live = Job.objects.filter(kind="sync.participant", state__in=[JobState.WAITING, JobState.RUNNING]).count()
    room = min(PATIENTS_A_SECOND, PATIENTS_AT_ONCE - live)
    if room <= 0:
        return 0
    due = _patients_due(now)
    chosen = list(due.filter(status__in=PENDING)[:room])
    chosen += list(due.exclude(status__in=PENDING)[: room - len(chosen)])
    return sum(_plan_patient(appointment, now) for appointment in chosen)


def _patients_due(now: datetime) -> QuerySet[Appointment]:
    rows: QuerySet[Appointment] = (
        Appointment.objects.filter(patient_due_at__lte=now, gone_at__isnull=True, connection__in=askable().values("pk"))
        .only("pk", "connection_id", "patient_due_at")
        .order_by("patient_due_at", "pk")
    )
    return rows


def _plan_patient(appointment: Appointment, now: datetime) -> bool:
    mine = Appointment.objects.filter(pk=appointment.pk, patient_due_at=appointment.patient_due_at)
    if not mine.update(patient_due_at=now + PATIENT_AGAIN):
        return False
    plan(
        "sync.participant",
        {"appointment_id": appointment.pk},
        now=now,
        key=f"participant:{appointment.pk}",
        connection=appointment.connection,
        priority=LOW_PRIORITY,
    )
    return True
