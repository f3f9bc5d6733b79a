from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.conftest import SIZES, Console
from tests.browser.test_axe import AXE, GRAVE, STILL, TOO_WIDE
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.calendar.calendars import LOS_ANGELES, NEW_YORK, publish, seat, visit
from tests.zocdoc_sync.admin.clinic import connection_named
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.timeslots.reading import read_day

DAY = "/admin/calendar/?day={}"


@pytest.fixture
def busy(transactional_db):
    """A clinic in two zones with somebody booked in each today, an hour from now where the clinic is."""
    clinic = connection_named("Riverbend Clinic")
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=5)
    for name, zone in (("Dr. Mae Jung", NEW_YORK), ("Dr. Ana West", LOS_ANGELES)):
        place = seat(clinic, name, zone, f"Place of {name}")
        day = start.astimezone(ZoneInfo(zone)).date()
        row = visit(place, f"{start:%Y-%m-%dT%H:%M}", day=day)
        factories.participant(row)
        publish(place, "07:00", "23:45", day=day)
    return clinic


@contextmanager
def window(chromium, live_server, **more):
    """Open a window of its own; the browser may complain about nothing."""
    context = chromium.new_context(viewport=SIZES["desktop"], **more)
    opened = Console(context.new_page(), live_server.url)
    yield opened
    context.close()
    assert opened.faults == []


@pytest.fixture
def in_tokyo(chromium, live_server):
    with window(chromium, live_server, timezone_id="Asia/Tokyo") as opened:
        yield opened


@pytest.fixture
def inspected(chromium, live_server):
    """A window into which the inspector's own style and script may be put."""
    with window(chromium, live_server, bypass_csp=True) as opened:
        yield opened


def addresses(row):
    day = row.local_date
    return {
        "home": "/admin/",
        "list": reverse("admin:zocdoc_sync_appointment_changelist"),
        "appointment": reverse("admin:zocdoc_sync_appointment_change", args=(row.pk,)),
        "day": DAY.format(day),
        "week": f"{reverse('admin:calendar_week')}?day={day}&provider={row.provider_id}",
        "sheet": f"{reverse('admin:calendar_sheet')}?day={day}",
        "card": reverse("admin:calendar_card", args=(row.pk,)),
    }


def test_a_browser_in_another_zone_shows_the_locations_times_with_their_zone(in_tokyo, busy):
    in_tokyo.sign_in("Front desk", busy)
    missing, foreign = [], []
    for row in Appointment.objects.select_related("location"):
        there = row.start_time.astimezone(ZoneInfo(row.location.time_zone))
        for name, address in addresses(row).items():
            in_tokyo.open(address)
            # The list and home show a day of the installation: the west may have another one late at night.
            if name in ("home", "list") and row.local_date != timezone.localdate():
                continue
            text = " ".join(in_tokyo.page.locator("body").text_content().split())
            missing += [] if f"{there:%H:%M %Z}" in text else [(name, f"{there:%H:%M %Z}")]
            foreign += [word for word in ("JST", "GMT+9", "Asia/Tokyo") if word in text]
    assert (missing, foreign) == ([], [])


def test_the_now_line_of_each_zone_stands_at_its_own_hour(in_tokyo, busy):
    in_tokyo.sign_in("Front desk", busy)
    in_tokyo.open(DAY.format(timezone.localdate()))
    blocks = in_tokyo.page.locator(".sd-cal-block")
    heads = blocks.locator("abbr").all_text_contents()
    now, today = timezone.now(), timezone.localdate()
    zones = [zone for zone in (NEW_YORK, LOS_ANGELES) if now.astimezone(ZoneInfo(zone)).date() == today]
    assert heads[: len(zones)] == [f"{now.astimezone(ZoneInfo(zone)):%Z}" for zone in zones]
    for number, zone in enumerate(zones):
        told = blocks.nth(number).locator(".sd-cal-now-time").text_content().removesuffix(" is now")
        shown = datetime.strptime(told.split()[0], "%H:%M").replace(tzinfo=ZoneInfo(zone))
        local = now.astimezone(ZoneInfo(zone))
        assert abs((shown.hour * 60 + shown.minute) - (local.hour * 60 + local.minute)) <= 2


