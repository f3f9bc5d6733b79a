from django.urls import reverse

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.calendar.calendars import DAY, seat, visit
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden
from tests.zocdoc_sync.operations.standin import booked, effects
from zocdoc_sync.models import AccessEvent


def address(row):
    return reverse("admin:calendar_card", args=(row.pk,))


def test_a_card_offers_what_can_be_done_and_its_buttons_lead_back_to_the_day(at_linked_desk, sandbox, linked):
    row = booked(sandbox, linked)
    page = at_linked_desk.get(address(row))
    assert [one.button.slug for one in page.context["choices"]] == ["confirm", "reschedule", "arrived", "cancel"]
    form = {"form_token": hidden(page, "form_token")[0], "then": hidden(page, "then")[0]}
    answer = at_linked_desk.post(reverse("admin:appointment_do", args=(row.pk, "confirm")), form)
    assert answer.url == f"{reverse('admin:calendar_day')}?day={row.local_date}"
    assert effects(sandbox) == ["confirmAppointment"]


def test_seeing_a_patients_card_is_audited_and_without_the_permission_it_shows_nobody(client, clinic):
    row = visit(seat(clinic), f"{DAY}T14:00")
    factories.participant(row, first_name="Quentin", last_name="Quimby")
    seen = {}
    for role in ("Front desk", "Scheduler"):
        client.force_login(person(role, clinic))
        page = client.get(address(row)).content.decode()
        assert "Quimby" not in page.split("</title>")[0]
        seen[role] = ("Quentin Quimby" in page, "(212) 555-0123" in page)
    assert seen == {"Front desk": (True, True), "Scheduler": (False, False)}
    assert [one.actor_label for one in AccessEvent.objects.filter(action="patient.viewed")] == ["front-desk"]


def test_another_clinics_card_does_not_exist(at_desk, other):
    assert at_desk.get(address(visit(seat(other), f"{DAY}T14:00"))).status_code == 404
