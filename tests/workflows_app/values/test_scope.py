import json
from datetime import timedelta

import pytest

from tests.workflows_app.factories import NOW, change, workflow
from tests.zocdoc_sync import factories
from workflows_app.models import Remark
from workflows_app.values.conditions import NOTHING, value_at
from workflows_app.values.fields import FIELDS, INSTANT
from workflows_app.values.scope import needs_patient, patient_data, scope_of, trigger_data


@pytest.fixture
def appointment(db):
    place = factories.provider_location()
    clinic = place.connection
    return factories.appointment(
        clinic,
        provider=place.provider,
        location=place.location,
        provider_location=place,
        practice=factories.practice(clinic),
        visit_reason=factories.visit_reason(clinic, minutes=45),
    )


@pytest.fixture
def scope(appointment):
    person = factories.participant(
        appointment, payload={"patient": {"first_name": "Ada", "phone_number": "2125550123"}}
    )
    told = trigger_data("appointment_updated", appointment, change=change(appointment, fields={"status": ["a", "b"]}))
    kept = json.loads(json.dumps({**told, "patient": patient_data(person, in_network=True)}))
    return scope_of(kept, {"look": {"id": "x"}}, workflow="W", now=NOW)


@pytest.mark.parametrize("path", FIELDS)
def test_every_field_that_is_offered_is_there(path, scope):
    assert value_at(path, scope) is not NOTHING


@pytest.mark.parametrize("path", [path for path, known in FIELDS.items() if known.type == INSTANT])
def test_every_instant_is_one_in_the_location_s_zone_or_empty(path, scope):
    value = value_at(path, scope)
    assert value is None or str(value.tzinfo) == "America/New_York"


def test_times_and_lengths_are_those_of_the_appointment(appointment, scope):
    found = scope["trigger"]["appointment"]
    assert (found["start_time"], found["end_time"]) == (
        appointment.start_time,
        appointment.start_time + timedelta(minutes=45),
    )
    assert scope["trigger"]["change"]["fields"] == {"status": {"before": "a", "after": "b"}}
    assert (scope["trigger"]["patient"]["first_name"], scope["steps"]["look"]["id"]) == ("Ada", "x")


def test_tags_are_told_once_each_and_in_order(appointment):
    for number, tag in enumerate(["vip", "", "new", "vip"]):
        values = {"appointment": appointment, "tag": tag, "key": str(number), "by": "x", "at": NOW}
        Remark.objects.create(connection=appointment.connection, **values)
    assert trigger_data("manual", appointment)["appointment"]["tags"] == ["new", "vip"]


def test_what_a_trigger_tells_does_not_hold_the_patient(appointment):
    factories.participant(appointment, last_name="Zornwright", payload={"patient": {"last_name": "Zornwright"}})
    assert "Zornwright" not in json.dumps(trigger_data("manual", appointment))


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("{{ trigger.appointment.status }}", False),
        ("{{ trigger.patient.email }}", True),
        ("{{ trigger.patient | json }}", True),
        ("trigger.patient.email", False),
    ],
)
def test_the_patient_is_needed_only_where_it_is_mentioned(text, needed, appointment):
    version = workflow(appointment.connection, [("note", "note", {"text": text})]).active
    assert (needs_patient(version), needs_patient(version, of="filter")) == (needed, False)


def test_a_condition_on_the_patient_needs_it_for_the_filter(appointment):
    given = {"field": "trigger.patient.in_network", "operator": "yes"}
    version = workflow(appointment.connection, [("note", "note", {"text": "x"})], conditions=[given]).active
    assert needs_patient(version, of="filter") is True


def test_without_an_appointment_there_is_none():
    found = scope_of(trigger_data("schedule", None), workflow="W", now=NOW)
    assert (found["trigger"]["appointment"], found["now"]) == (None, NOW)
