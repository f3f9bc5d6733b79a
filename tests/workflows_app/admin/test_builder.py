"""The builder by its form, as a browser without script uses it."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.workflows_app import factories
from tests.workflows_app.admin.conftest import CONFIRM
from tests.workflows_app.admin.forms import address, carried, press
from tests.zocdoc_sync.admin.clinic import appointment, person
from tests.zocdoc_sync.admin.pressing import said
from workflows_app.exchange.definition import Definition, StepLine, definition_of
from workflows_app.exchange.drafts import create
from workflows_app.exchange.files import import_
from workflows_app.models import Workflow, WorkflowVersion
from workflows_app.recipes import RECIPES
from workflows_app.steps.scheduling import MINUTES
from zocdoc_sync.models import AccessEvent


def grant(someone, codename):
    someone.user_permissions.add(Permission.objects.get(codename=codename))


def kept(workflow):
    return definition_of(Workflow.objects.get(pk=workflow.pk))


def keys(page):
    return [card.step.key for card in page.context["cards"]]


def test_saving_what_was_opened_changes_nothing(at_builder, draft):
    before = kept(draft)
    answer = press(at_builder, draft, "save")
    assert said(at_builder, answer) == ["Saved. It does nothing until it is activated."]
    assert kept(draft) == before


@pytest.mark.parametrize("code", RECIPES)
def test_saving_a_recipe_that_was_opened_changes_nothing(code, at_builder, clinic, builder):
    flow = import_(RECIPES[code].definition, clinic, builder, recipe=code)
    before = kept(flow)
    press(at_builder, flow, "save")
    assert kept(flow) == before


def test_a_schedule_goes_through_the_appointments_of_some_days(at_builder, draft):
    span = {"trigger__over": "each", "trigger__from_days": "-1", "trigger__to_days": "2"}
    rhythm = {"trigger": "schedule", "trigger__rhythm": "every", "trigger__every_minutes": "15"}
    page = press(at_builder, draft, "check", **rhythm, **span, trigger__statuses=["confirmed", "no such"])
    assert page.context["trigger_problems"] == []
    press(at_builder, draft, "save", page=page)
    asked = {"from_days": -1, "to_days": 2, "statuses": ["confirmed"]}
    assert kept(draft).trigger_options == {"every_minutes": 15, "appointments": asked}
    press(at_builder, draft, "save", trigger__over="once")
    assert kept(draft).trigger_options == {"every_minutes": 15}


def test_a_rhythm_that_is_no_number_is_told_and_not_activated(at_builder, draft):
    rhythm = {"trigger": "schedule", "trigger__rhythm": "every", "trigger__every_minutes": "often"}
    answer = press(at_builder, draft, "activate", **rhythm)
    assert MINUTES in said(at_builder, answer)[0]
    assert Workflow.objects.get(pk=draft.pk).active is None


def test_the_day_of_a_condition_is_chosen_from_a_calendar(at_builder, draft):
    page = press(at_builder, draft, "add-condition|filter")
    typed = {"filter-c0__field": "trigger.appointment.local_date", "filter-c0__operator": "equals"}
    page = press(at_builder, draft, "check", page=page, **typed)
    assert [row.widget for row in page.context["filter"].rows] == ["day"]
    assert 'type="date" name="filter-c0.value" value=""' in page.content.decode()
    press(at_builder, draft, "save", page=page, **{"filter-c0__value": "2026-12-24"})
    (condition,) = kept(draft).filter["conditions"]
    assert condition["value"] == "2026-12-24"


def test_a_field_that_is_yes_or_no_is_asked_as_such(at_builder, draft):
    page = press(at_builder, draft, "add-condition|filter")
    page = press(at_builder, draft, "check", page=page, **{"filter-c0__field": "trigger.late"})
    (row,) = page.context["filter"].rows
    assert ([one.label for one in row.operators][:2], row.operator, row.widget) == (
        ["is so", "is not so"],
        "yes",
        "nothing",
    )
    press(at_builder, draft, "save", page=page)
    assert kept(draft).filter["conditions"] == [{"field": "trigger.late", "operator": "yes"}]


@pytest.fixture
def choosing(clinic, builder):
    """A workflow that chooses a free time, with the given weekdays."""

    def make(weekdays):
        config = {"provider_location_ids": "pr_a|lo_a", "visit_reason_id": "pc_a", "weekdays": weekdays}
        step = StepLine(key="choose", kind="choose_slot", config=config)
        return create(clinic, Definition(name=f"Choose {weekdays}", steps=(step,)), builder)

    return make


def ticked(page):
    (field,) = [
        one for card in page.context["cards"] for one in (*card.fields, *card.more) if one.field.name == "weekdays"
    ]
    return [title for _, title, on in field.choices if on], field.mapped


@pytest.mark.parametrize(
    ("weekdays", "shown", "stored"),
    [
        (["0", "4"], (["Monday", "Friday"], ""), ["0", "4"]),
        ("5, 6", (["Saturday", "Sunday"], ""), ["5", "6"]),
        ("{{ steps.days.output }}", ([], "{{ steps.days.output }}"), "{{ steps.days.output }}"),
        (["9"], ([], "9"), "9"),
    ],
)
def test_weekdays_of_a_step_are_seven_ticks_and_nothing_is_lost(at_builder, choosing, weekdays, shown, stored):
    flow = choosing(weekdays)
    assert ticked(at_builder.get(address(flow))) == shown
    press(at_builder, flow, "save")
    assert kept(flow).steps[0].config["weekdays"] == stored


def test_weekdays_are_ticked_by_their_names(at_builder, choosing):
    flow = choosing(["0"])
    page = press(at_builder, flow, "check", **{"s0.f.weekdays": ["2", "6", "7", "x"]})
    assert ticked(page) == (["Wednesday", "Sunday"], "")
    press(at_builder, flow, "save", page=page)
    assert kept(flow).steps[0].config["weekdays"] == ["2", "6"]
    press(at_builder, flow, "save", **{"s0.f.weekdays": []})
    assert not kept(flow).steps[0].config.get("weekdays")


def test_a_recipe_says_what_to_adjust_until_it_was_activated(at_builder, clinic, builder):
    flow = import_(RECIPES["arrived"].definition, clinic, builder, recipe="arrived")
    assert at_builder.get(address(flow)).context["recipe"] == RECIPES["arrived"]
    press(at_builder, flow, "activate")
    assert at_builder.get(address(flow)).context["recipe"] is None


def test_the_buttons_of_steps_change_the_form_and_nothing_else(at_builder, draft):
    page = press(at_builder, draft, "add|tag|")
    assert keys(page) == ["confirm", "add_a_tag"]
    page = press(at_builder, draft, "up|s1", page=page)
    assert keys(page) == ["add_a_tag", "confirm"]
    page = press(at_builder, draft, "duplicate|s1", page=page)
    assert keys(page) == ["add_a_tag", "confirm", "confirm_2"]
    page = press(at_builder, draft, "switch|s1", page=page)
    assert [card.step.is_enabled for card in page.context["cards"]] == [True, False, True]
    page = press(at_builder, draft, "remove|s0", page=page)
    assert keys(page) == ["confirm", "confirm_2"]
    assert page.context["is_unsaved"] is True
    assert kept(draft).steps == (CONFIRM,)
    press(at_builder, draft, "save", page=page)
    assert [one.key for one in kept(draft).steps] == ["confirm", "confirm_2"]


def test_the_first_step_cannot_be_moved_up_nor_the_last_one_down(at_builder, draft):
    page = press(at_builder, draft, "add|tag|")
    assert keys(press(at_builder, draft, "up|s0", page=page)) == ["confirm", "add_a_tag"]
    assert keys(press(at_builder, draft, "down|s1", page=page)) == ["confirm", "add_a_tag"]


@pytest.mark.parametrize("button", ["up|s9", "remove|nothing", "add|no.such.kind|", "add|tag|s9", "?", ""])
def test_a_button_that_names_nothing_does_no_harm(button, at_builder, draft):
    page = press(at_builder, draft, button)
    assert page.status_code == 200
    assert keys(page)[0] == "confirm"


def test_steps_inside_another_keep_their_place(at_builder, draft):
    page = press(at_builder, draft, "add|for_each|")
    page = press(at_builder, draft, "add|tag|s1", page=page)
    page = press(at_builder, draft, "add|note|s1", page=page)
    page = press(at_builder, draft, "up|s1-1", page=page)
    press(at_builder, draft, "save", page=page)
    (_, each) = kept(draft).steps
    assert [one.kind for one in each.inner] == ["note", "tag"]


def test_the_order_of_the_form_is_the_order_of_the_steps(at_builder, draft):
    page = press(at_builder, draft, "add|tag|")
    press(at_builder, draft, "save", page=page, step=["s1", "s0"])
    assert [one.key for one in kept(draft).steps] == ["add_a_tag", "confirm"]


def test_conditions_are_added_grouped_and_removed(at_builder, draft):
    page = press(at_builder, draft, "add-condition|filter")
    page = press(
        at_builder, draft, "check", page=page,
        **{"filter-c0__field": ["trigger.appointment.start_time"], "filter-c0__operator": ["weekdays"]},
    )  # fmt: skip
    page = press(at_builder, draft, "add-group|filter", page=page, **{"filter-c0__day": ["0", "4"]})
    page = press(at_builder, draft, "add-condition|filter-g0", page=page)
    page = press(
        at_builder, draft, "save", page=page,
        **{"filter-g0-c0__value": ["pending_booking"], "filter-g0-c1__operator": ["not_empty"]},
    )  # fmt: skip
    status = "trigger.appointment.status"
    assert kept(draft).filter == {
        "match": "all",
        "conditions": [
            {"field": "trigger.appointment.start_time", "operator": "weekdays", "value": [0, 4]},
            {
                "match": "any",
                "conditions": [
                    {"field": status, "operator": "equals", "value": "pending_booking"},
                    {"field": status, "operator": "not_empty"},
                ],
            },
        ],
    }
    press(at_builder, draft, "drop-condition|filter-c0", page=at_builder.get(address(draft)))
    page = press(at_builder, draft, "drop-group|filter-g0")
    press(at_builder, draft, "drop-condition|filter-c0", page=page)
    last = press(at_builder, draft, "drop-condition|filter-c0", page=page)
    press(at_builder, draft, "save", page=last)
    assert kept(draft).filter == {}


def test_mappings_follow_a_step_that_is_called_differently(at_builder, draft):
    page = press(at_builder, draft, "add|note|")
    page = press(
        at_builder, draft, "check", page=page, **{"s1.f.text": ["{{ steps.confirm.status }}, steps.confirmed"]}
    )
    press(at_builder, draft, "save", page=page, **{"s0.key": ["The first"]})
    assert [one.key for one in kept(draft).steps] == ["the_first", "write_a_note"]
    assert kept(draft).steps[1].config == {"text": "{{ steps.the_first.status }}, steps.confirmed"}


def test_a_draft_with_problems_is_saved_and_not_activated(at_builder, draft):
    page = press(at_builder, draft, "add|note|")
    assert [card.has_problems for card in page.context["cards"]] == [False, True]
    assert page.context["problem_count"] == 1
    answer = press(at_builder, draft, "activate", page=page)
    (told,) = said(at_builder, answer)
    assert told.startswith("Saved, but not activated. write_a_note: ")
    assert (kept(draft).steps[1].key, Workflow.objects.get().state) == ("write_a_note", "off")


def test_many_reasons_are_told_shortly(at_builder, draft):
    page = press(at_builder, draft, "add|zocdoc.createAppointment|")
    (told,) = said(at_builder, press(at_builder, draft, "activate", page=page))
    count = page.context["problem_count"]
    assert told.endswith(f"And {count - 3} more, marked below.")
    assert told.count("is needed.") == 3


def test_activating_lets_it_run_as_who_activated_it(at_builder, builder, draft):
    answer = press(at_builder, draft, "activate")
    assert said(at_builder, answer) == ["Active: from now on it runs by itself, with your permissions (builder)."]
    workflow = Workflow.objects.get()
    assert (workflow.state, workflow.runs_as, workflow.draft) == ("active", builder, None)


def test_an_activation_needs_the_permissions_of_every_step(client, clinic, draft):
    someone = person("Viewer", clinic, username="weak")
    for name in ("view_workflow", "change_workflow", "run_workflow"):
        grant(someone, name)
    client.force_login(someone)
    (told,) = said(client, press(client, draft, "activate"))
    assert told == (
        "Saved, but not activated. You may not do this step yourself, so it cannot act for you: Confirm appointment."
    )


def test_changing_what_runs_begins_a_new_version(at_builder, active):
    page = press(at_builder, active, "add|stop|")
    answer = press(at_builder, active, "save", page=page)
    assert said(at_builder, answer) == ["Saved as a draft. What runs stays as it was until the changes are activated."]
    workflow = Workflow.objects.get(pk=active.pk)
    assert (workflow.active.number, workflow.draft.number) == (1, 2)
    assert [one.kind for one in definition_of(workflow, workflow.active).steps] == [CONFIRM.kind]
    assert [one.kind for one in definition_of(workflow).steps] == [CONFIRM.kind, "stop"]


def test_saving_what_runs_unchanged_makes_no_version(at_builder, active):
    press(at_builder, active, "save")
    assert WorkflowVersion.objects.filter(workflow=active).count() == 1


def test_an_outdated_page_saves_nothing_and_shows_both(at_builder, client, clinic, draft):
    mine = press(at_builder, draft, "add|stop|")
    colleague = person("Builder", clinic, username="colleague")
    client.force_login(colleague)
    theirs = press(client, draft, "add|tag|")
    press(client, draft, "save", page=theirs, **{"s1.f.tag": ["vip"]})
    client.force_login(person("Builder", clinic, username="again"))
    answer = press(client, draft, "save", page=mine)
    assert answer.status_code == 409
    assert keys(answer) == ["confirm", "stop"]
    assert answer.context["told"].outdated.by == "colleague"
    assert answer.context["theirs"] == ["Step “Stop” was removed.", "Step “Add a tag” was added."]
    assert [one.key for one in kept(draft).steps] == ["confirm", "add_a_tag"]
    press(client, draft, "save", page=answer)
    assert [one.key for one in kept(draft).steps] == ["confirm", "stop"]


def test_a_name_that_is_taken_is_told_and_nothing_is_lost(at_builder, draft, active):
    page = press(at_builder, draft, "add|stop|")
    answer = press(at_builder, draft, "save", page=page, name=[active.name])
    assert answer.context["told"].faults == (
        "Another workflow of this connection is called “Confirm all” already: choose another name.",
    )
    assert keys(answer) == ["confirm", "stop"]
    assert kept(draft).name == "Confirm"


def test_a_kind_that_is_not_known_is_kept_as_it_is(at_builder, clinic, builder):
    workflow = factories.workflow(clinic, [("old", "of.another.version", {"a": [1, {"b": "{{ x }}"}]})])
    page = press(at_builder, workflow, "add|stop|")
    press(at_builder, workflow, "save", page=page)
    assert kept(workflow).steps[0] == StepLine(
        key="old", kind="of.another.version", config={"a": [1, {"b": "{{ x }}"}]}
    )


@pytest.mark.parametrize("typed", ["{{ trigger.appointment.id }}", "<script>alert(1)</script>", "{% raw %}", "“é”\n"])
def test_what_was_typed_comes_back_as_it_was(typed, at_builder, draft):
    page = press(at_builder, draft, "add|note|")
    page = press(at_builder, draft, "check", page=page, **{"s1.f.text": [typed]})
    assert carried(page)["s1.f.text"] == [typed.rstrip()]
    assert "<script>alert(1)" not in page.content.decode()


def test_the_patient_of_the_sample_is_shown_when_asked_for_and_audited(at_builder, clinic, draft):
    appointment(clinic, first="Quentin", last="Quimby")
    closed = at_builder.get(address(draft)).content.decode()
    assert "Quimby" not in closed
    assert not AccessEvent.objects.filter(action="patient.viewed").exists()
    page = press(at_builder, draft, "show-patient")
    assert "note of Quentin Quimby" in page.content.decode()
    assert AccessEvent.objects.filter(action="patient.viewed").count() == 1


def test_the_sample_hides_the_patient_from_who_may_not_see_one(client, clinic, draft):
    appointment(clinic, first="Quentin", last="Quimby")
    someone = person("Scheduler", clinic)
    for name in ("view_workflow", "change_workflow"):
        grant(someone, name)
    client.force_login(someone)
    assert "Quimby" not in press(client, draft, "show-patient").content.decode()
    assert "Quimby" not in client.get(address(draft)).content.decode()


def test_who_may_only_look_changes_nothing(client, clinic, draft):
    client.force_login(person("Administrator", clinic))
    page = client.get(address(draft))
    assert page.status_code == 200
    assert press(client, draft, "save", page=page, name=["Taken over"]).status_code == 403
    assert kept(draft).name == "Confirm"


def test_another_clinics_workflow_is_as_if_it_did_not_exist(client, other, draft):
    client.force_login(person("Builder", other, username="stranger"))
    assert client.get(address(draft)).status_code == 404
    assert client.post(address(draft), {"do": "save", "name": "Mine"}).status_code == 404
    assert kept(draft).name == "Confirm"


def test_the_largest_workflow_fits_into_one_form_and_takes_no_more_queries(at_builder, clinic, builder):
    counts = {}
    for number in (1, 50):
        steps = tuple(StepLine(key=f"book_{one}", kind="zocdoc.createAppointment") for one in range(number))
        workflow = create(clinic, Definition(name=f"With {number}", steps=steps), builder)
        with CaptureQueriesContext(connection) as captured:
            page = at_builder.get(address(workflow))
            assert len(press(at_builder, workflow, "check", page=page).context["cards"]) == number
        counts[number] = len(captured)
    assert counts[50] == counts[1]
