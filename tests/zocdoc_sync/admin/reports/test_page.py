import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment, person
from zocdoc_sync.admin.reports.asked import RANGES
from zocdoc_sync.models import AccessEvent, Appointment, Location, Provider
from zocdoc_sync.reports.catalogue import REPORTS
from zocdoc_sync.roles import ROLES

FORMULA = "=HYPERLINK(1)"


def address(code="bookings"):
    return reverse("admin:report", args=(code,))


def cells(text):
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


@pytest.fixture
def booked(clinic):
    """Ten bookings of the last days, among them each status once."""
    now = timezone.now()
    statuses = ["pending_booking", "confirmed", "cancelled", "no_show", "a_new_word", *["confirmed"] * 5]
    return [
        appointment(
            clinic, status=status, created_time=now - timedelta(days=day, hours=1), source="Zocdoc Marketplace",
            start_time=now - timedelta(hours=2), local_date=timezone.localdate(now - timedelta(hours=2)),
        )
        for day, status in enumerate(statuses)
    ]  # fmt: skip


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
@pytest.mark.parametrize("code", REPORTS)
def test_every_role_sees_every_report(role, code, client, clinic, booked):
    client.force_login(person(role, clinic))
    answer = client.get(address(code))
    assert answer.status_code == 200
    assert 'aria-current="page">' + REPORTS[code].title in answer.content.decode()


@pytest.mark.parametrize("code", REPORTS)
@pytest.mark.parametrize("name", RANGES)
def test_every_range_is_answered_with_and_without_rows(code, name, at_desk, clinic, booked):
    assert at_desk.get(address(code), {"range": name}).status_code == 200
    Appointment.objects.all().delete()
    assert 'class="sd-empty"' in at_desk.get(address(code), {"range": name}).content.decode()


def test_who_may_not_see_appointments_sees_no_reports_and_no_link_to_them(client, clinic):
    User.objects.create_user("nobody", password="a-long-demo-password", is_staff=True)
    client.force_login(User.objects.get(username="nobody"))
    codes = [client.get(one).status_code for one in (reverse("admin:reports"), address(), f"{address()}bookings.csv")]
    assert codes == [403, 403, 403]
    assert reverse("admin:reports") not in client.get(reverse("admin:index")).content.decode()


def test_the_menu_leads_to_the_first_report(at_desk):
    assert reverse("admin:reports") in at_desk.get(reverse("admin:index")).content.decode()
    shown = at_desk.get(reverse("admin:reports")).content.decode()
    assert 'aria-current="page">Bookings' in shown
    assert f'<form method="get" action="{address()}"' in shown


def test_a_visitor_who_is_not_signed_in_is_sent_to_the_login_page(client, db):
    assert client.get(address()).url.startswith("/admin/login/")


def test_the_table_the_plot_and_the_file_say_the_same(at_desk, booked):
    page = at_desk.get(address()).content.decode()
    plot = json.loads(re.search(r'<script id="plot-bookings"[^>]*>(.*?)</script>', page).group(1))
    sums = {series["title"]: sum(series["values"]) for series in plot["series"]}
    assert sums == {"To confirm": 1, "Confirmed": 6, "Cancelled": 1, "No-show": 1, "Other": 1}
    totals = re.search(r"<tfoot>(.*?)</tfoot>", page, re.DOTALL).group(1)
    assert re.findall(r">([\w ]+)</t[hd]>", totals) == ["All", "10", "1", "6", "1", "1", "1"]
    lines = cells(at_desk.get(f"{address()}bookings.csv").getvalue().decode())
    assert lines[0] == ["Day", "Bookings", "To confirm", "Confirmed", "Cancelled", "No-show", "Other"]
    assert [sum(int(line[place]) for line in lines[1:]) for place in range(1, 7)] == [10, 1, 6, 1, 1, 1]
    assert len(lines) == 31


def test_a_file_is_written_into_the_audit_with_its_days_and_no_view_is(at_desk, desk, clinic, booked):
    at_desk.get(address())
    assert AccessEvent.objects.filter(action__startswith="report").count() == 0
    at_desk.get(f"{address()}bookings.csv", {"from": "2026-03-01", "to": "2026-03-31", "connection": clinic.pk})
    event = AccessEvent.objects.get(action="report.exported")
    assert (event.actor, event.connection, event.subject) == (desk, clinic, "bookings 2026-03-01-2026-03-31")


def test_a_spreadsheet_is_given_no_formula(at_desk, clinic):
    now = timezone.now()
    appointment(clinic, source=FORMULA, created_time=now - timedelta(hours=1))
    answer = at_desk.get(f"{address('sources')}sources.csv")
    assert cells(answer.getvalue().decode())[1][0] == f"'{FORMULA}"
    assert answer["Content-Disposition"].startswith('attachment; filename="sources-')


