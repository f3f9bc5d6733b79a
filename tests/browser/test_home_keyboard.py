import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.models import Appointment

HOME = "/admin/"


def focused_row(console):
    """Move to the first row of the worklist by keyboard, once the page listens to keys."""
    console.page.locator("html[data-keys] #to-confirm [data-row], html[data-keys] #today [data-row]").first.wait_for()
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
    console.page.keyboard.press("C")
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
    console.page.get_by_text(says).wait_for()
    assert effects(sandbox) == ["updateAppointmentStatus"]


def here(console):
    """Return what has the focus: its words, its label or its name."""
    return console.page.evaluate(
        "(one => one.getAttribute('aria-label') || one.innerText || one.name)(document.activeElement)"
    )


def test_lanes_filters_search_and_refresh_are_reached_by_keyboard(console, sandbox, clinic):
    only(booked(sandbox, clinic))
    console.sign_in("Front desk", clinic)
    console.page.locator("html[data-keys]").wait_for(state="attached")
    console.page.keyboard.press("1")
    assert console.page.evaluate("!!document.activeElement.closest('#to-confirm')")
    for key, place in (("f", "Connection"), ("/", "Search everywhere")):
        console.page.keyboard.press(key)
        assert here(console) == place
        console.page.evaluate("document.activeElement.blur()")
    console.page.locator("input[name=term]").focus()
    console.page.keyboard.type("n1?")
    assert console.page.locator("input[name=term]").input_value() == "n1?"
    console.page.evaluate("document.activeElement.blur()")
    with console.page.expect_navigation():
        console.page.keyboard.press("r")


def test_the_help_shows_the_keys_holds_the_focus_and_closes_by_escape(console, clinic):
    console.sign_in("Front desk", clinic)
    console.page.locator("html[data-keys]").wait_for(state="attached")
    help_ = console.page.locator("dialog#keys")
    console.page.keyboard.press("?")
    assert help_.is_visible()
    for _ in range(3):
        console.page.keyboard.press("Tab")
        assert console.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    told = help_.inner_text()
    console.page.keyboard.press("j")
    assert console.page.evaluate("!document.activeElement.closest('[data-row]')")
    console.page.keyboard.press("Escape")
    assert not help_.is_visible()
    carried = console.page.evaluate("[...document.querySelectorAll('[data-key]')].map(one => one.dataset.key)")
    assert {key for key in carried if key not in told} == set()


def test_escape_leaves_the_decline_form_and_keeps_the_line(console, sandbox, clinic):
    only(booked(sandbox, clinic))
    console.sign_in("Front desk", clinic)
    focused_row(console)
    console.page.keyboard.press("d")
    console.page.keyboard.press("Escape")
    assert console.page.locator(".sd-decline[open]").count() == 0
    assert here(console).startswith("Decline")


def test_an_arrival_is_marked_and_taken_back_by_keyboard(console, sandbox, clinic):
    row = booked(sandbox, clinic, status="confirmed", start_time=timezone.now().replace(microsecond=0).isoformat())
    only(row)
    Appointment.objects.filter(pk=row.pk).update(local_date=timezone.localdate())
    console.sign_in("Front desk", clinic)
    focused_row(console)
    console.page.keyboard.press("a")
    console.page.get_by_text("Arrived: Done.").wait_for()
    focused_row(console)
    console.page.keyboard.press("u")
    console.page.get_by_text("Not marked as arrived any more.").wait_for()
    assert Appointment.objects.get().arrived_at is None
