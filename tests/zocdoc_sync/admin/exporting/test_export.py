import csv
import io
import tracemalloc
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment, at, change, operation, person
from zocdoc_sync.admin.exporting.sheet import harmless, lines
from zocdoc_sync.models import AccessEvent, Location
from zocdoc_sync.roles import ROLES

LISTS = {"appointment", "change", "operationlog", "accessevent"}
MEGABYTE = 1024 * 1024
LONG = 20_000


def address(model):
    return f"/admin/zocdoc_sync/{model}/export.csv"


def read(answer):
    """Return the file as rows by their titles."""
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_list_of_appointments_is_brought_as_it_is_filtered_and_in_its_order(at_desk, clinic):
    soon, late = (
        appointment(clinic, status="confirmed", start_time=timezone.now() + timedelta(days=days)) for days in (1, 2)
    )
    appointment(clinic, status="cancelled"), appointment(clinic, start_time=timezone.now() - timedelta(days=3))
    rows = read(at_desk.get(address("appointment"), {"status": "confirmed", "p": "7"}))
    assert [row["Zocdoc id"] for row in rows] == [soon.zocdoc_id, late.zocdoc_id]
    assert {(row["Status"], row["Provider"], row["Connection"]) for row in rows} == {
        ("Confirmed", "Dr. Mae Jung", "Riverbend Clinic")
    }


def test_times_carry_their_offset_and_their_zone(at_desk, clinic):
    appointment(clinic, start_time=at("2027-03-02T14:30:00"), arrived_at=at("2027-03-02T14:31:00"))
    Location.objects.update(time_zone="America/Denver")
    (row,) = read(at_desk.get(address("appointment")))
    assert (row["Starts"], row["Time zone"]) == ("2027-03-02T07:30:00-07:00", "America/Denver")
    assert row["Arrived"] == "2027-03-02T07:31:00-07:00"


def test_patients_are_in_the_file_for_who_may_see_them_only(client, clinic):
    appointment(clinic, first="Quentin", last="Quimby")
    client.force_login(person("Front desk", clinic))
    (row,) = read(client.get(address("appointment")))
    assert (row["First name"], row["Last name"], row["Born"], row["Phone"]) == (
        "Quentin", "Quimby", "1990-04-01", "2125550147",
    )  # fmt: skip
    client.force_login(person("Administrator", clinic))
    (row,) = read(client.get(address("appointment")))
    assert "Quimby" not in str(row)
    assert [
        title for title in row if title in ("First name", "Last name", "Born", "Phone", "E-mail", "Member id")
    ] == []


def test_that_a_list_was_taken_along_is_in_the_audit_before_it_is_sent(at_desk, clinic):
    appointment(clinic), appointment(clinic)
    at_desk.get(address("appointment"))
    assert AccessEvent.objects.get(action="list.exported").subject == "2 appointments with patients"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", sorted(LISTS))
def test_a_list_is_brought_to_who_may_see_it_and_may_export(role, model, client, clinic):
    someone = person(role, clinic)
    client.force_login(someone)
    allowed = someone.has_perm(f"zocdoc_sync.view_{model}") and role != "Viewer"
    assert client.get(address(model)).status_code == (200 if allowed else 403)
    assert AccessEvent.objects.filter(action="list.exported").count() == (1 if allowed else 0)


def test_the_link_stands_under_the_list_for_who_may_export(client, clinic):
    appointment(clinic)
    for role, shown in (("Front desk", True), ("Viewer", False)):
        client.force_login(person(role, clinic))
        page = client.get("/admin/zocdoc_sync/appointment/", {"when": "today"}).content.decode()
        assert ("export.csv?when=today" in page) is shown
    assert "export.csv" not in client.get("/admin/zocdoc_sync/provider/").content.decode()


def test_nothing_of_another_clinic_is_in_a_file(client, clinic, other):
    rows = {one.name: appointment(one) for one in (clinic, other)}
    for row in rows.values():
        change(row), operation(row)
    client.force_login(person("Administrator", clinic))
    for model in LISTS - {"accessevent"}:
        assert {row["Connection"] for row in read(client.get(address(model)))} == {"Riverbend Clinic"}, model


def test_the_other_lists_name_appointments_by_their_ids(client, clinic):
    row = appointment(clinic)
    change(row), operation(row, request_id="req-77", error_sentence="Zocdoc refused it.")
    client.force_login(person("Administrator", clinic))
    (changed,), (asked,) = read(client.get(address("change"))), read(client.get(address("operationlog")))
    assert (changed["Appointment"], changed["Kind"], changed["Changed"]) == (row.zocdoc_id, "Confirmed", "status")
    assert (asked["Appointment"], asked["Request id"], asked["What came of it"]) == (
        row.zocdoc_id, "req-77", "Zocdoc refused it.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "cell",
    ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1"],  # noqa: RUF001 (a wide sign)
)
def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "told"), [(None, ""), (-3, -3), (1.5, 1.5), ("Ana", "Ana"), ("a=b", "a=b")])
def test_other_cells_stay_as_they_are(cell, told):
    assert harmless(cell) == told


def test_a_patients_hostile_name_is_text_in_the_file(at_desk, clinic):
    appointment(clinic, first="=HYPERLINK(1)", last='@"x",\n')
    (row,) = read(at_desk.get(address("appointment")))
    assert (row["First name"], row["Last name"]) == ("'=HYPERLINK(1)", '\'@"x",\n')


def test_a_file_takes_as_many_queries_a_part_however_many_rows(at_desk, clinic, django_assert_max_num_queries):
    for _ in range(30):
        appointment(clinic)
    with django_assert_max_num_queries(30):
        assert len(read(at_desk.get(address("appointment")))) == 30


def test_lines_are_made_one_by_one():
    taken = []
    made = lines(["n"], ([taken.append(number) or number] for number in range(200_000)))
    assert [next(made), next(made)] == ["\ufeffn\r\n", "0\r\n"]
    assert taken == [0]


def test_a_long_file_takes_the_memory_of_one_part(client, clinic):
    line = {"at": timezone.now(), "actor_label": "x", "action": "patient.viewed", "connection": clinic}
    AccessEvent.objects.bulk_create((AccessEvent(**line) for _ in range(LONG)), batch_size=2000)
    client.force_login(person("Administrator", clinic))
    answer = client.get(address("accessevent"))
    tracemalloc.start()
    try:
        count = sum(1 for _ in answer.streaming_content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # The rows all together take six times as much.
    assert (count > LONG, peak < 6 * MEGABYTE) == (True, True), peak
