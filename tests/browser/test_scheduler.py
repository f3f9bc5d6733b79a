from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.zocdoc_sync.admin.timeslots.conftest import at_zocdoc
from zocdoc_sync.models import Provider

DAYS_AHEAD = 10


def address(provider):
    return f"/admin/zocdoc_sync/providerday/at/{provider.pk}/{timezone.localdate() + timedelta(days=DAYS_AHEAD)}/"


@pytest.fixture
def provider(clinic):
    return Provider.objects.filter(places__location__isnull=False).order_by("zocdoc_id").first()


def add(page, first, until):
    page.locator("#id_add-first").fill(first)
    page.locator("#id_add-until").fill(until)
    page.get_by_role("button", name="Add to the draft").click()
    page.get_by_text("timeslots added to the draft").wait_for()


def test_a_scheduler_adds_a_range_publishes_sees_it_verified_and_undoes_it(console, clinic, provider, monkeypatch):
    day = timezone.localdate() + timedelta(days=DAYS_AHEAD)
    before = at_zocdoc(provider, day)
    page = console.page
    console.sign_in("Scheduler", clinic)
    console.open("/admin/zocdoc_sync/providerday/")
    page.locator("#go-provider").select_option(str(provider.pk))
    page.locator("#go-date").fill(str(day))
    page.get_by_role("button", name="Open").click()
    add(page, "05:00", "06:00")
    page.get_by_role("button", name="Preview the changes").click()
    page.get_by_text("2 added").wait_for()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Zocdoc takes a moment to show it").wait_for()
    assert len(at_zocdoc(provider, day)) == len(before) + 2
    call_command("run_due_work")
    console.open(address(provider))
    page.get_by_text("; verified at").wait_for()
    page.get_by_role("link", name="Undo version").first.click()
    page.get_by_text("2 removed").wait_for()
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Zocdoc takes a moment to show it").wait_for()
    assert at_zocdoc(provider, day) == before


def test_ticking_all_of_a_location_is_one_click(console, clinic, provider):
    console.sign_in("Scheduler", clinic)
    console.open(address(provider))
    add(console.page, "05:00", "06:00")
    console.page.get_by_label("All of them").first.check()
    ticked = console.page.locator(".sd-place").first.locator("input[name=slot]:checked").count()
    assert ticked == console.page.locator(".sd-place").first.locator("input[name=slot]").count() > 0
    console.page.get_by_text(f"{ticked} ticked").wait_for()


@pytest.mark.parametrize("look", [(size, colours) for size in SIZES for colours in ("light", "dark")], ids="-".join)
def test_the_pages_of_a_day_fit_the_screen(console, clinic, provider, pictures, look):
    size, colours = look
    console.page.set_viewport_size(SIZES[size])
    console.page.emulate_media(color_scheme=colours)
    console.sign_in("Scheduler", clinic)
    pages = {"days": "/admin/zocdoc_sync/providerday/"}
    pages |= {f"day-{page.rstrip('/') or 'edit'}": f"{address(provider)}{page}" for page in ("", "close/", "copy/")}
    for name, path in pages.items():
        console.open(path)
        console.page.screenshot(path=pictures / f"{name}-{size}-{colours}.png", full_page=True)
        width = console.page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size]["width"], name
