"""What a process of its own does with operations; it is started by its name and prints JSON."""

import copy
import json
import sys
from datetime import timedelta

from django.utils import timezone

from tests.zocdoc_sync.operations.inputs import BOOKING
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


def free():
    """Return a place, a visit reason and a free time that Zocdoc offers there."""
    connection, now = Connection.objects.get(), timezone.now()
    listed = perform("getAppointments", connection, {"statuses": "confirmed"}, actor=ACTOR, now=now).answer.items
    for row in listed:
        place, reason = row["provider_location_id"], row["visit_reason_id"]
        fields = {"provider_location_ids": place, "visit_reason_id": reason, "patient_type": "new"}
        answer = perform("getProviderLocationsAvailability", connection, fields, actor=ACTOR, now=now).answer
        times = [slot["start_time"] for item in answer.items for slot in item["timeslots"]]
        if times:
            return place, reason, times[-1]
    raise LookupError("The stand-in has no free time.")


def book(place, reason, start, last_name):
    body = copy.deepcopy(BOOKING)
    body["data"] |= {"provider_location_id": place, "visit_reason_id": reason, "start_time": start}
    body["data"]["patient"] |= {"last_name": last_name, "developer_patient_id": last_name}
    try:
        outcome = perform(
            "createAppointment",
            Connection.objects.get(),
            {},
            body=body,
            actor=Actor.system(last_name),
            now=timezone.now(),
        )
    except OperationError as error:
        return {"refused": error.sentence}
    return {"state": outcome.state.value}


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


WHAT = {one.__name__: one for one in (connect, change, free, book, plan, send, states, three_minutes_later)}


def main():
    print(json.dumps(WHAT[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 (what the test reads)
