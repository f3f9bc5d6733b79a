"""A front desk finds a free time, books a patient and adds a document, in a real browser."""

import re
from pathlib import Path

import pytest
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.zocdoc_sync.admin.availability.patients import TYPED
from tests.zocdoc_sync.documents.files import EXE, PDF
from tests.zocdoc_sync.operations.standin import effects
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import Appointment, Location
from zocdoc_sync.sync.directory import sync_directory

LIST = "/admin/zocdoc_sync/appointment/"
FREE = "/admin/availability/"


@pytest.fixture
def known(clinic):
    """The clinic with its directory: who works where, and what for."""
    sync_directory(clinic, reason=SyncReason.COMMAND, now=timezone.now())
    assert Location.objects.filter(time_zone="").count() == 0
    return clinic


def search(console):
    """Choose the first places and a visit reason for which one of them has free times."""
    page = console.page
    console.open(FREE)
    page.get_by_role("button", name="Tick all").click()
    reason = Appointment.objects.filter(visit_reason__isnull=False).order_by("pk")[0].visit_reason
    page.get_by_label("Visit reason").select_option(reason.zocdoc_id)
    page.get_by_label("For", exact=True).select_option("28")
    page.get_by_role("button", name="Show free times").click()
    page.locator("#grid").wait_for()


def fill(page, typed):
    for name, value in typed.items():
        field = page.locator(f'[name="{name}"]')
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def book(console):
    page = console.page
    search(console)
    page.locator(".sd-grid td a").first.click()
    page.locator(".sd-times > a").first.click()
    fill(page, TYPED)
    page.get_by_role("button", name="Book", exact=True).click()
    page.get_by_role("link", name="Open the appointment").wait_for()


def test_a_free_time_is_booked_and_a_document_added(console, sandbox, known, tmp_path):
    page = console.page
    console.sign_in("Front desk", known)
    book(console)
    assert effects(sandbox) == ["createAppointment"]
    made = Appointment.objects.latest("pk")
    page.get_by_role("link", name="Open the appointment").click()
    # The patient is asked for by itself and appears.
    page.locator("#patient").get_by_text("Wilhelmina Quackenbush").wait_for()
    paper = Path(tmp_path / "referral.pdf")
    paper.write_bytes(PDF)
    page.get_by_label("File").set_input_files(paper)
    page.get_by_label("What it is").select_option("pcp_patient_referral")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_text("Zocdoc has the file.").wait_for()
    assert effects(sandbox) == ["createAppointment", "uploadAppointmentAttachment"]
    page.get_by_role("button", name=re.compile("Read patient")).click()
    page.get_by_role("link", name="Referral from a primary care doctor").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Referral from a primary care doctor").click()
    assert Path(download.value.path()).read_bytes() == PDF
    console.open(f"{LIST}?when=next7")
    assert page.locator(f'a[href*="/{made.pk}/change/"]').count() > 0


def test_a_wrong_file_and_a_wrong_phone_are_told_in_place(console, sandbox, known, tmp_path):
    page = console.page
    console.sign_in("Front desk", known)
    search(console)
    page.locator(".sd-grid td a").first.click()
    page.locator(".sd-times > a").first.click()
    fill(page, {**TYPED, "data.patient.phone_number": "0123"})
    console.faults.clear()
    page.get_by_role("button", name="Book", exact=True).click()
    page.get_by_text("Write 10 digits; the first and the fourth are neither 0 nor 1.").wait_for()
    assert page.locator('[name="data.patient.last_name"]').input_value() == "Quackenbush"
    assert effects(sandbox) == []
    # The browser notes the status 422 as an error of its console.
    console.faults[:] = [fault for fault in console.faults if "422" not in fault]
    wrong = Path(tmp_path / "setup.pdf")
    wrong.write_bytes(EXE)
    row = Appointment.objects.filter(status="confirmed", start_time__gt=timezone.now())[0]
    console.open(f"{LIST}{row.pk}/change/")
    page.get_by_label("File").set_input_files(wrong)
    page.get_by_label("What it is").select_option("pcp_patient_referral")
    page.get_by_role("button", name="Keep for check-in").click()
    page.get_by_text("Only jpg, png, pdf and docx files are accepted, by what is in them.").wait_for()


@pytest.mark.parametrize("look", [(size, colours) for size in SIZES for colours in ("light", "dark")], ids="-".join)
def test_the_pages_of_booking_fit_the_screen(console, known, pictures, look):
    size, colours = look
    page = console.page
    page.set_viewport_size(SIZES[size])
    page.emulate_media(color_scheme=colours)
    console.sign_in("Front desk", known)

    def picture(name):
        page.screenshot(path=pictures / f"{name}-{size}-{colours}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size]["width"], name

    search(console)
    picture("free-times")
    page.locator(".sd-grid td a").first.click()
    picture("free-times-day")
    page.locator(".sd-times > a").first.click()
    picture("booking")
    fill(page, TYPED)
    page.get_by_role("button", name="Book", exact=True).click()
    page.get_by_role("link", name="Open the appointment").wait_for()
    picture("booked")
    page.get_by_role("link", name="Open the appointment").click()
    page.locator("#patient").get_by_text("Wilhelmina Quackenbush").wait_for()
    picture("documents")