def test_everything_is_reached_by_keyboard(console, busy):
    console.sign_in("Front desk", busy)
    console.open("/admin/calendar/?day=2026-03-03")
    page = console.page
    for key, title in (
        ("ArrowRight", "Wed 4 Mar 2026"),
        ("ArrowLeft", "Tue 3 Mar 2026"),
        ("w", "Week of Mon 2 Mar 2026"),
    ):
        page.keyboard.press(key)
        page.get_by_role("heading", name=title, level=1).wait_for()
    page.keyboard.press("d")
    page.get_by_role("heading", name="Tue 3 Mar 2026", level=1).wait_for()
    page.keyboard.press("t")
    visits = page.locator("a[data-card]")
    visits.first.wait_for()
    visits.first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("link", name="Reschedule").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_the_strip_leads_to_any_day_of_the_month_and_is_a_week_on_a_phone(console, busy):
    console.sign_in("Front desk", busy)
    console.open("/admin/calendar/?day=2026-03-03")
    page, days = console.page, console.page.locator(".sd-cal-month-day:visible")
    assert (days.count(), days.locator("a[aria-current]").text_content().split()[1]) == (31, "3")
    page.get_by_role("link", name="Thu 19 March").press("Enter")
    page.get_by_role("heading", name="Thu 19 Mar 2026", level=1).wait_for()
    page.get_by_role("link", name="April").press("Enter")
    page.get_by_role("heading", name="Sun 19 Apr 2026", level=1).wait_for()
    console.open("/admin/calendar/week/?day=2026-04-01")
    page.set_viewport_size(SIZES["phone"])
    assert [text.split()[1] for text in days.all_text_contents()] == ["30", "31", "1", "2", "3", "4", "5"]


def test_the_calendar_has_no_grave_fault_for_assistive_technology_and_fits_a_phone(inspected, busy):
    console = inspected
    console.sign_in("superuser")
    row, page, faults = Appointment.objects.order_by("pk").first(), console.page, []
    found = addresses(row)
    looked_at = [found[name] for name in ("day", "week", "sheet", "card")]
    looked_at += [reverse("admin:calendar_files"), reverse("admin:calendar_week")]
    looked_at.append(f"{reverse('admin:calendar_move', args=(row.pk,))}?to={date(2026, 3, 2)}T10:00:00Z")
    for address in looked_at:
        page.set_viewport_size(SIZES["desktop"])
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            console.open(address)
            page.add_style_tag(content=STILL)
            page.evaluate(AXE)
            faults += [f"{address} {scheme} {one}" for one in page.evaluate(GRAVE)]
        page.set_viewport_size(SIZES["phone"])
        faults += [f"{address} is wider than a phone"] if page.evaluate(TOO_WIDE) else []
    assert faults == []


def free_beside(console, row):
    """Open the calendar on an appointment's day as Zocdoc has it now, and return the free times of its place there."""
    read_day(row.provider, row.local_date, actor=Actor.system("test"), now=timezone.now())
    console.open(DAY.format(row.local_date))
    return console.page.locator(f'a.sd-cal-free[data-place="{row.provider_location_id}"]')


def test_an_appointment_dragged_to_a_free_time_is_moved_once_that_is_confirmed(console, clinic, sandbox):
    console.sign_in("Front desk", clinic)
    # So tall that the day is seen whole: nothing scrolls under the pointer.
    console.page.set_viewport_size({"width": 1400, "height": 1500})
    soon = timezone.now() + timedelta(days=1)
    rows = Appointment.objects.filter(status="confirmed", start_time__gt=soon, provider_location__isnull=False)
    row = next(one for one in rows.order_by("start_time")[:12] if free_beside(console, one).count())
    target = free_beside(console, row).last
    wished = datetime.fromisoformat(target.get_attribute("data-at"))
    console.page.locator(f'a[data-move$="/{row.pk}/"]').drag_to(target)
    confirm = console.page.get_by_role("button", name="Reschedule")
    confirm.wait_for()
    assert sandbox.effects() == []
    confirm.click()
    console.page.locator(f'a[data-card$="/{row.pk}/"]').wait_for()
    moved = sandbox.appointment(row.zocdoc_id)["start_time"]
    assert (datetime.fromisoformat(moved), [one["operation"] for one in sandbox.effects()]) == (
        wished,
        ["rescheduleAppointment"],
    )
