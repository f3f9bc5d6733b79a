from datetime import date, timedelta

import pytest

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW, raw_appointment
from zocdoc_sync.client.records import appointment_record
from zocdoc_sync.enums import Channel
from zocdoc_sync.models import Alert, Appointment, Change, Location, Provider, ProviderLocation
from zocdoc_sync.sync.applying import Applied, apply_records, apply_status, mark_gone

pytestmark = pytest.mark.django_db
ONE = "11111111-1111-4111-8111-111111111111"
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def clinic():
    return factories.connection()


def put(clinic, *raws, channel=Channel.POLL, now=NOW, **more):
    return apply_records(clinic, [appointment_record(raw) for raw in raws], channel=channel, now=now, **more)


def told(**fields):
    return raw_appointment(ONE, **fields)


def newer(minutes=1, **fields):
    return told(last_modified_time_utc=NOW + timedelta(minutes=minutes), **fields)


def the_appointment():
    return Appointment.objects.get(zocdoc_id=ONE)


def kinds():
    return [(one.kind, one.kinds, one.version) for one in Change.objects.order_by("pk")]


def test_a_row_first_seen_is_booked(clinic):
    applied = put(clinic, told())
    row = the_appointment()
    assert applied == Applied(created=1, changed=0, unchanged=0, ids=(row.pk,))
    assert (row.status, row.version, row.visit_reason.zocdoc_id) == ("pending_booking", 1, "pc_checkup")
    assert row.payload == told()
    assert kinds() == [("booked", ["booked"], 1)]


def test_a_row_first_seen_as_cancelled_is_booked_and_cancelled(clinic):
    put(clinic, told(appointment_status="cancelled"))
    assert kinds() == [("booked", ["booked", "cancelled"], 1)]


def test_the_same_row_again_writes_nothing(clinic, django_assert_num_queries):
    put(clinic, told())
    with django_assert_num_queries(4):  # savepoint, the cursor's lock, the digests, savepoint
        assert put(clinic, told(), now=LATER) == Applied(unchanged=1)
    assert (the_appointment().seen_at, Change.objects.count()) == (NOW, 1)


def test_a_null_is_the_same_as_a_field_that_is_not_there(clinic):
    put(clinic, told(notes=None))
    without = told()
    del without["notes"]
    assert put(clinic, without) == Applied(unchanged=1)


def test_a_seed_fires_nothing(clinic):
    assert put(clinic, told(), channel=Channel.SEED, fire=False).created == 1
    assert Change.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "leading", "all_kinds"),
    [
        ({"appointment_status": "confirmed"}, "confirmed", ["confirmed"]),
        ({"appointment_status": "cancelled"}, "cancelled", ["cancelled"]),
        ({"appointment_status": "no_show"}, "no_show", ["no_show"]),
        ({"appointment_status": "booking_failed"}, "failed", ["failed"]),
        ({"appointment_status": "reschedule_failed"}, "failed", ["failed"]),
        ({"appointment_status": "rescheduled"}, "moved", ["moved"]),
        ({"start_time": NOW + timedelta(days=4)}, "moved", ["moved"]),
        (
            {"start_time": NOW + timedelta(days=4), "appointment_status": "confirmed"},
            "moved",
            ["moved", "confirmed"],
        ),
        (
            {"start_time": NOW + timedelta(days=4), "appointment_status": "cancelled"},
            "cancelled",
            ["cancelled", "moved"],
        ),
        ({"appointment_status": "pending_reschedule"}, "details", ["details"]),
        ({"notes": "please call"}, "details", ["details"]),
        ({"start_time": None}, "details", ["details"]),
        ({}, "details", ["details"]),
    ],
)
def test_a_difference_has_its_kind(clinic, fields, leading, all_kinds):
    put(clinic, told(), fire=False)
    assert put(clinic, newer(**fields)).changed == 1
    assert kinds() == [(leading, all_kinds, 2)]


