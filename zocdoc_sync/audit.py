"""The audit: one line for each view of a patient and each thing done, without patient data."""

from datetime import datetime

from django.http import HttpRequest

from zocdoc_sync.models import AccessEvent, Connection


def record_command(
    action: str, *, label: str, now: datetime, subject: str = "", connection: Connection | None = None
) -> None:
    """Write that somebody at the machine's command line did `action` to `subject` (an id, never a name)."""
    AccessEvent.objects.create(actor_label=label, at=now, action=action, subject=subject, connection=connection)


def record(
    action: str,
    *,
    request: HttpRequest,
    now: datetime,
    subject: str = "",
    connection: Connection | None = None,
) -> None:
    """Write who did `action` to `subject` (an id, never a name)."""
    person = request.user if request.user.is_authenticated else None
    AccessEvent.objects.create(
        at=now,
        actor=person,
        actor_label=person.get_username() if person else "anonymous",
        action=action,
        subject=subject,
        connection=connection,
        address=request.META.get("REMOTE_ADDR") or None,
    )
