"""The worklist renews itself in place: what somebody has ticked, opened, focused or typed stays."""

import pytest
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import booked
from zocdoc_sync.models import Appointment, Provider

REFRESH = "document.dispatchEvent(new Event('slotdesk:refresh'))"
HIDE = "Object.defineProperty(document, 'hidden', { value: true, configurable: true })"
SHOW = "delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def three(console, sandbox, clinic):
    """Three bookings on the worklist of a front desk that is signed in, oldest first."""
    rows = [booked(sandbox, clinic) for _ in range(3)]
    Appointment.objects.exclude(pk__in=[row.pk for row in rows]).delete()
    for number, row in enumerate(rows):
        start = timezone.now() + timezone.timedelta(days=3 + number)
        made = timezone.now() - timezone.timedelta(hours=9 - number)
        Appointment.objects.filter(pk=row.pk).update(start_time=start, created_time=made)
    console.sign_in("Front desk", clinic)
    console.page.locator("html[data-keys]").wait_for(state="attached")
    return rows


def refreshed(console):
    """Let the page renew itself, and wait until it has."""
    before = console.page.locator("[data-as-of]").evaluate("one => { one.dataset.old = 'yes'; return one.innerText; }")
    console.page.evaluate(REFRESH)
    console.page.locator("[data-as-of]:not([data-old])").wait_for()
    return before


def line(console, row):
    return console.page.locator(f"#to-confirm [data-row='{row.pk}']")


def listed(console):
    return console.page.locator("#to-confirm [data-row]").evaluate_all(
        "rows => rows.map(one => Number(one.dataset.row))"
    )


def test_a_booking_that_is_answered_elsewhere_leaves_and_the_counts_follow(console, three):
    first, second, third = three
    Appointment.objects.filter(pk=first.pk).update(status="confirmed")
    refreshed(console)
    assert listed(console) == [second.pk, third.pk]
    counts = console.page.locator("[data-badge$=to_confirm] .sd-todo, #jumps a[href='#to-confirm'] b").all_inner_texts()
    assert [one.split()[0] for one in counts] == ["2", "2"]


def test_ticks_and_the_focus_stay_on_their_lines(console, three):
    first, second, third = three
    for row in (second, third):
        line(console, row).get_by_role("checkbox").check()
    line(console, third).get_by_role("button", name="Confirm").focus()
    Appointment.objects.filter(pk=first.pk).update(status="confirmed")
    Provider.objects.update(name="Dr. Another")
    refreshed(console)
    assert [line(console, row).get_by_role("checkbox").is_checked() for row in (second, third)] == [True, True]
    assert line(console, third).get_by_text("Dr. Another").is_visible()
    focused = "document.activeElement.closest('[data-row]').dataset.row + document.activeElement.innerText"
    assert console.page.evaluate(focused) == f"{third.pk}Confirm"


def test_an_open_decline_form_and_its_reason_stay_while_the_rest_is_renewed(console, three):
    first, second, _ = three
    line(console, second).locator("summary").click()
    line(console, second).locator("select").select_option("provider_not_available")
    console.page.evaluate("document.activeElement.blur()")
    Appointment.objects.filter(pk=first.pk).update(status="confirmed")
    Provider.objects.update(name="Dr. Another")
    refreshed(console)
    assert line(console, first).count() == 0
    assert line(console, second).locator("select").input_value() == "provider_not_available"
    assert line(console, second).get_by_role("button", name="Decline").is_visible()


def test_who_has_the_focus_on_a_line_that_leaves_stands_on_the_next(console, three):
    first, second, _ = three
    line(console, first).locator(".sd-name").focus()
    Appointment.objects.filter(pk=first.pk).update(status="confirmed")
    refreshed(console)
    assert console.page.evaluate("Number(document.activeElement.closest('[data-row]').dataset.row)") == second.pk


def test_the_place_on_the_page_stays(console, three):
    console.page.set_viewport_size({"width": 390, "height": 500})
    console.page.evaluate("window.scrollTo(0, 400)")
    refreshed(console)
    assert console.page.evaluate("window.scrollY") == 400


def test_a_line_that_did_not_change_is_not_touched_but_for_its_token(console, three):
    row = line(console, three[0])
    row.evaluate("one => { one.mine = true; }")
    token = row.locator("input[name=form_token]").first
    before = token.input_value()
    refreshed(console)
    assert row.evaluate("one => one.mine") is True
    assert token.input_value() != before


def test_nothing_is_asked_while_hidden_or_while_somebody_types_and_once_when_shown_again(console, three):
    asked = []
    console.page.on("request", lambda one: asked.append(one.url) if "x-slotdesk-background" in one.headers else None)
    console.page.evaluate(HIDE)
    console.page.evaluate(REFRESH)
    console.page.get_by_label("Provider", exact=True).focus()
    console.page.evaluate("delete document.hidden")
    console.page.evaluate(REFRESH)
    console.page.wait_for_timeout(300)
    assert asked == []
    console.page.evaluate("document.activeElement.blur()")
    console.page.evaluate(HIDE)
    console.page.evaluate(SHOW)
    console.page.locator("[data-as-of]").wait_for()
    console.page.wait_for_timeout(500)
    assert len(asked) == 1


def test_a_signed_out_page_leaves_no_patient_on_the_screen(console, three):
    console.page.context.clear_cookies()
    console.page.evaluate(REFRESH)
    console.page.get_by_label("Username").wait_for()
    assert console.page.locator("[data-row]").count() == 0