def test_a_change_names_what_differs_and_hides_what_patients_say(clinic):
    put(clinic, told(), fire=False)
    put(clinic, newer(appointment_status="confirmed", notes="my knee hurts", brand_new_field="secret"))
    change = Change.objects.get()
    assert change.fields == {
        "status": ["pending_booking", "confirmed"],
        "last_modified_time": [told()["last_modified_time_utc"], newer()["last_modified_time_utc"]],
        "notes": [None, None],
        "brand_new_field": [None, None],
    }


def test_an_older_row_changes_nothing(clinic):
    put(clinic, newer(appointment_status="confirmed"))
    assert put(clinic, told(appointment_status="pending_booking")) == Applied(unchanged=1)
    assert the_appointment().status == "confirmed"


def test_the_same_time_with_another_body_is_taken(clinic):
    put(clinic, told())
    assert put(clinic, told(appointment_status="confirmed")).changed == 1
    assert the_appointment().status == "confirmed"


def test_of_two_rows_of_one_appointment_the_newest_counts(clinic):
    assert put(clinic, newer(appointment_status="confirmed"), told()).created == 1
    assert the_appointment().status == "confirmed"


def test_nulls_become_gaps(clinic):
    nothing = dict.fromkeys(told()) | {"appointment_id": ONE}
    assert put(clinic, nothing).created == 1
    row = the_appointment()
    assert (row.status, row.start_time, row.local_date, row.provider, row.last_modified_time) == ("", *[None] * 4)
    assert row.gaps == [
        "start_time",
        "provider_location_id",
        "visit_reason_id",
        "last_modified_time_utc",
        "appointment_status",
    ]


def test_an_unknown_status_is_kept_and_alerted_once(clinic):
    put(clinic, told(appointment_status="teleported"))
    put(clinic, newer(appointment_status="teleported", notes="x"))
    put(clinic, newer(2, appointment_status="arrived"))
    assert the_appointment().status == "arrived"
    alert = Alert.objects.get()
    assert (alert.code, alert.fault) == ("new_value", f"new_value:{clinic.pk}:status:teleported")


def test_words_too_long_and_with_nul_are_kept_as_far_as_they_fit(clinic):
    put(clinic, told(appointment_status="x\x00" * 60, source="y" * 500))
    row = the_appointment()
    assert (row.status, len(row.source), row.said("source")) == ("x" * 40, 120, "y" * 500)


def test_ids_that_the_directory_does_not_know_get_bare_rows(clinic):
    put(clinic, told())
    place = ProviderLocation.objects.get()
    assert (place.zocdoc_id, place.provider.zocdoc_id, place.location.zocdoc_id, place.name) == (
        "pr_river|lo_bend",
        "pr_river",
        "lo_bend",
        "",
    )
    assert the_appointment().provider_location == place


def test_a_known_provider_is_not_made_again(clinic):
    known = factories.provider(clinic, zocdoc_id="pr_river")
    put(clinic, told(), raw_appointment())
    assert list(Provider.objects.all()) == [known]


def test_the_day_is_that_of_the_locations_zone(clinic):
    Location.objects.create(connection=clinic, zocdoc_id="lo_bend", time_zone="Pacific/Honolulu")
    put(clinic, told(start_time="2026-07-02T03:00:00+00:00"))
    assert the_appointment().local_date == date(2026, 7, 1)


def test_without_a_zone_the_day_is_that_of_the_offset_as_sent(clinic):
    put(clinic, told(start_time="2026-07-01T22:00:00-05:00"))
    row = the_appointment()
    assert (row.local_date, row.start_offset_minutes) == (date(2026, 7, 1), -300)


@pytest.mark.parametrize(("days", "due"), [(-8, None), (-6, NOW), (3, NOW), (59, NOW), (61, None)])
def test_patients_are_due_from_seven_days_ago_to_sixty_days_ahead(clinic, days, due):
    put(clinic, told(start_time=NOW + timedelta(days=days)))
    assert the_appointment().patient_due_at == due


def test_a_changed_appointment_makes_its_patient_due_again_and_keeps_what_is_ours(clinic):
    put(clinic, told())
    Appointment.objects.update(patient_due_at=None, patient_read_at=NOW, arrived_at=NOW)
    put(clinic, newer(appointment_status="confirmed"), now=LATER)
    row = the_appointment()
    assert (row.patient_due_at, row.patient_read_at, row.arrived_at) == (LATER, NOW, NOW)


