from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.timeslots.days import AUTUMN
from zocdoc_sync.calendar.files import calendar_file
from zocdoc_sync.models import Appointment

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


def visit(**more):
    clinic = factories.connection()
    values = {
        "start_time": START,
        "status": "confirmed",
        "provider": factories.provider(clinic, name="Dr. Mae Jung"),
        "location": factories.location(clinic, name="Downtown, 2nd floor", address="1 Main St; rear", city="New York"),
        "visit_reason": factories.visit_reason(clinic, name="Annual physical", minutes=45),
    }
    return factories.appointment(clinic, **values | more)


def events(*rows, **more):
    return icalendar.Calendar.from_ical(calendar_file(rows, "Day", **more)).events


def lines(*rows, **more):
    """Return the unfolded lines of a file, after a look at how they are folded."""
    written = calendar_file(rows, "Day", **more)
    assert written.endswith(b"\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    return written.replace(b"\r\n ", b"").decode().split("\r\n")


@pytest.mark.django_db
def test_an_event_says_when_where_and_what_for_and_names_nobody():
    row = visit()
    factories.participant(row, first_name="Quentin", last_name="Quimby")
    (event,) = events(row)
    assert event["summary"] == "Booked · Annual physical"
    assert (event.start, event.end) == (START, START + timedelta(minutes=45))
    assert event["location"] == "Downtown, 2nd floor, 1 Main St; rear, New York"
    assert "Quimby" not in "".join(lines(row))


@pytest.mark.django_db
def test_patients_are_named_only_when_that_is_asked():
    (event,) = events(visit(), name=lambda _row: "Quentin Quimby")
    assert event["summary"] == "Booked · Quentin Quimby · Annual physical"


@pytest.mark.django_db
def test_lines_are_folded_at_75_octets_between_whole_letters_and_end_as_the_standard_says():
    reason = "Überweisung · " + "Untersuchung für Ältere, gründlich; " * 7
    row = visit(visit_reason=factories.visit_reason(name=reason.strip()))
    (event,) = events(row)
    assert event["summary"] == f"Booked · {reason.strip()}"
    (written,) = [line for line in lines(row) if line.startswith("SUMMARY")]
    assert written.count("\\,") == 7
    assert written.count("\\;") == 7


@pytest.mark.django_db
def test_a_reason_cannot_bring_lines_of_its_own():
    row = visit(visit_reason=factories.visit_reason(name="x\r\nEND:VEVENT\nATTACH:http://evil.example/"))
    assert [line for line in lines(row) if line.startswith(("ATTACH", "END:VEVENT"))] == ["END:VEVENT"]


@pytest.mark.django_db
def test_times_are_instants_also_in_the_hour_that_comes_twice():
    starts = [datetime(2027, 11, 7, hour, 30, tzinfo=UTC) for hour in (5, 6)]
    assert starts[0].date() == AUTUMN
    rows = [visit(start_time=start) for start in starts]
    assert [line for line in lines(*rows) if line.startswith("DTSTART")] == [
        "DTSTART:20271107T053000Z",
        "DTSTART:20271107T063000Z",
    ]


@pytest.mark.parametrize(
    ("values", "status", "words", "transparency"),
    [
        ({"status": "confirmed"}, "CONFIRMED", "Booked", "OPAQUE"),
        ({"status": "pending_booking"}, "TENTATIVE", "To confirm", "OPAQUE"),
        ({"status": "no_show"}, "CONFIRMED", "No-show", "OPAQUE"),
        ({"status": "cancelled"}, "CANCELLED", "Cancelled", "TRANSPARENT"),
        ({"gone_at": START}, "CANCELLED", "Cancelled", "TRANSPARENT"),
        ({"status": "brand_new_word"}, "CONFIRMED", "brand_new_word", "OPAQUE"),
    ],
)
@pytest.mark.django_db
def test_a_status_is_told_in_the_programs_words_and_in_ours(values, status, words, transparency):
    (event,) = events(visit(**values))
    assert (event["status"], event["summary"].split(" · ")[0], event["transp"]) == (status, words, transparency)


@pytest.mark.django_db
def test_an_appointment_keeps_its_uid_when_it_moves_and_counts_its_editions():
    row = visit()
    before = events(row)[0]
    Appointment.objects.filter(pk=row.pk).update(start_time=START + timedelta(days=1), version=row.version + 1)
    row.refresh_from_db()
    after = events(row)[0]
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert calendar_file([row], "Day") == calendar_file([row], "Day")


@pytest.mark.django_db
def test_equal_ids_of_two_connections_are_two_events():
    one = visit()
    assert len({event["uid"] for event in events(one, visit(zocdoc_id=one.zocdoc_id))}) == 2


@pytest.mark.django_db
def test_what_has_no_start_is_left_out_and_an_empty_file_is_a_file():
    assert events(visit(start_time=None)) == []
