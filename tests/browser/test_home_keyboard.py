import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.models import Appointment

HOME = "/admin/"


def focused_row(console):
    """Move to the first row of the worklist by keyboard, once the page listens to keys."""
    console.page.locator("#worklist[data-keys] [data-row]").first.wait_for()
    console.page.keyboard.press("j")


def only(row):
    Appointment.objects.exclude(pk=row.pk).delete()


def test_a_booking_is_confirmed_by_keyboard(console, sandbox, clinic):
    only(booked(sandbox, clinic))
    console.sign_in("Front desk", clinic)
    focused_row(console)
    console.page.keyboard.press("c")
    console.page.get_by_text("Confirm: Done.").wait_for()
    assert effects(sandbox) == ["confirmAppointment"]


def test_a_booking_is_declined_with_a_reason_by_keyboard(console, sandbox, clinic):
    only(booked(sandbox, clinic))
    console.sign_in("Front desk", clinic)
    focused_row(console)
    console.page.keyboard.press("d")
    console.page.keyboard.type("Provider")
    for _ in range(2):
        console.page.keyboard.press("Tab")
    console.page.keyboard.press("Enter")
    console.page.get_by_text("Cancel appointment: Done.").wait_for()
    assert effects(sandbox) == ["cancelAppointment"]


def test_two_bookings_are_ticked_and_confirmed_by_keyboard(console, sandbox, clinic):
    kept = [booked(sandbox, clinic).pk for _ in range(2)]
    Appointment.objects.exclude(pk__in=kept).delete()
    console.sign_in("Front desk", clinic)
    focused_row(console)
    console.page.keyboard.press("x")
    console.page.keyboard.press("j")
    console.page.keyboard.press("x")
    console.page.get_by_role("button", name="Confirm selected").focus()
    console.page.keyboard.press("Enter")
    console.page.get_by_text(re.compile("2 of 2 went through")).wait_for()
    assert effects(sandbox) == ["confirmAppointment"] * 2


def test_letters_typed_into_the_decline_form_press_nothing(console, sandbox, clinic):
    only(booked(sandbox, clinic))
    console.sign_in("Front desk", clinic)
    focused_row(console)
    console.page.keyboard.press("d")
    console.page.keyboard.press("Tab")
    console.page.keyboard.type("cannot")
    assert console.page.locator("input[name=cancellation_reason]").first.input_value() == "cannot"
    assert effects(sandbox) == []


def test_the_worklist_fits_a_phone_with_the_decline_form_open(console, sandbox, clinic):
    row = booked(sandbox, clinic)
    Appointment.objects.filter(pk=row.pk).update(created_time=timezone.now() - timedelta(days=9))
    console.page.set_viewport_size({"width": 390, "height": 844})
    console.sign_in("Front desk", clinic)
    console.open(HOME)
    console.page.locator(".sd-decline > summary").first.click()
    assert console.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize(("key", "says"), [("a", "Arrived: Done."), ("n", "No-show: Done.")])
def test_who_comes_today_is_marked_by_keyboard(console, sandbox, clinic, key, says):
    start = (timezone.now() - timedelta(minutes=1)).replace(microsecond=0)
    row = booked(sandbox, clinic, status="confirmed", start_time=start.isoformat())
    only(row)
    Appointment.objects.filter(pk=row.pk).update(local_date=timezone.localdate())
    console.sign_in("Front desk", clinic)
    focused_row(console)
    console.page.keyboard.press(key)
    console.page.get_by_text(re.compile(r"(Arrived|No-show): ")).wait_for()
    assert says in console.page.locator("body").inner_text()
    assert effects(sandbox) == ["updateAppointmentStatus"]
