import re

import pytest
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.zocdoc_sync.operations.standin import effects
from zocdoc_sync.drift.runs import comparable, start, work
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.insurance.reading import read_all
from zocdoc_sync.insurance.runs import Line, draft
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.models import DriftRun, InsuranceChange, InsuranceRun, PlaceInsurance, ProviderLocation
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.sync.directory import sync_directory
from zocdoc_sync.sync.plans import sync_plans

UPDATE = "updateProviderLocationInsuranceMappings"
INSURANCE = "/admin/zocdoc_sync/placeinsurance/"
DRIFT = "/admin/zocdoc_sync/driftrun/now/"


@pytest.fixture
def mirrored(sandbox, clinic):
    """The clinic with its directory, plans and accepted insurance, read quickly."""
    sandbox.control("POST", "switches", {"mapping_delay": 0})
    for run in (
        sync_directory(clinic, reason=SyncReason.COMMAND, now=timezone.now()),
        sync_plans(clinic, "NY", reason=SyncReason.COMMAND, now=timezone.now()),
        sync_plans(clinic, "IL", reason=SyncReason.COMMAND, now=timezone.now()),
        read_all(clinic, reason=SyncReason.COMMAND, now=timezone.now()),
    ):
        assert run.state == "done", run.error_sentence
    return clinic


def place_page(place):
    return f"{INSURANCE}{place.pk}/change/"


def test_a_scheduler_takes_a_plan_off_a_place_and_sees_when_zocdoc_applied_it(console, sandbox, mirrored, pictures):
    place = ProviderLocation.objects.filter(zocdoc_id__startswith="pr_rvbnd1").order_by("zocdoc_id")[0]
    console.sign_in("Scheduler", mirrored)
    console.open(place_page(place))
    console.page.get_by_label("Search plans").fill("aldermoor")
    console.page.get_by_role("button", name="Search").click()
    box = console.page.locator("input[name=plan]:checked").first
    plan_id = box.get_attribute("value")
    box.uncheck()
    console.page.get_by_text("0 to add, 1 to remove; nothing is sent yet.").wait_for()
    console.page.get_by_role("button", name="Show what changes").first.click()
    console.page.get_by_role("heading", name=re.compile("Removed")).wait_for()
    console.page.screenshot(path=pictures / "insurance-preview.png", full_page=True)
    assert effects(sandbox) == []
    console.page.get_by_role("button", name="Ask Zocdoc to change it").click()
    console.page.get_by_text(re.compile(r"Removing 1 plan: asked at \d\d:\d\d:\d\d")).wait_for()
    assert effects(sandbox) == [UPDATE]
    console.page.get_by_role("button", name="Read again from Zocdoc").click()
    console.page.get_by_text("Seen at Zocdoc").wait_for()
    console.page.screenshot(path=pictures / "insurance-asked.png", full_page=True)
    assert InsuranceChange.objects.get().plan_ids == [plan_id]


def test_places_are_brought_in_line_with_one_of_them(console, sandbox, mirrored):
    first = ProviderLocation.objects.filter(zocdoc_id__startswith="pr_rvbnd1").order_by("zocdoc_id")[0]
    console.sign_in("Scheduler", mirrored)
    console.open(f"{INSURANCE}compare/?against=place:{first.pk}&only=differing")
    console.page.locator("input[name=place]").first.check()
    console.page.get_by_role("button", name="Show what changes at the ticked places").click()
    console.page.get_by_text("Nothing was sent yet.").wait_for()
    console.page.get_by_role("button", name="Start").click()
    console.page.get_by_text("Started: 1 place").wait_for()
    drain(timezone.now)
    console.page.get_by_text("1 of 1 place done.").wait_for()
    assert InsuranceRun.objects.get().state == "done"
    assert set(effects(sandbox)) == {UPDATE}


def test_a_comparison_of_timeslots_is_started_and_followed(console, mirrored):
    console.sign_in("Scheduler", mirrored)
    console.open(DRIFT)
    console.page.get_by_role("button", name="Compare now").click()
    console.page.get_by_text("0 of 6 providers compared.").wait_for()
    DriftRun.objects.get().providers.exclude(provider__zocdoc_id__startswith="pr_rvbnd4").delete()
    drain(timezone.now)
    console.page.locator(".sd-cell").first.wait_for()
    assert DriftRun.objects.get().state == "done"
    assert console.page.locator(".sd-heat tbody td a").count() == 28


@pytest.mark.parametrize("look", [(size, colours) for size in SIZES for colours in ("light", "dark")], ids="-".join)
def test_the_pages_fit_the_screen(console, mirrored, pictures, look):
    size, colours = look
    place = PlaceInsurance.objects.order_by("pk")[0].place
    run = start(mirrored, comparable(mirrored)[:3], (), actor=Actor.system("Sam"), key="k", now=timezone.now())
    work(run, now=timezone.now(), seconds=60)
    lines = [Line(place, frozenset(), frozenset({"ip_10001"})) for place in ProviderLocation.objects.all()[:3]]
    bulk = draft(mirrored, "A file", lines, actor=Actor.system("Sam"), key="k", now=timezone.now())
    console.page.set_viewport_size(SIZES[size])
    console.page.emulate_media(color_scheme=colours)
    console.sign_in("superuser")
    for name, path in {
        "insurance-list": INSURANCE,
        "insurance-place": place_page(place),
        "insurance-compare": f"{INSURANCE}compare/?against=place:{place.pk}",
        "insurance-run": f"/admin/zocdoc_sync/insurancerun/{bulk.pk}/change/",
        "insurance-import": f"{INSURANCE}from-file/",
        "drift": DRIFT,
    }.items():
        console.open(path)
        console.page.screenshot(path=pictures / f"{name}-{size}-{colours}.png", full_page=True)
        width = console.page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size]["width"], name
