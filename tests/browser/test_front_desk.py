import re

import pytest
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.zocdoc_sync.admin.clinic import appointment
from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.models import Appointment, Connection

HOSTILE = "<img src=x onerror=alert('patient')><script>alert('name')</script>"
LIST = "/admin/zocdoc_sync/appointment/"


def test_a_person_signs_in_sees_the_list_and_confirms_one(console, sandbox, clinic):
    waiting = booked(sandbox, clinic)
    Appointment.objects.filter(status="pending_booking").exclude(pk=waiting.pk).delete()
    console.sign_in("Front desk", clinic)
    lane = console.page.locator("section", has=console.page.get_by_role("heading", name=re.compile("To confirm")))
    lane.get_by_role("button", name="Confirm", exact=True).click()
    console.page.get_by_text("Confirm: Done.").wait_for()
    assert effects(sandbox) == ["confirmAppointment"]
    console.open(f"{LIST}?status=confirmed")
    assert console.page.locator("#result_list .sd-badge--ok").first.inner_text().strip().endswith("Confirmed")


def test_cancelling_asks_on_a_form_and_then_cancels(console, sandbox, clinic):
    row = booked(sandbox, clinic)
    console.sign_in("Front desk", clinic)
    console.open(f"{LIST}{row.pk}/change/")
    console.page.get_by_role("link", name="Cancel appointment…").click()
    assert effects(sandbox) == []
    console.page.get_by_label("Reason").select_option("provider_not_available")
    console.page.get_by_role("button", name="Cancel appointment").click()
    console.page.get_by_text("Cancel appointment: Done.").wait_for()
    assert effects(sandbox) == ["cancelAppointment"]


def test_an_appointment_is_moved_to_a_free_time(console, sandbox, clinic):
    row = booked(sandbox, clinic, status="confirmed")
    console.sign_in("Front desk", clinic)
    console.open(f"{LIST}{row.pk}/do/reschedule/")
    console.page.locator(".sd-times label").nth(2).click()
    console.page.get_by_role("button", name="Reschedule").click()
    console.page.get_by_text("Reschedule: Done.").wait_for()
    assert effects(sandbox) == ["rescheduleAppointment"]
    assert Appointment.objects.get(pk=row.pk).start_time != row.start_time


def test_several_are_confirmed_after_a_preview(console, sandbox, clinic):
    Appointment.objects.filter(status="pending_booking").delete()
    for _ in range(2):
        booked(sandbox, clinic)
    console.sign_in("Front desk", clinic)
    console.open(f"{LIST}?status=pending_booking")
    for box in console.page.locator("input.action-select").all():
        box.check()
    console.page.locator("select[name=action]").select_option("bulk_confirm")
    console.page.get_by_role("button", name="Run").click()
    console.page.get_by_role("button", name="Confirm (2)").click()
    console.page.get_by_text("2 of 2 went through").wait_for()
    assert effects(sandbox) == ["confirmAppointment"] * 2


def test_a_search_finds_a_patient_without_naming_one_in_the_address(console, clinic):
    appointment(clinic, first="Quentin", last="Quimby")
    console.sign_in("Front desk", clinic)
    console.open(f"{LIST}")
    console.page.keyboard.press("/")
    console.page.keyboard.type("quimby")
    console.page.keyboard.press("Enter")
    console.page.locator("#patient .sd-person strong", has_text="Quentin Quimby").wait_for()
    assert "quimby" not in (console.page.url + console.page.title()).lower()
    appointment(clinic, first="Anna", last="Quimby")
    console.page.keyboard.press("/")
    console.page.keyboard.type("quimby")
    console.page.keyboard.press("Enter")
    console.page.get_by_role("heading", name="Appointments 2").wait_for()
    for name in ("Quentin Quimby", "Anna Quimby"):
        console.page.keyboard.press("j")
        console.page.locator("a.sd-name:focus", has_text=name).wait_for()
    assert "quimby" not in (console.page.url + console.page.title()).lower()


def test_hostile_names_run_no_script(console, clinic):
    Appointment.objects.all().delete()
    row = appointment(clinic, first=HOSTILE, last=HOSTILE, source=HOSTILE, start_time=timezone.now())
    Connection.objects.update(state_sentence=HOSTILE)
    console.sign_in("superuser")
    for path in ("/admin/", LIST, f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/do/cancel/"):
        console.open(f"{path}")
        console.page.get_by_text("onerror=alert").first.wait_for(state="attached")


@pytest.mark.parametrize("look", [(size, colours) for size in SIZES for colours in ("light", "dark")], ids="-".join)
def test_the_pages_fit_the_screen(console, sandbox, clinic, pictures, look):
    size, colours = look
    row = Appointment.objects.filter(status="pending_booking").order_by("created_time")[0]
    console.page.set_viewport_size(SIZES[size])
    console.page.emulate_media(color_scheme=colours)
    console.open("/admin/login/")
    console.page.screenshot(path=pictures / f"login-{size}-{colours}.png")
    console.sign_in("superuser")
    for name, path in {
        "home": "/admin/",
        "list": LIST,
        "detail": f"{LIST}{row.pk}/change/",
        "cancel": f"{LIST}{row.pk}/do/cancel/",
        "reschedule": f"{LIST}{row.pk}/do/reschedule/",
        "connection": f"/admin/zocdoc_sync/connection/{clinic.pk}/change/",
        "operations": "/admin/zocdoc_sync/operationlog/",
    }.items():
        console.open(f"{path}")
        console.page.screenshot(path=pictures / f"{name}-{size}-{colours}.png")
        width = console.page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size]["width"], name
