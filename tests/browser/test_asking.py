"""Asking Zocdoc by hand, the directory's pages, and the reading of plans, in a real browser."""

import re

import pytest
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Job, Provider, ProviderLocation
from zocdoc_sync.sync.directory import sync_directory
from zocdoc_sync.sync.plans import sync_plans

ASK = "/admin/operations/"
PLACE_SEARCH = f"{ASK}getProviderLocations/"


def test_a_search_is_sent_its_answer_read_and_a_row_added(console, sandbox, clinic):
    ProviderLocation.objects.all().delete()
    console.sign_in("Scheduler", clinic)
    console.open(ASK)
    console.page.get_by_role("link", name="Search provider locations").click()
    console.page.get_by_label("ZIP code").fill("10001")
    console.page.get_by_label("Specialty id").fill("sp_153")
    console.page.get_by_role("button", name="Show the request").click()
    console.page.get_by_text("zip_code=10001&specialty_id=sp_153").wait_for()
    console.page.get_by_role("button", name="Search", exact=True).click()
    console.page.get_by_role("checkbox").first.check()
    console.page.get_by_role("button", name="Add to the mirror").click()
    console.page.get_by_text("1 added to the mirror.").wait_for()
    assert console.page.locator("#result_list tbody tr").count() == 1


def test_a_day_is_emptied_with_the_keyboard_alone_after_its_date_was_typed(console, sandbox, clinic):
    provider = Provider.objects.first()
    console.sign_in("Scheduler", clinic)
    console.open(f"{ASK}putProviderCalendarTimeslots/?provider_id={provider.zocdoc_id}&date=2026-12-02")
    console.page.get_by_label("Timeslots").fill("[]")
    console.page.get_by_role("button", name="Show the request").press("Enter")
    console.page.get_by_label("Type 2026-12-02 to say that you mean it").fill("2026-12-02")
    console.page.get_by_role("button", name="Publish the day").press("Enter")
    console.page.get_by_text("Done.").wait_for()
    assert effects(sandbox) == ["putProviderCalendarTimeslots"]


def test_a_file_is_uploaded(console, sandbox, clinic, tmp_path):
    row = booked(sandbox, clinic, status="confirmed")
    (tmp_path / "card.pdf").write_bytes(b"%PDF-1.7 invented")
    console.sign_in("Front desk", clinic)
    console.open(f"{ASK}uploadAppointmentAttachment/?appointment_id={row.zocdoc_id}")
    console.page.get_by_label("What it is").select_option("patient_front_insurance_card")
    console.page.get_by_label("File").set_input_files(tmp_path / "card.pdf")
    console.page.get_by_role("button", name="Upload").click()
    console.page.get_by_text("Done.").wait_for()
    assert effects(sandbox) == ["uploadAppointmentAttachment"]


def test_the_plans_of_a_state_are_asked_for_and_appear_by_themselves(console, sandbox, clinic):
    console.sign_in("Scheduler", clinic)
    console.open("/admin/zocdoc_sync/insuranceplan/")
    console.page.get_by_label("State", exact=True).select_option("NY")
    console.page.get_by_role("button", name="Read plans").click()
    console.page.get_by_text("The plans of New York are read now").wait_for()
    console.page.locator("#readings[data-progress]").get_by_text("Waiting").wait_for()
    assert Job.objects.filter(kind="sync.plans").count() == 1
    sync_plans(clinic, "NY", reason=SyncReason.ASKED, now=timezone.now())
    Job.objects.update(state="done")
    console.page.locator("#result_list").get_by_text("Blue Harbor NY PPO").wait_for()
    assert console.page.locator("#readings[data-progress]").count() == 0


@pytest.mark.parametrize("look", [(size, colours) for size in SIZES for colours in ("light", "dark")], ids="-".join)
def test_the_directorys_pages_fit_the_screen(console, sandbox, clinic, pictures, look):
    size, colours = look
    sync_directory(clinic, reason=SyncReason.ASKED, now=timezone.now())
    sync_plans(clinic, "NY", reason=SyncReason.ASKED, now=timezone.now())
    factories.facility(clinic, name="Riverbend Imaging", npi="5884143085")
    console.page.set_viewport_size(SIZES[size])
    console.page.emulate_media(color_scheme=colours)
    console.sign_in("superuser")
    provider = Provider.objects.exclude(payload=None).first()
    for name, path in {
        "operations-index": ASK,
        "operation": PLACE_SEARCH,
        "provider": f"/admin/zocdoc_sync/provider/{provider.pk}/change/",
        "places": "/admin/zocdoc_sync/providerlocation/",
        "facilities": "/admin/zocdoc_sync/facility/",
        "plans": "/admin/zocdoc_sync/insuranceplan/",
    }.items():
        console.open(path)
        console.page.screenshot(path=pictures / f"{name}-{size}-{colours}.png")
        assert console.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"], name
    console.open(PLACE_SEARCH)
    console.page.get_by_label("ZIP code").fill("10001")
    console.page.get_by_label("Specialty id").fill("sp_153")
    console.page.get_by_role("button", name="Search", exact=True).click()
    console.page.get_by_text(re.compile("request [0-9a-f]+")).wait_for()
    console.page.screenshot(path=pictures / f"operation-answer-{size}-{colours}.png")
    assert console.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"]
