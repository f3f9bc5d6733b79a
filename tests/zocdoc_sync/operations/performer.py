"""What a process of its own does with operations; it is started by its name and prints JSON."""

import json
import sys
from datetime import timedelta

from django.utils import timezone

from tests.zocdoc_sync.operations.standin import connection_to
from zocdoc_sync.enums import Channel
from zocdoc_sync.models import Connection, OperationLog
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.due import plan_due_settlements
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.queueing import enqueue, send_planned
from zocdoc_sync.operations.settling import settle
from zocdoc_sync.sync.one import refresh_appointment

ACTOR = Actor.system("process")


class At:
    """The stand-in as a process knows it: its address."""

    def __init__(self, url):
        self.url = url


def connect(url, *zocdoc_ids):
    connection = connection_to(At(url))
    for zocdoc_id in zocdoc_ids:
        refresh_appointment(connection, zocdoc_id, channel=Channel.POLL, now=timezone.now())


def change(code, zocdoc_id, key=""):
    fields = {"appointment_id": zocdoc_id}
    try:
        outcome = perform(code, Connection.objects.get(), fields, actor=ACTOR, now=timezone.now(), key=key or None)
    except OperationError as error:
        return {"refused": error.sentence}
    return {"state": outcome.state.value, "operation": str(outcome.log.pk)}


def plan(code, zocdoc_id):
    fields = {"appointment_id": zocdoc_id}
    return str(enqueue(code, Connection.objects.get(), fields, actor=ACTOR, now=timezone.now()).pk)


def send(pk, minutes):
    later = timezone.now() + timedelta(minutes=int(minutes))
    return send_planned(OperationLog.objects.get(pk=pk), now=later).state.value


def states():
    return list(OperationLog.objects.order_by("planned_at").values_list("state", flat=True))


def three_minutes_later():
    """Do what the ticker and the worker do once the deadline of a dead process has passed."""
    later = timezone.now() + timedelta(minutes=3)
    plan_due_settlements(later)
    return [settle(row, now=later).value for row in OperationLog.objects.order_by("planned_at")]


WHAT = {one.__name__: one for one in (connect, change, plan, send, states, three_minutes_later)}


def main():
    print(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 (what the test reads)
