import pytest

from tests.workflows_app.factories import workflow
from tests.zocdoc_sync import factories
from workflows_app.enums import TriggerKind
from workflows_app.models import WebhookTarget
from workflows_app.steps.checking import problems_of
from workflows_app.steps.kinds import KINDS
from workflows_app.steps.scheduling import AT, DAYS, MINUTES

A = "trigger.appointment"
NOTE = ("note", "note", {"text": "Seen."})
ID = {"appointment_id": f"{{{{ {A}.id }}}}"}


@pytest.fixture
def clinic(db):
    return factories.connection()


@pytest.fixture
def found(clinic):
    def of(*steps, **fields):
        version = workflow(clinic, steps, **fields).active
        return [(place, one.field, one.sentence) for place, one in problems_of(version)]

    return of


def condition(field=f"{A}.status", operator="equals", value="confirmed"):
    return {"field": field, "operator": operator, "value": value}


def note(text, key="note"):
    return (key, "note", {"text": text})


def test_a_version_that_can_run_has_no_problem(found):
    group = {"match": "any", "conditions": [condition(), condition(f"{A}.notes", "empty", None)]}
    assert (
        found(
            ("look", "zocdoc.getAppointment", ID),
            ("only", "only_if", {"conditions": {"conditions": [condition("steps.look.appointment_status")]}}),
            ("confirm", "zocdoc.confirmAppointment", ID),
            {
                "key": "each",
                "kind": "for_each",
                "config": {"items": f"{{{{ {A}.tags }}}}"},
                "inner": [note("{{ item }}")],
            },
            note("{{ steps.look.appointment_status }} {{ steps.note.text }} {{ workflow.name }} {{ now }}", "last"),
            conditions=[condition(), group],
        )
        == []
    )


def test_a_version_without_a_step_is_told_so(found):
    assert found() == [("steps", "", "There is no step yet: add one.")]


def test_more_than_fifty_steps_are_too_many(found):
    steps = [("n" + str(number), "note", {"text": "x"}) for number in range(51)]
    assert found(*steps) == [("steps", "", "A workflow may have 50 steps, this has 51.")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{ trigger.appointment.stats }}",
         "There is no trigger.appointment.stats. Did you mean trigger.appointment.status?"),
        ("{{ appointment.status }}",
         "There is no appointment.status: values begin with trigger, steps, item, workflow, now."),
        ("{{ steps.later.text }}", "There is no step later before this one. Steps before it: first."),
        ("{{ steps.note.text }}", "There is no step note before this one. Steps before it: first."),
        ("{{ item.id }}", "There is no item.id: only steps inside of a for-each have an item."),
        ("{{ workflow.owner }}", "There is no workflow.owner."),
        ("{{ now.year }}", "There is no now.year."),
        ("{{ trigger.zzz }}", "There is no trigger.zzz."),
        ("{{ trigger.appointment.status", "This cannot be read: there is a {{ without its }}."),
        ("{% include 'x' %}", "This cannot be read: unexpected tag 'include'."),
    ],
)  # fmt: skip
def test_what_a_step_mentions_and_cannot_be_there_is_told_where_it_stands(text, sentence, found):
    ((place, field, told),) = found(note("x", "first"), note(text), note("y", "later"))
    assert (place, field, told.split(", found")[0]) == ("note", "text", sentence.split(", found")[0])


@pytest.mark.parametrize(
    "path",
    [f"{A}", f"{A}.provider", f"{A}.payload.a.b", "trigger.change.fields.status.after", "trigger.kind", "trigger"],
)
def test_whole_objects_and_what_zocdoc_tells_may_be_mentioned(path, found):
    assert found(note(f"{{{{ {path} | json }}}}")) == []


@pytest.mark.parametrize(
    ("trigger", "path", "tells"),
    [
        (TriggerKind.SCHEDULE, f"{A}.id", "appointment"),
        (TriggerKind.SCHEDULE, "trigger.patient.email", "patient"),
        (TriggerKind.STARTED, "trigger.change.kind", "change"),
        (TriggerKind.MANUAL, "trigger.change.kind", "change"),
    ],
)
def test_what_a_trigger_never_tells_cannot_be_mentioned(trigger, path, tells, found):
    options = {"every_minutes": 5} if trigger == TriggerKind.SCHEDULE else {}
    sentence = f"There is no {path}: what starts this workflow tells no {tells}."
    assert found(note(f"{{{{ {path} }}}}"), trigger=trigger, options=options) == [("note", "text", sentence)]


