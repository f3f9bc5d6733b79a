"""Zocdoc's id of a request is shown wherever it is known, with a button that copies it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.asking.asking import send
from tests.zocdoc_sync.admin.clinic import appointment, operation, person
from tests.zocdoc_sync.admin.pressing import press, said
from tests.zocdoc_sync.admin.test_every_page import fill, list_of, page_of
from tests.zocdoc_sync.operations.standin import booked
from workflows_app.models import StepRun, WorkflowRun
from zocdoc_sync.admin.request_ids import copied
from zocdoc_sync.models import (
    DayVersion,
    InsuranceChange,
    OperationLog,
    PlaceInsurance,
    ProviderDay,
    PublishDay,
    SyncRun,
)

ID = "req-77"
BUTTON = f'data-copy="{ID}" aria-label="Copy request id {ID}"'


def published(row):
    """Return the page of a run with a day that Zocdoc refused."""
    day = PublishDay.objects.get()
    PublishDay.objects.update(state="refused")
    operation(row, key=day.key, request_id=ID)
    return page_of(day.run)


def ledger(row):
    OperationLog.objects.update(request_id=ID)
    return page_of(OperationLog.objects.get())


def listed(row):
    OperationLog.objects.update(request_id=ID)
    return list_of(OperationLog)


def synced(_row):
    SyncRun.objects.update(request_id=ID)
    return page_of(SyncRun.objects.get())


def stepped(row):
    run = WorkflowRun.objects.get()
    StepRun.objects.create(
        connection=row.connection, run=run, path="confirm", kind="zocdoc.confirmAppointment", state="failed",
        started_at=timezone.now(), request_id=ID,
    )  # fmt: skip
    return page_of(run)


def put(row):
    """Return the editor of a day of which a version was put."""
    day = ProviderDay.objects.get()
    log = operation(row, request_id=ID)
    DayVersion.objects.create(
        connection=row.connection, day=day, number=1, state="verified", at=timezone.now(), operation=log
    )
    return reverse("admin:providerday_edit", args=(day.provider.pk, str(day.date)))


def insured(row):
    place = PlaceInsurance.objects.get().place
    InsuranceChange.objects.create(
        connection=row.connection, place=place, way="Add", plan_ids=["ip_1"], asked_at=timezone.now(),
        operation=operation(row, request_id=ID),
    )  # fmt: skip
    return reverse("admin:zocdoc_sync_placeinsurance_change", args=(place.pk,))


@pytest.mark.parametrize("known", [ledger, listed, synced, stepped, published, put, insured])
def test_a_request_id_can_be_copied_where_it_is_known(known, client, clinic):
    address = known(fill(clinic, 0))
    client.force_login(person("superuser"))
    assert BUTTON in client.get(address, follow=True).content.decode()


def test_what_failed_is_told_with_its_request_id(at_linked_desk, linked):
    row = appointment(linked)  # the stand-in does not know it
    answer = at_linked_desk.post(reverse("admin:appointment_read_again", args=(row.pk,)))
    assert "data-copy=" in said(at_linked_desk, answer)[0]


def test_an_answer_of_ask_zocdoc_has_its_request_id_to_copy(client, linked):
    client.force_login(person("Builder", linked))
    for fields in ({}, {"page_size": "1"}):
        page = send(client, "getSpecialties", **fields)
        assert f'data-copy="{page.context["outcome"].request_id}"' in page.content.decode()
        assert page.context["outcome"].request_id


def test_what_went_well_is_told_without_it(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    _, answer = press(at_linked_desk, row, "confirm")
    assert "data-copy" not in said(at_linked_desk, answer)[0]


def test_a_hostile_request_id_is_shown_as_words():
    shown = copied('"><script>alert(1)</script>')
    assert "<script>" not in shown
    assert shown.count("&quot;&gt;&lt;script&gt;") == 3


def test_an_unknown_request_id_is_not_shown():
    assert copied("") == ""
