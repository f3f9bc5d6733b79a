import stat
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.webhooks.deliveries import OTHER_KEY, body_about, deliver, keyed, signed
from zocdoc_sync.models import WebhookCount, WebhookEvent, WebhookKey
from zocdoc_sync.views import webhooks as view
from zocdoc_sync.webhooks import spool


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.WEBHOOK_SPOOL_DIR = tmp_path / "spool"
    return settings.WEBHOOK_SPOOL_DIR


@pytest.fixture
def clinic(db):
    made = factories.connection()
    keyed(made)
    return made


@contextmanager
def another_writer():
    """Hold the table of webhooks as a long sync would: all of SQLite, or the table on PostgreSQL."""
    holding, end = threading.Event(), threading.Event()

    def write():
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"LOCK TABLE {WebhookEvent._meta.db_table} IN ACCESS EXCLUSIVE MODE")
            else:
                WebhookKey.objects.update(added_by_label="writer")
            holding.set()
            end.wait(30)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    holding.wait(10)
    try:
        yield
    finally:
        end.set()
        writer.join()


@pytest.mark.django_db(transaction=True)
def test_a_lock_costs_a_quarter_of_a_second_and_no_delivery(client, clinic, folder):
    body = body_about()
    with another_writer():
        began = time.monotonic()
        answer = deliver(client, clinic, body)
        took = time.monotonic() - began
        assert (answer.status_code, WebhookEvent.objects.count() if connection.vendor == "sqlite" else 0) == (200, 0)
    assert took < 2
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (spool.drain(timezone.now()), list(folder.iterdir())) == (1, [])
    event = WebhookEvent.objects.get()
    assert (event.connection, event.state) == (clinic, "waiting")
    assert deliver(client, clinic, body).status_code == 200


@pytest.fixture
def away(monkeypatch):
    """A database that answers nothing."""

    def nothing(_delivery):
        raise OperationalError("password=hunter2")

    monkeypatch.setattr(view, "connection_of", nothing)


def test_what_came_while_the_database_was_away_is_verified_later(client, clinic, away):
    body = body_about()
    # By the time at which it came, not by the time at which it is looked at.
    assert deliver(client, clinic, body, signed(body, at=time.time() - 290)).status_code == 200
    assert deliver(client, clinic, key=OTHER_KEY).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert spool.drain(timezone.now()) == 2
    assert dict(WebhookCount.objects.values_list("outcome", "number")) == {"accepted": 1, "forged": 1}
    assert WebhookEvent.objects.count() == 1


def test_a_key_that_is_retired_meanwhile_still_opens_what_came_before(client, clinic, away):
    deliver(client, clinic)
    WebhookKey.objects.update(retired_at=timezone.now())
    spool.drain(timezone.now())
    assert WebhookEvent.objects.count() == 1


def test_a_delivery_to_nobody_and_a_broken_file_are_removed(client, clinic, folder, away):
    deliver(client, clinic)
    clinic.delete()
    (folder / "1.json").write_text("{")
    assert (spool.drain(timezone.now()), list(folder.iterdir())) == (0, [])


def test_a_fault_while_draining_keeps_the_file(client, clinic, folder, away, monkeypatch):
    def fault(*_args):
        raise OperationalError

    deliver(client, clinic)
    monkeypatch.setattr(spool, "take", fault)
    with pytest.raises(OperationalError):
        spool.drain(timezone.now())
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("fault", [OSError("disk full"), spool.SpoolFull()])
@pytest.mark.usefixtures("away")
def test_only_when_neither_database_nor_disk_takes_it_is_it_refused(client, clinic, monkeypatch, fault, caplog):
    def full(_delivery):
        raise fault

    monkeypatch.setattr(spool, "keep", full)
    assert deliver(client, clinic).status_code == 503
    assert [record.levelname for record in caplog.records if "lost" in record.message] == ["ERROR"]


def test_no_more_files_than_the_limit_are_kept(client, clinic, folder, away, monkeypatch):
    monkeypatch.setattr(spool, "MOST_FILES", 2)
    assert [deliver(client, clinic).status_code for _ in range(3)] == [200, 200, 503]
    assert len(list(Path(folder).iterdir())) == 2


def test_nothing_waits_where_there_is_no_folder(db):
    assert (spool.drain(timezone.now()), spool.waiting()) == (0, 0)
