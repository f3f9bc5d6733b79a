"""A builder's first workflow, by clicking only."""

import re
import sys
import time

import pytest
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from workflows_app.engine.patients import MAPPINGS
from workflows_app.exchange.definition import definition_of
from workflows_app.models import Remark, Workflow, WorkflowRun
from zocdoc_sync.models import Appointment, Connection, ProviderLocation, SyncRun
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.performing import perform

LIST = "/admin/workflows_app/workflow/"


def begin(console, name):
    console.open(LIST)
    console.page.get_by_role("link", name="New workflow").click()
    console.page.get_by_label("Name", exact=True).fill(name)
    console.page.get_by_role("button", name="Continue").click()
    console.page.get_by_text("It is off until you activate it.").first.wait_for()
    return Workflow.objects.get(name=name)


def add_condition(page, field, operator, value=None):
    number = page.locator("#filter .wf-condition").count()
    page.locator("#filter").get_by_role("button", name="Add a condition", exact=True).click()
    row = page.locator("#filter .wf-condition").nth(number)
    row.get_by_label("Field").select_option(label=field)
    settled(page)
    row.get_by_label("Comparison").select_option(label=operator)
    settled(page)
    if value is not None:
        row.get_by_label("Value").select_option(label=value)


def settled(page):
    page.locator("#builder:not([inert])").wait_for()


def add_step(page, name):
    number = page.locator(".wf-card").count()
    adding = page.locator("details.wf-add").last
    if adding.get_attribute("open") is None:
        adding.locator("summary").click()
    adding.get_by_label("Find a step").fill(name)
    adding.get_by_role("button", name=name).click()
    page.locator(".wf-card").nth(number).wait_for()
    settled(page)


def place_that_takes(clinic):
    """Return a mirrored provider location with a plan that it takes, as Zocdoc says."""
    for place in ProviderLocation.objects.filter(provider__isnull=False).select_related("provider", "location"):
        fields = {"provider_location_id": place.zocdoc_id}
        outcome = perform(MAPPINGS, clinic, fields, actor=Actor.system("test"), now=timezone.now())
        plans = outcome.answer.data["insurance_plan_mappings"] if outcome.ok else []
        if plans:
            return place, plans[0]["insurance_plan_id"]
    raise AssertionError("No place takes a plan.")


def in_network(place, plan):
    """Return what a booking at a place says of a patient whose plan it takes."""
    insurance = {"insurance_plan_id": plan, "insurance_member_id": "SB1", "is_self_pay": False}
    patient = {"first_name": "Zora", "last_name": "Fennimoor", "date_of_birth": "1990-01-02", "insurance": insurance}
    return {"provider_location_id": place.zocdoc_id, "patient": patient}


def book_at_zocdoc(sandbox, **said):
    """Book at the stand-in alone, and return the appointment's id: nobody has told the console."""
    start = timezone.now() + timezone.timedelta(days=3)
    said |= {"appointment_status": "pending_booking", "start_time": start.replace(microsecond=0).isoformat()}
    (zocdoc_id,) = sandbox.appointments(said)
    return zocdoc_id


