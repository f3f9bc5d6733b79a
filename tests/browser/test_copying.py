"""The button beside a request id: by keyboard, and what it leaves where there is no script or no clipboard."""

import pytest
from django.urls import reverse

from tests.zocdoc_sync.admin.clinic import PASSWORD, appointment, connection_named, operation, person
from tests.zocdoc_sync.admin.test_every_page import page_of

LEDGER = reverse("admin:zocdoc_sync_operationlog_changelist")
READ = "navigator.clipboard.readText()"
CHOSEN = "window.getSelection().toString()"
REFUSED = "void (navigator.clipboard.writeText = () => Promise.reject(new Error('refused')))"


@pytest.fixture
def clinic(transactional_db):
    return connection_named("Riverbend Clinic")


@pytest.fixture
def ledger(console, clinic):
    """The ledger with one refused write, in a browser."""
    row = operation(appointment(clinic), state="refused", request_id="req-77")
    console.sign_in("Administrator", clinic)
    console.open(LEDGER)
    return row


def test_a_request_id_is_copied_by_keyboard_and_that_is_told(console, ledger):
    console.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = console.page.get_by_role("button", name="Copy request id req-77")
    button.focus()
    console.page.keyboard.press("Enter")
    console.page.get_by_role("status").get_by_text("Copied: request id req-77").wait_for()
    assert button.inner_text() == "Copied"
    assert console.page.evaluate(READ) == "req-77"
    console.page.get_by_text("Copy", exact=True).wait_for()


def test_what_cannot_be_copied_is_selected(console, ledger):
    console.page.evaluate(REFUSED)
    console.page.get_by_role("button", name="Copy request id req-77").click()
    console.page.get_by_role("status").get_by_text("the request id is selected").wait_for()
    assert console.page.evaluate(CHOSEN) == "req-77"


def test_without_script_the_id_is_text_and_there_is_no_button(chromium, live_server, clinic):
    row = operation(appointment(clinic), request_id="req-77")
    someone = person("Administrator", clinic)
    window = chromium.new_context(java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{live_server.url}/admin/login/?next={page_of(row)}")
    page.locator("input[name=username]").fill(someone.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").first.click()
    page.get_by_text("req-77").first.wait_for()
    assert page.get_by_role("button", name="Copy request id").count() == 0
    window.close()
