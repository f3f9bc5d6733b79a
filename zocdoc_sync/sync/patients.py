"""Whose patients are asked for by themselves: a connection that was refused them is not asked for each appointment."""

from datetime import datetime

from django.db.models import F, QuerySet

from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.connections.trouble import note_failure
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.errors import CredentialsRejected, PermissionMissing
from zocdoc_sync.models import Alert, Appointment, Connection
from zocdoc_sync.sync.in_use import in_use
from zocdoc_sync.sync.participants import read_participant

REFUSED = "patients_refused:"


def askable() -> QuerySet[Connection]:
    """Return the connections in use that have not been refused the patients under their present token.

    A new token may have a new scope: it comes with the next renewal, with a check, and with an edited connection.
    """
    refused = Alert.objects.filter(
        fault__startswith=REFUSED, closed_at__isnull=True, connection__token__obtained_at__lte=F("last_at")
    )
    return in_use().exclude(pk__in=refused.values("connection"))


def read_due_patient(appointment: Appointment, *, now: datetime) -> None:
    """Read the patient of an appointment that is due, or leave it due while its connection cannot be asked; UTC.

    Raises what `read_participant` raises about this one appointment. What is wrong with the connection is told once,
    as the connection's alert, and not as one failed job for each patient.
    """
    connection = appointment.connection
    if not askable().filter(pk=connection.pk).exists():
        _leave_due(appointment, now)
        return
    try:
        read_participant(appointment, now=now)
    except CredentialsRejected as error:
        note_failure(connection, error, now=now)
        _leave_due(appointment, now)
    except PermissionMissing as error:
        told = f"The patients of {connection.name} are not read. {error.sentence}"
        raise_alert(AlertCode.JOB_PARKED, _fault(connection), told, now=now, connection=connection)
        _leave_due(appointment, now)
    else:
        close_alert(_fault(connection), now=now)


def _leave_due(appointment: Appointment, now: datetime) -> None:
    """Let the clock plan it again as soon as the connection may be asked."""
    Appointment.objects.filter(pk=appointment.pk, patient_due_at__isnull=False).update(patient_due_at=now)


def _fault(connection: Connection) -> str:
    return f"{REFUSED}{connection.pk}"