def until(look, seconds=60):
    """Look again and again until there is something, and return it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(list(WorkflowRun.objects.values_list("state", "sentence")))


def first_step(page, moved, size):
    """Bring a step to the first place: with the mouse by dragging, with a finger by its arrow."""
    if size == "phone":
        page.get_by_role("button", name=f"Move {moved} up").click()
    else:
        page.locator(".wf-card", has_text=moved).locator(".wf-handle").drag_to(
            page.locator("#card-s0"), target_position={"x": 50, "y": 5}
        )
    settled(page)
    page.locator("#card-s0", has_text=f"1. {moved}").wait_for()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", SIZES)
def test_a_builder_makes_tests_and_activates_auto_confirm_by_clicking(console, sandbox, clinic, worker, size):
    until(lambda: SyncRun.objects.filter(what="directory", state="done").exists())  # it names providers anew
    place, plan = place_that_takes(clinic)
    console.page.set_viewport_size(SIZES[size])
    console.sign_in("Builder", clinic)
    workflow = begin(console, "Confirm in-network bookings of Dr. A")
    page = console.page
    add_condition(page, "Provider", "is", place.provider.name)
    add_condition(page, "Location", "is", place.location.name)
    add_condition(page, "Plan is in network", "is so")
    add_step(page, "Add a tag")
    page.get_by_label("Tag", exact=True).fill("confirmed by itself")
    add_step(page, "Confirm appointment")
    first_step(page, "Confirm appointment", size)
    before = booked(sandbox, clinic, **in_network(place, plan))
    page.get_by_role("button", name="Test…").click()
    page.get_by_role("button", name=re.compile("Test with")).first.click()
    page.get_by_text("The filter lets it through").wait_for()
    request = page.locator("details[open] pre", has_text="/v1/appointments/confirm")
    assert before.zocdoc_id in request.inner_text()
    assert (effects(sandbox), sent(sandbox, "confirmAppointment"), Remark.objects.count()) == ([], 0, 0)
    page.get_by_role("link", name="Back to the builder").click()
    page.get_by_role("button", name="Activate", exact=True).click()
    page.get_by_text("Active: from now on it runs by itself").wait_for()
    Connection.objects.update(poll_seconds=15, next_poll_at=timezone.now())
    booking, began = book_at_zocdoc(sandbox, **in_network(place, plan)), time.monotonic()
    until(lambda: effects(sandbox))
    sys.stdout.write(f"{size}: confirmed {time.monotonic() - began:.1f} s after the booking\n")
    run = until(lambda: WorkflowRun.objects.filter(workflow=workflow, state="succeeded").first())
    assert (effects(sandbox), sent(sandbox, "confirmAppointment")) == (["confirmAppointment"], 1)
    assert Appointment.objects.get(zocdoc_id=booking).status == "confirmed"
    assert Appointment.objects.get(pk=before.pk).status == "pending_booking"
    assert WorkflowRun.objects.filter(workflow=workflow).count() == 1
    console.open(LIST)
    page.get_by_text("1 succeeded").wait_for()
    console.open(f"/admin/workflows_app/workflowrun/{run.pk}/change/")
    steps = page.locator("ol.sd-line > li")
    assert [step.locator("b").first.inner_text() for step in steps.all()] == ["Confirm appointment", "Add a tag"]
    assert [step.locator(".sd-badge").first.inner_text().split()[-1] for step in steps.all()] == ["Done", "Done"]
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]


def test_every_button_of_the_builder_works_without_its_script(console, clinic):
    console.page.route("**/workflows.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    console.sign_in("Builder", clinic)
    workflow = begin(console, "By hand")
    page = console.page
    for number, name in enumerate(("Confirm appointment", "Cancel appointment"), start=1):
        page.locator("details.wf-add").last.locator("summary").click() if number > 1 else None
        page.get_by_role("button", name=name, exact=True).click()
        page.locator(".wf-card").nth(number - 1).wait_for()
    page.get_by_role("button", name="Move Cancel appointment up").click()
    page.get_by_role("button", name="Duplicate Cancel appointment").click()
    page.get_by_role("button", name="Leave Confirm appointment out").click()
    page.get_by_role("button", name="Remove Cancel appointment").first.click()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved. It does nothing until it is activated.").wait_for()
    steps = definition_of(Workflow.objects.get(pk=workflow.pk)).steps
    assert [(one.key, one.is_enabled) for one in steps] == [
        ("cancel_appointment_2", True),
        ("confirm_appointment", False),
    ]


def test_nothing_is_lost_when_the_console_cannot_be_reached(console, clinic):
    console.sign_in("Builder", clinic)
    workflow = begin(console, "Cut off")
    page = console.page
    add_step(page, "Stop")
    page.route("**/change/", lambda route: route.fulfill(status=200, body="Sign in", content_type="text/html"))
    for name in ("Duplicate Stop", "Save draft"):
        page.get_by_role("button", name=name).click()
        page.get_by_text("What you typed is still here: try again.").wait_for()
    page.unroute("**/change/")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved. It does nothing until it is activated.").wait_for()
    assert [one.kind for one in definition_of(Workflow.objects.get(pk=workflow.pk)).steps] == ["stop"]


def test_a_value_is_put_in_at_the_caret_and_steps_are_dragged(console, clinic):
    console.sign_in("Builder", clinic)
    workflow = begin(console, "By mouse")
    page = console.page
    add_step(page, "Stop")
    add_step(page, "Add a tag")
    page.get_by_text("A tag is one or a few small words").wait_for()
    page.get_by_label("Tag", exact=True).fill("vip")
    page.get_by_label("Tag", exact=True).press("Tab")
    page.get_by_text("A tag is one or a few small words").wait_for(state="detached")
    field = page.get_by_label("Why")
    page.locator("#card-s0 details.wf-more").first.locator("summary").click()
    field.fill("It is here.")
    field.evaluate("one => one.setSelectionRange(6, 6)")
    page.locator("[data-insert='trigger.appointment.status']").click()
    assert field.input_value() == "It is {{ trigger.appointment.status }}here."
    page.locator("#card-s1 .wf-handle").drag_to(page.locator("#card-s0"), target_position={"x": 50, "y": 5})
    settled(page)
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved. It does nothing until it is activated.").wait_for()
    assert [one.kind for one in definition_of(Workflow.objects.get(pk=workflow.pk)).steps] == ["tag", "stop"]


def test_a_value_is_found_by_its_words_and_put_in_by_keyboard(console, clinic):
    console.sign_in("Builder", clinic)
    begin(console, "By keyboard")
    page = console.page
    add_step(page, "Add a tag")
    field = page.get_by_label("Tag", exact=True)
    field.focus()
    told = page.locator("[data-picker-told]")
    values = page.locator("[data-insert]:visible")
    before = values.count()
    box = page.get_by_role("searchbox", name="Find a value")
    box.focus()
    page.keyboard.type("status")
    told.get_by_text(re.compile(r"^\d+ values? fits?\.$")).wait_for()
    assert [one for one in values.all_inner_texts() if "status" not in one.lower()] == []
    assert 0 < values.count() < 12
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.insert") == values.first.get_attribute("data-insert")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert field.input_value() == f"{{{{ {values.first.get_attribute('data-insert')} }}}}"
    box.fill("no such value")
    told.get_by_text("No value fits.").wait_for()
    assert values.count() == 0
    box.press("Escape")
    assert (box.input_value(), values.count()) == ("", before)


def test_the_weekdays_of_a_step_are_ticked(console, clinic):
    console.sign_in("Builder", clinic)
    workflow = begin(console, "On some days")
    page = console.page
    add_step(page, "Choose a free time")
    card = page.locator("#card-s0")
    card.get_by_text("more fields").click()
    for day in ("Monday", "Thursday"):
        card.get_by_role("group", name="Weekdays").get_by_label(day).check()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved. It does nothing until it is activated.").wait_for()
    (step,) = definition_of(Workflow.objects.get(pk=workflow.pk)).steps
    assert step.config["weekdays"] == ["0", "3"]


@pytest.mark.parametrize("look", [(size, colours) for size in SIZES for colours in ("light", "dark")], ids="-".join)
def test_the_builder_fits_the_screen(console, sandbox, clinic, pictures, look):
    size, colours = look
    console.page.set_viewport_size(SIZES[size])
    console.page.emulate_media(color_scheme=colours)
    console.sign_in("superuser")
    console.open(f"{LIST}add/")
    shoot(console, pictures, f"begin-{size}-{colours}", size)
    workflow = begin(console, "Confirm in-network bookings of Dr. Jung")
    shoot(console, pictures, f"empty-{size}-{colours}", size)
    page = console.page
    add_condition(page, "Provider", "is", "Dr. Mae Jung")
    add_condition(page, "Plan is in network", "is so")
    add_step(page, "Confirm appointment")
    add_step(page, "Add a tag")
    shoot(console, pictures, f"builder-{size}-{colours}", size)
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved. It does nothing until it is activated.").wait_for()
    console.open(f"{LIST}{workflow.pk}/test/")
    shoot(console, pictures, f"choose-{size}-{colours}", size)
    page.get_by_role("button", name=re.compile("Test with")).first.click()
    page.get_by_text("Nothing was changed.").wait_for()
    shoot(console, pictures, f"test-{size}-{colours}", size)
    console.open(f"{LIST}{workflow.pk}/versions/")
    shoot(console, pictures, f"versions-{size}-{colours}", size)
    console.open(LIST)
    shoot(console, pictures, f"workflows-{size}-{colours}", size)
    cut = "cell => cell.scrollHeight > cell.clientHeight + 1"
    assert page.evaluate(f"[...document.querySelectorAll('#result_list :is(th, td)')].filter({cut}).length") == 0


def shoot(console, pictures, name, size):
    console.page.screenshot(path=pictures / f"workflow-{name}.png", full_page=True)
    width = console.page.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZES[size]["width"], name
