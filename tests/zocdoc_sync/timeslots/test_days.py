import json
from datetime import date, timedelta

from django.core.management import call_command
from django.utils import timezone

from tests.zocdoc_sync.operations.standin import sent
from tests.zocdoc_sync.timeslots.conftest import slots
from tests.zocdoc_sync.timeslots.days import DAY
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import DayState, Provider, ProviderDay
from zocdoc_sync.timeslots.days import WESTERNMOST, sync_days, sync_next_days

READ = "getProviderCalendarTimeslots"
FOUR = slots("09:00", "10:00", "11:00", "12:00")


def test_the_days_from_today_on_are_read_and_what_zocdoc_shows_is_kept(provider, put, sandbox):
    version = put(FOUR).version
    past = timezone.now().date() - timedelta(days=3)
    ProviderDay.objects.create(connection=provider.connection, provider=provider, date=past)
    before = sent(sandbox, READ)
    run = sync_days(provider.connection, reason=SyncReason.COMMAND, now=timezone.now())
    version.refresh_from_db()
    assert (run.state, run.rows_seen, sent(sandbox, READ) - before) == ("done", 4, 1)
    assert (version.state, ProviderDay.objects.get(date=DAY).read_at is not None) == (DayState.VERIFIED, True)


def test_a_day_that_cannot_be_read_leaves_the_others_and_is_told(provider, put, sandbox, monkeypatch):
    put(FOUR)
    ProviderDay.objects.create(connection=provider.connection, provider=provider, date=date(2026, 12, 2))
    sandbox.faults([{"operation": READ, "kind": "null_fields", "times": 1}])
    run = sync_days(provider.connection, reason=SyncReason.COMMAND, now=timezone.now())
    assert (run.state, run.error_code, run.requests) == ("incomplete", "day_not_read", 2)
    assert run.error_sentence.startswith("Dr. Lindqvist, 2026-12-01: ")


def test_the_command_reads_the_days_and_tells_it_as_json(put, capsys):
    put(FOUR)
    call_command("zocdoc_sync", "timeslots", "--json")
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert (run["what"], run["state"], run["rows_seen"]) == ("timeslots", "done", 4)


def test_the_next_days_are_read_whether_they_are_known_or_not(provider):
    run = sync_next_days(provider.connection, 3, reason=SyncReason.SCHEDULE, now=timezone.now())
    today = timezone.now().astimezone(WESTERNMOST).date()
    read = ProviderDay.objects.filter(read_at__isnull=False).order_by("date").values_list("date", flat=True)
    assert (run.state, run.requests, list(read)) == ("done", 3, [today + timedelta(days=step) for step in range(3)])


def test_a_provider_who_has_left_is_not_read(provider):
    Provider.objects.update(gone_at=timezone.now())
    run = sync_next_days(provider.connection, 3, reason=SyncReason.SCHEDULE, now=timezone.now())
    assert (run.state, run.requests) == ("done", 0)