def test_hostile_words_are_shown_as_words(at_desk, clinic):
    hostile = "</script><script>alert(1)</script>"
    row = appointment(clinic, source=hostile, status="no_show", start_time=timezone.now() - timedelta(hours=3))
    Provider.objects.filter(pk=row.provider_id).update(name=hostile)
    for code in REPORTS:
        assert "<script>alert" not in at_desk.get(address(code)).content.decode()


def test_the_range_and_the_filters_are_kept_from_report_to_report(at_desk, clinic, booked):
    asked = {"from": "2026-03-01", "to": "2026-03-31", "provider": booked[0].provider_id}
    page = at_desk.get(address(), asked).content.decode()
    kept = f"from=2026-03-01&amp;to=2026-03-31&amp;provider={booked[0].provider_id}"
    assert f'href="{address("slot-fill")}?{kept}"' in page
    assert "Sun 1 Mar 2026 to Tue 31 Mar 2026" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "2026-03-05", "to": "2026-03-04"}, "The last day lies before the first."),
        ({"from": "2026-03-05"}, "Give the first and the last day, such as 2026-03-31."),
        ({"from": "soon", "to": "2026-03-04"}, "Give the first and the last day, such as 2026-03-31."),
        ({"from": "0001-01-01", "to": "2026-03-04"}, "Choose days between 2000 and 2100."),
        ({"from": "2020-01-01", "to": "2026-03-04"}, "Choose at most three years."),
        ({"range": "ever"}, "Choose a range from the list, or two days."),
        ({"connection": "x"}, "Choose a connection from the list."),
        ({"location": "9" * 30}, "Choose a location from the list."),
        ({"provider": "999999"}, "Choose a provider from the list."),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_sentence(asked, sentence, at_desk, booked):
    for where in (address(), f"{address()}bookings.csv"):
        answer = at_desk.get(where, asked)
        assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert AccessEvent.objects.filter(action="report.exported").count() == 0


def test_another_clinic_s_rows_and_names_are_as_if_they_did_not_exist(client, clinic, other):
    theirs = appointment(other, created_time=timezone.now() - timedelta(hours=1), source="Hillside website")
    Provider.objects.filter(pk=theirs.provider_id).update(name="Dr. Hillside")
    client.force_login(person("Administrator", clinic))
    for code in REPORTS:
        assert "Hillside" not in client.get(address(code)).content.decode()
    forced = [{"connection": other.pk}, {"location": theirs.location_id}, {"provider": theirs.provider_id}]
    assert [client.get(address(), one).status_code for one in forced] == [400, 400, 400]


def test_a_choice_is_offered_when_there_is_one_to_make(at_desk, clinic, booked):
    assert 'name="location"' not in at_desk.get(address()).content.decode()
    Location.objects.create(connection=clinic, zocdoc_id="lo_two", name="Uptown")
    assert "Uptown</option>" in at_desk.get(address()).content.decode()


def test_addresses_that_are_no_report_are_not_found_and_nothing_is_posted(at_desk):
    assert at_desk.get("/admin/reports/nothing/").status_code == 404
    assert at_desk.get(f"{address()}nothing.csv").status_code == 404
    assert at_desk.post(address()).status_code == 405
    assert at_desk.post(f"{address()}bookings.csv").status_code == 405


@pytest.mark.parametrize("code", REPORTS)
def test_a_report_takes_as_many_queries_for_many_rows_as_for_one(code, at_desk, clinic):
    def count():
        with CaptureQueriesContext(connection) as counted:
            assert at_desk.get(address(code)).status_code == 200
        return len(counted)

    appointment(clinic, created_time=timezone.now() - timedelta(hours=1))
    one = count()
    for number in range(30):
        appointment(clinic, created_time=timezone.now() - timedelta(days=number % 7, hours=1))
        Provider.objects.create(connection=clinic, zocdoc_id=f"pr_{number}", name=f"Dr. {number}")
    assert (count(), one <= 15) == (one, True)


def test_ranges_are_counted_from_the_installation_s_today():
    today = date(2026, 3, 15)
    assert {name: days(today) for name, (_, days) in RANGES.items()} == {
        "last7": (date(2026, 3, 9), today),
        "last30": (date(2026, 2, 14), today),
        "last90": (date(2025, 12, 16), today),
        "this-month": (date(2026, 3, 1), today),
        "last-month": (date(2026, 2, 1), date(2026, 2, 28)),
        "last365": (date(2025, 3, 16), today),
        "next30": (today, date(2026, 4, 13)),
    }
