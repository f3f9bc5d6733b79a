"""Taking an arrival back from an appointment's page and from its card in the calendar."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import appointment, person
from tests.zocdoc_sync.admin.pressing import hidden, said
from tests.zocdoc_sync.admin.test_every_page import page_of
from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.models import AccessEvent, Appointment

TAKEN_BACK = (
    "Not marked as arrived any more. Zocdoc was told of the arrival and keeps that; workflows that it began go on."
)


def card_of(row):
    return reverse("admin:calendar_card", args=(row.pk,))


def page_then(row):
    return page_of(row)


def day_then(row):
    return f"{reverse('admin:calendar_day')}?day={row.local_date}"


@pytest.mark.parametrize(("page", "leads_to"), [(page_of, page_then), (card_of, day_then)])
def test_an_arrival_is_taken_back_where_the_appointment_is_and_leads_back_there(
    page, leads_to, at_linked_desk, sandbox, linked
):
    row = booked(sandbox, linked, status="confirmed")
    Appointment.objects.update(arrived_at=timezone.now())
    shown = at_linked_desk.get(page(row))
    form = {"form_token": shown.context["undo_token"], "then": (hidden(shown, "then") or [""])[-1]}
    answer = at_linked_desk.post(reverse("admin:appointment_not_arrived", args=(row.pk,)), form)
    assert answer.url == leads_to(row)
    assert said(at_linked_desk, answer) == [TAKEN_BACK]
    assert (Appointment.objects.get().arrived_at, effects(sandbox)) == (None, [])
    assert AccessEvent.objects.filter(action="arrival.taken_back").count() == 1


@pytest.mark.parametrize(
    ("role", "has_come", "offered"), [("Front desk", False, False), ("Viewer", True, False), ("Front desk", True, True)]
)
def test_it_is_offered_only_for_who_has_come_and_to_who_may(role, has_come, offered, client, clinic):
    row = appointment(clinic, arrived_at=timezone.now() if has_come else None)
    client.force_login(person(role, clinic))
    shown = [client.get(page(row)).content.decode() for page in (page_of, card_of)]
    assert ["Undo arrival" in page for page in shown] == [offered, offered]