def test_two_connections_keep_their_rows_apart(clinic):
    other = factories.connection()
    put(clinic, told())
    put(other, told(appointment_status="cancelled"))
    assert [one.status for one in Appointment.objects.order_by("pk")] == ["pending_booking", "cancelled"]


def test_a_rotated_key_is_no_change(clinic, settings):
    put(clinic, told())
    settings.ENCRYPTION_KEYS = [b"n" * 32, *settings.ENCRYPTION_KEYS]
    assert put(clinic, told()) == Applied(unchanged=1)


def test_more_rows_than_a_chunk_arrive_once_each(clinic):
    raws = [raw_appointment() for _ in range(1500)]
    assert put(clinic, *raws, *raws[:10]).created == 1500
    assert (Appointment.objects.count(), Change.objects.count()) == (1500, 1500)


def test_a_fault_in_the_middle_leaves_nothing_behind(clinic, monkeypatch):
    def broken(*_):
        raise RuntimeError("no")

    monkeypatch.setattr("zocdoc_sync.sync.applying.write_changes", broken)
    with pytest.raises(RuntimeError):
        put(clinic, told())
    assert (Appointment.objects.count(), Change.objects.count()) == (0, 0)


def test_the_answer_of_a_write_is_a_change_and_its_echo_is_none(clinic):
    put(clinic, told(), fire=False)
    log = factories.operation_log(the_appointment())
    change = apply_status(the_appointment(), status="confirmed", now=LATER, operation=log)
    assert (change.kinds, change.fields, change.channel, change.operation) == (
        ["confirmed"],
        {"status": ["pending_booking", "confirmed"]},
        "operation",
        log,
    )
    assert put(clinic, newer(appointment_status="confirmed"), now=LATER) == Applied(
        unchanged=1, ids=(the_appointment().pk,)
    )
    assert (the_appointment().version, Change.objects.count()) == (2, 1)
    assert put(clinic, newer(appointment_status="confirmed")) == Applied(unchanged=1)


def test_a_listing_that_lags_behind_does_not_undo_an_answer(clinic):
    put(clinic, told(), fire=False)
    apply_status(the_appointment(), status="confirmed", now=LATER, operation=None)
    assert put(clinic, told()) == Applied(unchanged=1)
    assert the_appointment().status == "confirmed"


def test_what_happened_besides_the_echo_is_told(clinic):
    put(clinic, told(), fire=False)
    apply_status(the_appointment(), status="confirmed", now=LATER, operation=None)
    put(clinic, newer(appointment_status="cancelled"))
    assert kinds() == [("confirmed", ["confirmed"], 2), ("cancelled", ["cancelled"], 3)]


def test_an_answer_that_moves_an_appointment_moves_its_day(clinic):
    put(clinic, told(), fire=False)
    row, start = the_appointment(), NOW + timedelta(days=9)
    change = apply_status(row, status="rescheduled", now=LATER, operation=None, start_time=start)
    assert (row.start_time, row.local_date, change.kinds) == (start, start.date(), ["moved"])
    echo = newer(appointment_status="rescheduled", start_time=start.isoformat().replace("+00:00", "Z"))
    put(clinic, echo)
    assert Change.objects.count() == 1


def test_an_answer_that_tells_nothing_new_is_no_change(clinic):
    put(clinic, told())
    assert apply_status(the_appointment(), status="pending_booking", now=LATER, operation=None) is None


def test_a_vanished_appointment_stays_and_comes_back(clinic):
    put(clinic, told(), fire=False)
    assert mark_gone(the_appointment(), channel=Channel.READ_BACK, now=LATER).kinds == ["details"]
    assert (the_appointment().gone_at, the_appointment().patient_due_at) == (LATER, None)
    assert mark_gone(the_appointment(), channel=Channel.READ_BACK, now=LATER) is None
    assert put(clinic, told()).changed == 1
    assert the_appointment().gone_at is None
    assert [one.fields for one in Change.objects.order_by("pk")] == [
        {"gone_at": [None, LATER.isoformat()]},
        {"gone_at": [LATER.isoformat(), None]},
    ]
