"""Many write the audit and several chain it at once, as web and workers do."""

import threading

import pytest
from django.db import connections, transaction

from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.audit import record_command
from zocdoc_sync.chain.adding import add_waiting
from zocdoc_sync.chain.checking import check
from zocdoc_sync.models import AccessEvent

WRITERS, CHAINERS, LINES = 6, 2, 25


def in_threads(works):
    failed = []

    def run(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 (told below)
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_and_chainers_make_one_whole_chain():
    def write():
        for number in range(LINES):
            with transaction.atomic():
                record_command("x", label="fran", now=NOW, subject=f"row {number}")

    def keep_chaining():
        for _ in range(LINES):
            add_waiting()
            seen.append(check().fault)

    seen = []
    assert in_threads([write] * WRITERS + [keep_chaining] * CHAINERS) == []
    add_waiting()
    assert seen == [None] * len(seen)
    assert (check().fault, check().last, check().waiting) == (None, WRITERS * LINES, 0)


@pytest.mark.django_db(transaction=True)
def test_a_line_that_is_committed_late_gets_its_place_after_younger_ones():
    if connections["default"].vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: nobody commits late")
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record_command("slow", label="fran", now=NOW)
            begun.set()
            go_on.wait(20)

    def quick():
        begun.wait(20)
        record_command("quick", label="fran", now=NOW)
        # The chain does not wait for who is not done yet.
        add_waiting()
        go_on.set()

    assert in_threads([slow, quick]) == []
    add_waiting()
    assert list(AccessEvent.objects.order_by("position").values_list("action", flat=True)) == ["quick", "slow"]
    assert check().fault is None
