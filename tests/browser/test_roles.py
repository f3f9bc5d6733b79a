"""A scheduler's month, an administrator's connection, and a viewer who can change nothing, on desktop and phone."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.browser.conftest import SIZES
from tests.zocdoc_sync.admin.timeslots.conftest import at_zocdoc
from tests.zocdoc_sync.operations.standin import effects
from workflows_app.models import Workflow
from zocdoc_sync.models import AccessEvent, Appointment, Connection, Provider, SyncRun

PUT = "putProviderCalendarTimeslots"
AHEAD, DAYS = 40, 28

pytestmark = pytest.mark.parametrize("size", SIZES)


@pytest.fixture(autouse=True)
def _settings_of_the_demo(settings, sandbox):
    settings.LOCAL_ZOCDOC_URL = sandbox.url


@pytest.fixture
def window(console, size):
    console.page.set_viewport_size(SIZES[size])
    return console.page


@pytest.fixture
def snap(window, size, pictures):
    return lambda name: window.screenshot(path=pictures / f"{name}-{size}-light.png")


@pytest.mark.slow
def test_a_scheduler_plans_a_month_closes_a_friday_and_publishes(console, sandbox, clinic, window, snap):
    provider = Provider.objects.filter(places__location__isnull=False).order_by("zocdoc_id").first()
    first = timezone.localdate() + timedelta(days=AHEAD)
    last = first + timedelta(days=DAYS - 1)
    friday = first + timedelta(days=(4 - first.weekday()) % 7)
    console.sign_in("Scheduler", clinic)

    console.open("/admin/zocdoc_sync/slottemplate/add/")
    window.get_by_label("Provider").select_option(str(provider.pk))
    window.get_by_label("Name").fill("The usual week")
    window.get_by_label("Valid from").fill(str(first))
    for day in range(5):
        window.locator(f"#id_rules-0-weekdays_{day}").check()
    window.locator("#id_rules-0-location").select_option(str(provider.places.exclude(location=None)[0].location_id))
    window.locator("#id_rules-0-first").fill("08:00")
    window.locator("#id_rules-0-until").fill("09:00")
    window.get_by_role("button", name="Save", exact=True).click()
    window.get_by_text("added successfully").wait_for()

    console.open("/admin/zocdoc_sync/slotexception/add/")
    window.get_by_label("Connection").select_option(str(clinic.pk))
    window.get_by_label("First day").fill(str(friday))
    window.get_by_label("Last day").fill(str(friday))
    window.locator("#id_why").fill("Team day")
    window.get_by_role("button", name="Save", exact=True).click()
    window.get_by_text("added successfully").wait_for()

    console.open("/admin/zocdoc_sync/slottemplate/")
    window.get_by_role("link", name="Publish templates").click()
    window.get_by_label("First day").fill(str(first))
    window.get_by_label("Last day").fill(str(last))
    window.get_by_label(str(provider)).check()
    window.get_by_role("button", name="Compare with Zocdoc").click()
    window.get_by_text("The days are being worked out").or_(window.get_by_text("compared")).first.wait_for()
    call_command("run_due_work")
    window.reload()
    assert effects(sandbox) == []
    snap("scheduler-preview")
    window.get_by_role("button", name="Publish").click()
    window.get_by_text("settled").wait_for()
    call_command("run_due_work")
    assert set(effects(sandbox)) == {PUT}
    assert len(at_zocdoc(provider, first + timedelta(days=(7 - first.weekday()) % 7))) == 2
    assert at_zocdoc(provider, friday) == frozenset()


@pytest.mark.slow
def test_an_administrator_connects_checks_pauses_and_finds_it_in_the_audit(console, sandbox, window, snap):
    # The stand-in's page of consent has no icon, which the browser would tell as a fault.
    window.route(f"{sandbox.url}/favicon.ico", lambda route: route.fulfill(status=204))
    console.sign_in("Administrator")
    console.open("/admin/zocdoc_sync/connection/add/")
    window.get_by_label("Name").fill("Lakeside Clinic")
    window.get_by_label("Environment").select_option("local")
    window.get_by_label("Sign-in").select_option("authorization_code")
    window.get_by_label("Client id").fill("demo-console")
    window.get_by_role("button", name="Save and continue editing").click()
    window.get_by_role("button", name="Connect by browser").click()
    window.get_by_role("button", name="Sign in as owner@clinic.example and allow").click()
    window.get_by_role("button", name="Check connection").wait_for()
    made = Connection.objects.get()
    assert (made.name, made.state) == ("Lakeside Clinic", "ready")
    snap("connection")

    window.get_by_role("button", name="Check connection").click()
    window.get_by_role("heading", name="What these credentials can do").wait_for()
    console.open(f"/admin/zocdoc_sync/connection/{made.pk}/change/")
    window.get_by_role("button", name="Check now for changes").click()
    window.get_by_text("Zocdoc is asked for changes now").wait_for()
    call_command("run_due_work")
    runs = SyncRun.objects.filter(connection=made, what="appointments")
    assert list(runs.values_list("state", "error_sentence")) == [("done", "")]
    window.get_by_role("button", name="Switch off").click()
    window.get_by_role("button", name="Switch on").wait_for()
    assert not Connection.objects.get().is_active

    said = list(AccessEvent.objects.filter(connection=made).order_by("pk").values_list("action", flat=True))
    assert said[0] == "connection.added"
    assert [one for one in said if one.startswith("connection.")][1:] == [
        "connection.consent", "connection.approved", "connection.check", "connection.poll", "connection.deactivate",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_viewer_sees_the_day_and_the_reports_and_can_change_nothing(console, sandbox, clinic, window, snap):
    row = Appointment.objects.filter(status="pending_booking").first()
    console.sign_in("Viewer", clinic)
    pages = ["/admin/", "/admin/zocdoc_sync/appointment/", f"/admin/zocdoc_sync/appointment/{row.pk}/change/"]
    posting = set()
    for path in [*pages, "/admin/reports/", "/admin/zocdoc_sync/change/"]:
        console.open(path)
        window.locator("h1").first.wait_for()
        found = window.locator(
            "#main form[method=post]:not(#changelist-form), #content form[method=post]:not(#changelist-form)"
        )
        posting |= {one.get_attribute("action") for one in found.all()}
        assert window.locator("select[name=action], input.action-select").count() == 0
        if path == "/admin/reports/":
            snap("reports")
    # To search, to narrow, to have Zocdoc read now, and to put a card away: none of it changes anything but the view.
    own = {"/admin/find/", "/admin/home/guide/", f"/admin/home/check/{clinic.pk}/"}
    assert posting == own | {"/admin/zocdoc_sync/appointment/worklist-filters/"}
    assert effects(sandbox) == []


def test_the_help_opens_the_page_of_the_role_and_its_picture(console, clinic, window, snap, size):
    console.sign_in("Builder", clinic)
    made = Workflow.objects.create(connection=clinic, name="Confirm in-network bookings")
    console.open(f"/admin/workflows_app/workflow/{made.pk}/change/")
    snap("builder")
    if size == "phone":
        window.get_by_role("button", name="Menu").click()
    window.get_by_role("link", name="Help").click()
    window.get_by_role("heading", name="The builder", level=1).wait_for()
    loaded = "image => image.scrollIntoView() || image.decode().then(() => image.naturalWidth > 0)"
    assert window.locator(".sd-manual img").evaluate(loaded)
    window.get_by_role("navigation", name="Guides").get_by_role("link", name="Viewer").click()
    window.get_by_role("heading", name="The viewer", level=1).wait_for()
