"""The ledger's rows: each move of a state is one conditional UPDATE, so that two processes cannot both make it."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zocdoc_sync.encryption.fields import Sealed
from zocdoc_sync.enums import OperationState
from zocdoc_sync.models import Appointment, Connection, OperationLog
from zocdoc_sync.operations.asking import Asked
from zocdoc_sync.operations.errors import AlreadyDone, InputRefused, OperationError
from zocdoc_sync.operations.spec import OperationSpec

State = OperationState
# Longer than a sender may take in all, waiting for its budget included.
PLANNED_FOR = timedelta(minutes=5)


class RowLost(OperationError):
    """The row was settled by another process before the bytes left: nothing may be sent for it any more."""

    code = "row_lost"


def earlier(key: str, spec: OperationSpec, connection: Connection) -> OperationLog | None:
    """Return the row of a key that was used before; raise InputRefused when it was used for something else."""
    row: OperationLog | None = OperationLog.objects.filter(key=key).first()
    if row is not None and (row.operation, row.connection_id) != (spec.code, connection.pk):
        raise InputRefused("This form was already used for something else: open it again.")
    return row


def plan(asked: Asked, appointment: Appointment | None) -> OperationLog:
    """Write a planned row, committed before anything is sent; raise AlreadyDone when the key has one."""
    now = asked.clock.now()
    row = OperationLog(
        connection=asked.connection,
        operation=asked.spec.code,
        key=asked.key or uuid.uuid4().hex,
        actor=asked.actor.user,
        actor_label=asked.actor.label[:150],
        appointment=appointment,
        target=asked.target,
        wish=asked.spec.wish(asked.cleaned),
        request=asked.request.kept(),  # type: ignore[misc]  # an encrypted JSON column takes any JSON
        planned_at=now,
        deadline_at=now + PLANNED_FOR,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        first = earlier(row.key, asked.spec, asked.connection)
        if first is None:
            raise
        raise AlreadyDone(first) from None
    return row


def mark_sending(log: OperationLog, now: datetime, *, seconds: float) -> None:
    """Commit that bytes are about to leave, for so long at most; raise RowLost when the row was settled meanwhile."""
    deadline = now + timedelta(seconds=seconds)
    if not move(log, State.SENDING, {State.PLANNED, State.SENDING}, sending_at=now, deadline_at=deadline):
        raise RowLost("It was settled by another process before it was sent: nothing was sent.")


def move(log: OperationLog, state: OperationState, before: Collection[OperationState], **values: Any) -> bool:
    """Bring a row from one of the states `before` to `state` with these values; return whether it was in one of them.

    `answer` is sealed here; the row in memory follows when the move was made and is read again when it was not.
    """
    stored = dict(values)
    if "answer" in stored:
        text = OperationLog._meta.get_field("answer").sealed(stored["answer"], log)
        stored["answer"] = None if text is None else Sealed(text)
    made = OperationLog.objects.filter(pk=log.pk, state__in=list(before)).update(state=state, **stored)
    if not made:
        log.refresh_from_db()
        return False
    log.state = state
    for name, value in values.items():
        setattr(log, name, value)
    return True
