"""Clinics with very many appointments, made by PostgreSQL itself in a minute or two; invented, for benchmarks only."""

from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.db import connection as database
from django.utils import timezone

from zocdoc_sync.models import Appointment, Connection, Location, Participant, Provider, ProviderLocation, VisitReason

PROVIDERS, PLACES, REASONS, YEARS = 40, 8, 12, 5
SEALED_SIZE = 28  # times 32 letters: what a sealed answer of Zocdoc takes
PATIENTS = 20_000
ZONES = ("America/New_York", "America/New_York", "America/New_York", "America/Los_Angeles")

APPOINTMENTS = """
INSERT INTO zocdoc_sync_appointment (
    connection_id, zocdoc_id, status, start_time, start_offset_minutes, local_date, created_time, last_modified_time,
    provider_id, location_id, visit_reason_id, visit_type, patient_type, confirmation_type, source,
    developer_patient_index, gaps, payload, digest, version, seen_at)
SELECT clinics.ids[1 + provider %% 2], 'a' || n, CASE
        WHEN start > %(now)s AND chance < 15 THEN 'pending_booking' WHEN chance < 25 THEN 'cancelled'
        WHEN start <= %(now)s AND chance < 31 THEN 'no_show' WHEN chance < 33 THEN 'booking_failed'
        WHEN chance < 36 THEN 'rescheduled' ELSE 'confirmed' END,
    start, -300, (start AT TIME ZONE 'America/New_York')::date, created, created + interval '40 minutes',
    providers.ids[1 + provider], places.ids[1 + provider %% {places}],
    reasons.ids[1 + provider %% 2 + 2 * (chance %% ({reasons} / 2))], 'in_person',
    CASE WHEN chance %% 3 = 0 THEN 'new' ELSE 'existing' END, 'manual',
    (ARRAY['Zocdoc Marketplace', 'Zocdoc Marketplace', 'Your website', 'Search partner', ''])[1 + chance %% 5],
    '', '[]', repeat(md5(n::text), {sealed}), md5(n::text), 2, %(now)s
FROM (
    SELECT n, created, abs(hashint4(n)) %% 100 AS chance, abs(hashint4(n + 7)) %% {providers} AS provider,
        date_trunc('hour', created) + (1 + abs(hashint4(n + 11)) %% 900) * interval '45 minutes' AS start
    FROM (SELECT n, %(begin)s::timestamptz + n * %(step)s AS created FROM generate_series(0, %(rows)s - 1) AS n) AS made
) AS rows, (SELECT %(clinics)s::bigint[] AS ids) AS clinics, (SELECT %(providers)s::bigint[] AS ids) AS providers,
    (SELECT %(places)s::bigint[] AS ids) AS places, (SELECT %(reasons)s::bigint[] AS ids) AS reasons
"""
CHANGES = """
INSERT INTO zocdoc_sync_change (
    connection_id, appointment_id, version, kind, kinds, fields, channel, observed_at, modified_time, dispatched_at)
SELECT connection_id, id, turn, CASE turn WHEN 1 THEN 'booked' ELSE 'confirmed' END, '[]',
    CASE turn WHEN 1 THEN '{}'::jsonb ELSE '{"status": ["pending_booking", "confirmed"]}'::jsonb END, 'poll',
    told + interval '30 seconds', told, told
FROM (
    SELECT connection_id, id, turn, created_time + (turn - 1) * (abs(hashint8(id)) % 2000) * interval '1 minute' AS told
    FROM zocdoc_sync_appointment, generate_series(1, 2) AS turn
    WHERE turn = 1 OR status IN ('confirmed', 'no_show', 'rescheduled')
) AS turns
"""
DAYS = """
INSERT INTO zocdoc_sync_providerday (connection_id, provider_id, date, read_at)
SELECT connection_id, id, day::date, %(now)s FROM zocdoc_sync_provider,
    generate_series(%(today)s::date - 365, %(today)s::date + 30, interval '1 day') AS day
"""
VERSIONS = """
INSERT INTO zocdoc_sync_dayversion (
    connection_id, day_id, number, state, slots, replaced, lost_locations, at, actor_label, operation_key, checks)
SELECT days.connection_id, days.id, 1, 'read', (
        SELECT jsonb_agg(jsonb_build_object(
            'start_time', to_char(date + time '08:00' + slot * interval '15 minutes', 'YYYY-MM-DD"T"HH24:MI:SS'),
            'location_id', 'lo_' || substr(whose.zocdoc_id, 4)::int % 8, 'time_zone', 'America/New_York'))
        FROM generate_series(0, CASE WHEN abs(date - current_date) < 8 THEN 39 ELSE 23 END) AS slot
    ), '[]', '[]', now(), '', '', 0
FROM zocdoc_sync_providerday AS days JOIN zocdoc_sync_provider AS whose ON whose.id = days.provider_id
"""


def fill(rows):
    """Make a clinic of `rows` appointments over five years, and return somebody at its front desk."""
    now = timezone.now()
    clinics = [
        Connection.objects.create(name=name, client_id="bench", state="ready", last_good_poll_at=now)
        for name in ("Riverbend", "Hillside")
    ]  # fmt: skip
    clinic_of = [clinics[number % 2] for number in range(PROVIDERS)]
    providers = [_entry(Provider, clinic_of, "pr", number, f"Dr. {number}") for number in range(PROVIDERS)]
    places = [_entry(Location, clinic_of, "lo", number, f"Place {number}") for number in range(PLACES)]
    reasons = [_entry(VisitReason, clinic_of, "pc", number, f"Reason {number}") for number in range(REASONS)]
    for number, place in enumerate(places):
        Location.objects.filter(pk=place).update(time_zone=ZONES[number % len(ZONES)])
    for number, provider in enumerate(providers):
        ProviderLocation.objects.create(
            connection=clinic_of[number], zocdoc_id=f"pr_{number}|lo_{number % PLACES}",
            provider_id=provider, location_id=places[number % PLACES],
        )  # fmt: skip
    length = timedelta(days=365 * YEARS)
    values = {
        "now": now, "today": now.date(), "begin": now - length, "step": length / rows, "rows": rows,
        "clinics": [one.pk for one in clinics], "providers": providers, "places": places, "reasons": reasons,
    }  # fmt: skip
    sizes = {"places": PLACES, "providers": PROVIDERS, "reasons": REASONS, "sealed": SEALED_SIZE}
    with database.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(APPOINTMENTS.format(**sizes), values)
        cursor.execute(CHANGES)
        cursor.execute(DAYS, values)
        cursor.execute(VERSIONS)
    _patients(now)
    with database.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return _person(clinics)


def _entry(model, clinic_of, prefix, number, name):
    return model.objects.create(connection=clinic_of[number], zocdoc_id=f"{prefix}_{number}", name=name).pk


def _patients(now):
    near = Appointment.objects.filter(start_time__gte=now - timedelta(days=7)).order_by("start_time")
    made = []
    for number, (pk, clinic) in enumerate(near.values_list("pk", "connection_id")[:PATIENTS]):
        one = Participant(
            appointment_id=pk, connection_id=clinic, first_name="Ada", last_name=f"Example {number}",
            birth_date="1980-02-29", phone=f"212555{number % 10000:04}", payload={"patient": {}}, read_at=now,
        )  # fmt: skip
        one.reindex()
        made.append(one)
    Participant.objects.bulk_create(made, batch_size=1000)


def _person(clinics):
    person = User.objects.create_user("desk", is_staff=True)
    person.groups.add(Group.objects.get(name="Front desk"))
    for one in clinics:
        one.members.add(person)
    return person
