"""A process that ends at any point of a write leaves at most one effect, and a state that agrees with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.enums import OperationState
from zocdoc_sync.models import OperationLog
from zocdoc_sync.operations import ledger, sending
from zocdoc_sync.operations.due import plan_due_settlements
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.settling import settle

State = OperationState
LATER = (timedelta(minutes=6), timedelta(minutes=7), timedelta(minutes=8), timedelta(minutes=20))


class Crash(BaseException):
    """The process ends here: nothing catches it."""


def before(_real):
    def crashing(*_args, **_kwargs):
        raise Crash

    return crashing


def after(real):
    def crashing(*args, **kwargs):
        real(*args, **kwargs)
        raise Crash

    return crashing


@dataclass(frozen=True)
class Point:
    """Where the process ends, what the ledger's row says in the end, and what happened at Zocdoc."""

    module: Any
    name: str
    crashing: Callable[..., Any]
    states: list[str]
    happened: list[str]

    def strike(self, patched):
        patched.setattr(self.module, self.name, self.crashing(getattr(self.module, self.name)))


DONE = ["confirmAppointment"]
POINTS = {
    "before the row is written": Point(ledger, "plan", before, [], []),
    "after the row is written": Point(ledger, "plan", after, [State.NOT_SENT], []),
    "before the row says sending": Point(ledger, "mark_sending", before, [State.NOT_SENT], []),
    "before the bytes leave": Point(ledger, "mark_sending", after, [State.NOT_SENT], []),
    "after the answer came": Point(sending, "exchange", after, [State.RECONCILED], DONE),
    "before the answer is kept": Point(sending, "keep_secret", before, [State.RECONCILED], DONE),
    "before the mirror": Point(sending, "mirror", before, [State.RECONCILED], DONE),
}


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
def test_a_crash_ends_in_a_state_that_agrees_with_zocdoc(sandbox, clinic, actor, monkeypatch, point):
    appointment = booked(sandbox, clinic)
    fields = {"appointment_id": appointment.zocdoc_id}
    with monkeypatch.context() as patched:
        point.strike(patched)
        with pytest.raises(Crash):
            perform("confirmAppointment", clinic, fields, actor=actor, now=timezone.now())

    for wait in LATER:
        plan_due_settlements(timezone.now() + wait)
        for row in OperationLog.objects.all():
            settle(row, now=timezone.now() + wait)

    assert list(OperationLog.objects.values_list("state", flat=True)) == point.states
    assert effects(sandbox) == point.happened
    assert sent(sandbox, "confirmAppointment") == len(point.happened)
