import re
from datetime import timedelta

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


@pytest.mark.parametrize("size", SIZES)
def test_a_mornings_work_is_done_on_home_alone(console, sandbox, clinic, size):
    start = timezone.now().replace(microsecond=0)
    first, declined = (booked(sandbox, clinic) for _ in range(2))
    coming, missing = (
        booked(sandbox, clinic, status="confirmed", start_time=(start - timedelta(minutes=ago)).isoformat())
        for ago in (1, 50)
    )
    Appointment.objects.exclude(pk__in=[row.pk for row in (first, declined, coming, missing)]).delete()
    Appointment.objects.filter(pk__in=[coming.pk, missing.pk]).update(local_date=timezone.localdate())
    console.page.set_viewport_size(SIZES[size])
    console.sign_in("Front desk", clinic)
    jumps = console.page.get_by_role("navigation", name="Lanes")

    def line(lane, row):
        return console.page.locator(f"#{lane} [data-row='{row.pk}']")

    assert jumps.get_by_role("link", name="2 To confirm").is_visible()
    line("to-confirm", first).get_by_role("button", name="Confirm").click()
    console.page.get_by_text("Confirm: Done.").wait_for()
    assert console.page.locator("#last-done").get_by_role("link", name="Cancel appointment…").is_visible()

    line("to-confirm", declined).get_by_text("Decline…").click()
    line("to-confirm", declined).locator("select").select_option("provider_not_available")
    line("to-confirm", declined).get_by_role("button", name="Decline").click()
    console.page.get_by_text("Cancel appointment: Done.").wait_for()
    assert console.page.locator("#to-confirm").get_by_text("Nothing waits to be confirmed.").is_visible()

    jumps.get_by_role("link", name="2 Today").click()
    assert line("today", coming).get_by_text("Due now").is_visible()
    assert line("today", missing).get_by_text("Over").is_visible()
    line("today", coming).get_by_role("button", name="Arrived").click()
    console.page.get_by_text("Arrived: Done.").wait_for()
    console.page.locator("#last-done").get_by_role("button", name="Undo").click()
    console.page.get_by_text("Not marked as arrived any more.").wait_for()
    line("today", coming).get_by_role("button", name="Arrived").click()
    console.page.get_by_text("Arrived: Done.").wait_for()
    line("today", missing).get_by_role("button", name="No-show").click()
    console.page.get_by_text("No-show: Done.").wait_for()
    assert console.page.locator("#today h2").inner_text().split("·")[-1].strip() == "1 arrived"
    asked = ["confirmAppointment", "cancelAppointment", *["updateAppointmentStatus"] * 3]
    assert effects(sandbox) == asked


def test_buttons_are_wide_enough_for_thumbs_on_a_phone(console, sandbox, clinic):
    row = booked(sandbox, clinic)
    Appointment.objects.exclude(pk=row.pk).delete()
    console.page.set_viewport_size(SIZES["phone"])
    console.sign_in("Front desk", clinic)
    small = """() => [...document.querySelectorAll("#worklist .sd-button, #worklist .sd-jump, #worklist .sd-tickbox")]
      .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).map(one => one.innerText)"""
    assert console.page.evaluate(small) == []


def test_a_choice_of_connection_place_and_provider_is_remembered_on_a_phone(console, sandbox, clinic):
    appointment(clinic, first="Quentin", last="Quimby", created_time=timezone.now() - timedelta(days=30))
    console.page.set_viewport_size(SIZES["phone"])
    console.sign_in("Front desk", clinic)
    console.page.get_by_label("Provider", exact=True).select_option(label="Dr. Mae Jung")
    console.page.get_by_role("button", name="Narrow").click()
    console.page.get_by_text("Provider: Dr. Mae Jung", exact=True).wait_for()
    console.open("/admin/")
    assert console.page.get_by_label("Provider", exact=True).locator("option:checked").inner_text() == "Dr. Mae Jung"
    assert console.page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"]["width"]
    console.page.get_by_role("button", name="Clear").click()
    console.page.locator("#filtered").wait_for(state="detached")


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