def test_a_schedule_that_goes_through_appointments_tells_them(found):
    options = {"at": "08:00", "appointments": {"from_days": 1, "to_days": 1}}
    assert found(note(f"{{{{ {A}.id }}}}"), trigger=TriggerKind.SCHEDULE, options=options) == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "Say how often it runs, or at what time of day."),
        *(({"every_minutes": wrong}, MINUTES) for wrong in ("often", 0.5, -3, 10_081, True)),
        *(({"at": wrong}, AT) for wrong in ("noon", "25:00")),
        *(
            ({"every_minutes": 5, "appointments": wrong}, DAYS)
            for wrong in (
                {"from_days": "soon", "to_days": 3}, {"from_days": 3, "to_days": 1}, {"from_days": 0, "to_days": 366},
                {"from_days": 0.5, "to_days": 1}, ["today"],
            )
        ),
    ],
)  # fmt: skip
def test_a_schedule_says_when_and_for_which_days(options, told, found):
    assert found(NOTE, trigger=TriggerKind.SCHEDULE, options=options) == [("trigger", "trigger", told)]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        (condition(""), "field", "Choose the field that a condition compares."),
        (condition(operator="like"), "operator", "Choose how a condition compares."),
        (condition(value=""), "value", "“Status” is …: say what it compares with."),
        (condition(f"{A}.visit_reason.minutes", "less", "long"), "value",
         "“Visit's usual length (minutes)” is less than long: a number is needed."),
        (condition(f"{A}.start_time", "within", {"amount": "x", "unit": "hours"}), "value",
         "“Start” is less than x hours from now: a span is a number of minutes, hours or days."),
        (condition(f"{A}.start_time", "between_times", {"from": "8", "to": "12:00"}), "value",
         "“Start” is at a time of day between 8 and 12:00: a time of day is written like 08:00."),
        (condition(f"{A}.start_time", "weekdays", [9]), "value",
         "“Start” is on one of the weekdays: a weekday is a number from 0 (Monday) to 6 (Sunday)."),
        (condition(f"{A}.local_date", "before", "soon"), "value",
         "“Day” is before soon: a day is written like 2026-11-30, an instant like 2026-11-30T14:30:00-05:00."),
        (condition(value="{{ trigger.appointment"), "value", "This cannot be read"),
        (condition(value="{{ trigger.nobody }}"), "field", "There is no trigger.nobody."),
        (condition("steps.look.id"), "field", "There is no step look before this one."),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_judged_is_told(given, field, sentence, found):
    ((place, where, told),) = found(NOTE, conditions=[given])
    assert (place, where, told[: len(sentence)]) == ("filter", field, sentence)


@pytest.mark.parametrize(
    "given",
    [
        condition(f"{A}.start_time", "before", "2026-11-30"),
        condition(f"{A}.start_time", "after", "{{ now | add_days: 2 }}"),
        condition(f"{A}.start_time", "within", {"amount": "2", "unit": "hours"}),
        condition(f"{A}.start_time", "weekdays", [0, "4"]),
        condition(f"{A}.start_time", "between_times", {"from": "08:00", "to": "12:00"}),
        condition(f"{A}.tags", "one_of", ["vip"]),
    ],
)
def test_a_condition_that_can_be_judged_is_no_problem(given, found):
    assert found(NOTE, conditions=[given]) == []


def test_more_than_fifty_conditions_are_too_many_however_they_are_grouped(found):
    group = {"match": "any", "conditions": [condition()] * 30}
    assert found(NOTE, conditions=[group, *[condition()] * 21]) == [
        ("filter", "", "There may be 50 conditions, there are 51.")
    ]


def test_groups_stand_in_each_other_twice_at_most(found):
    group = condition()
    for _ in range(3):
        group = {"match": "any", "conditions": [group]}
    told = "Groups of conditions may stand inside of each other twice at most."
    assert (found(NOTE, conditions=[group["conditions"][0]]), found(NOTE, conditions=[group])) == (
        [],
        [("filter", "", told)],
    )


def test_the_conditions_of_a_step_are_looked_at_like_a_filter(found):
    config = {"conditions": {"conditions": [condition("steps.nobody.id"), condition(operator="like")]}}
    assert found(("only", "only_if", config)) == [
        ("only", "conditions", "There is no step nobody before this one."),
        ("only", "conditions", "Choose how a condition compares."),
    ]


CONFIRM, CANCEL = ("confirm", "zocdoc.confirmAppointment", ID), ("cancel", "zocdoc.cancelAppointment", ID)
CANCEL = (CANCEL[0], CANCEL[1], {**ID, "cancellation_reason_type": "provider_unavailable"})


def test_a_write_that_an_earlier_one_made_impossible_is_told(found):
    told = "After the step cancel the appointment can no longer be in a state that allows this."
    assert [one for one in found(CANCEL, CONFIRM) if one[0] == "confirm"] == [("confirm", "", told)]
    assert [one for one in found(CONFIRM, CANCEL) if one[1] == ""] == []


def test_a_write_on_another_appointment_is_not_held_against_it(found):
    other = ("confirm", "zocdoc.confirmAppointment", {"appointment_id": "00000000-0000-4000-8000-000000000001"})
    assert [one for one in found(CANCEL, other) if one[0] == "confirm"] == []


def test_a_target_must_be_one_of_the_same_clinic(clinic, found):
    WebhookTarget.objects.create(connection=clinic, name="Billing", url="https://b.example/", signing_secret="x" * 16)
    WebhookTarget.objects.create(
        connection=factories.connection(), name="Theirs", url="https://t.example/", signing_secret="x" * 16
    )
    assert found(("post", "post_webhook", {"target": "Billing"})) == []
    told = "There is no webhook target called Theirs."
    assert found(("post", "post_webhook", {"target": "Theirs"})) == [("post", "target", told)]


def test_a_disabled_step_is_not_looked_at_and_its_output_is_not_there(found):
    off = {"key": "off", "kind": "note", "config": {}, "is_enabled": False}
    assert found(off, note("{{ steps.off.text }}")) == [("note", "text", "There is no step off before this one.")]


def test_an_unknown_kind_is_told(found):
    assert found(("x", "fax", {})) == [("x", "", "This version of the console knows no step of the kind fax.")]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_tells_of_an_empty_form_without_breaking(kind, found):
    needed = {field.name for field in KINDS[kind].fields if field.required}
    assert {field for _, field, _ in found(("x", kind, {}))} <= needed | {"amount", "from"}
