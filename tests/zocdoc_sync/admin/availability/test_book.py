import threading
from datetime import time

import pytest
from django.apps import apps
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.availability.conftest import FAILED, NEEDS_PLAN, place_at
from tests.zocdoc_sync.admin.availability.patients import TYPED, address, book, slot_at
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.operations.standin import effects, sent
from zocdoc_sync.admin.availability import book as booking
from zocdoc_sync.admin.availability.requirements import Requirements
from zocdoc_sync.client.sender import Sender
from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.models import Appointment, OperationLog
from zocdoc_sync.operations.settling import settle

CREATE = "createAppointment"


@pytest.fixture
def free(place, reason):
    return slot_at(place, reason)


def test_a_patient_is_booked_and_the_result_leads_to_the_appointment(at_linked_desk, sandbox, place, reason):
    answer = book(at_linked_desk, slot_at(place, reason))
    log = OperationLog.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("admin:availability_booked", args=(log.pk,)))
    made = Appointment.objects.get()
    assert (log.state, log.appointment, made.status, effects(sandbox)) == (
        "confirmed",
        made,
        "pending_booking",
        [CREATE],
    )
    result = at_linked_desk.get(answer.url)
    assert reverse("admin:zocdoc_sync_appointment_change", args=(made.pk,)) in result.content.decode()
    stored = sandbox.appointment(made.zocdoc_id)
    assert stored["developer_patient_id"].startswith("sd-")


def test_what_was_typed_reaches_zocdoc_nested(at_linked_desk, place, reason):
    book(at_linked_desk, slot_at(place, reason))
    sent_ = OperationLog.objects.get().request["json"]
    patient = sent_["data"]["patient"]
    assert patient["phone_number"] == "2125550123"
    assert patient["patient_address"] == {
        "address1": "7 Lantern Street", "city": "New York", "state": "NY", "zip_code": "10017",
    }  # fmt: skip
    assert (patient["insurance"], sent_["data"]["notes"]) == ({"is_self_pay": True}, TYPED["data.notes"])


def test_nothing_about_a_patient_is_chosen_by_itself(at_linked_desk, free):
    form = at_linked_desk.get(address(free)).context["form"]
    chosen = {name: form[name].value() for name in form.fields if form[name].value()}
    assert set(chosen) == {"data.patient.developer_patient_id"}
    assert form.fields["data.patient.sex_at_birth"].choices[0] == ("", "—")


def test_the_same_form_posted_twice_books_once(at_linked_desk, sandbox, place, reason):
    slot = slot_at(place, reason)
    form = at_linked_desk.get(address(slot))
    post = {**TYPED, "form_token": form.context["form_token"]}
    first, second = at_linked_desk.post(address(slot), post), at_linked_desk.post(address(slot), post)
    assert first.url == second.url
    assert effects(sandbox) == [CREATE]


@pytest.mark.parametrize(
    "wrong",
    [
        ("data.patient.phone_number", "012 555 0123", "Write 10 digits; the first and the fourth are neither 0 nor 1."),
        ("data.patient.date_of_birth", "2999-01-01", "The date of birth is in the future."),
        ("data.patient.patient_address.zip_code", "1001", "Write a ZIP code of 5 digits."),
        ("data.patient.patient_address.state", "New York", "Write the state as two capital letters, such as NY."),
        ("data.patient.first_name", "", "This field is required."),
        ("data.patient.email_address", "nobody", "Enter a valid email address."),
        ("data.notes", "n" * 101, "At most 100 characters are allowed."),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(at_linked_desk, sandbox, free, wrong):
    field, value, told = wrong
    answer = book(at_linked_desk, free, **{field.replace(".", "__"): value})
    assert (answer.status_code, sent(sandbox, CREATE)) == (422, 0)
    assert answer.context["form"].errors[field] == [told]
    assert TYPED["data.patient.last_name"] in answer.content.decode()


def clear_text_everywhere():
    found = []
    for model in apps.get_models():
        columns = [field for field in model._meta.concrete_fields if not isinstance(field, EncryptedField)]
        found += map(repr, model._default_manager.values_list(*(one.attname for one in columns)))
    return "\n".join(found)


def test_a_form_that_failed_leaves_nothing_of_the_patient_in_the_database_and_the_session(
    at_linked_desk, place, reason
):
    book(at_linked_desk, slot_at(place, reason), data__patient__phone_number="1")
    book(at_linked_desk, slot_at(place, reason, at=time(3)))
    kept = clear_text_everywhere() + repr(dict(at_linked_desk.session))
    assert OperationLog.objects.get().request["json"]["data"]["patient"]["last_name"] == "Quackenbush"
    for value in ("Quackenbush", "Wilhelmina", "2125550123", "Lantern", "wheelchair"):
        assert value not in kept


def test_a_refusal_of_zocdoc_is_told_in_the_readers_words_and_the_form_can_be_sent_again(
    at_linked_desk, sandbox, place, reason
):
    answer = book(at_linked_desk, slot_at(place, reason, at=time(3)))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "The start time is not available" in text
    assert "data.start_time" not in "".join(answer.context["faults"])
    assert "Quackenbush" in text
    assert Appointment.objects.count() == 0


def test_a_booking_that_fails_at_zocdoc_with_a_good_answer_is_told(at_linked_desk, sandbox, linked, reason):
    answer = book(at_linked_desk, slot_at(place_at(linked, FAILED), reason))
    assert (answer.status_code, OperationLog.objects.get().http_status) == (422, 200)
    assert answer.context["faults"] == ["Zocdoc took the request, but the booking failed there."]


def test_what_a_place_requires_is_required_before_zocdoc_is_asked(at_linked_desk, sandbox, linked, reason):
    demanding = place_at(linked, NEEDS_PLAN)
    answer = book(at_linked_desk, slot_at(demanding, reason), data__patient__insurance__is_self_pay="")
    plan, member = (f"data.patient.insurance.insurance_{name}" for name in ("plan_id", "member_id"))
    assert {plan, member} <= set(answer.context["form"].errors)
    assert sent(sandbox, CREATE) == 0
    told = {"data__patient__insurance__insurance_plan_id": "ip_5432", "data__patient__insurance__is_self_pay": ""}
    done = book(at_linked_desk, slot_at(demanding, reason), data__patient__insurance__insurance_member_id="M1", **told)
    assert done.status_code == 302
    assert effects(sandbox) == [CREATE]


def test_a_requirement_that_nobody_knew_becomes_a_required_text_and_is_sent_nested(
    at_linked_desk, sandbox, place, reason, monkeypatch
):
    path = "data.patient.referral.doctor_name"
    monkeypatch.setattr(booking, "requirements_of", lambda *_: Requirements(more=(path,)))
    refused = book(at_linked_desk, slot_at(place, reason))
    assert (refused.context["form"].errors[path], sent(sandbox, CREATE)) == (["This field is required."], 0)
    assert "Referral · Doctor name" in refused.content.decode()
    book(at_linked_desk, slot_at(place, reason), **{path.replace(".", "__"): "Dr. Who"})
    assert OperationLog.objects.get().request["json"]["data"]["patient"]["referral"] == {"doctor_name": "Dr. Who"}


def test_requirements_that_cannot_be_read_are_told_and_do_not_stop_the_form(at_linked_desk, sandbox, place, reason):
    sandbox.faults([{"operation": "getProviderLocation", "kind": "500"}])
    form = at_linked_desk.get(address(slot_at(place, reason)))
    assert (form.status_code, "could not be read" in form.content.decode()) == (200, True)


def test_a_time_that_was_not_offered_cannot_be_booked(at_linked_desk, sandbox, other, place, reason):
    good = slot_at(place, reason).signed()
    theirs = slot_at(place_at(other, "pr_x|lo_x"), reason).signed()
    for word, status in (("", 302), (good[:-2], 302), (theirs, 404)):
        assert at_linked_desk.get(f"{reverse('admin:availability_book')}?slot={word}").status_code == status
    assert sent(sandbox, CREATE) == 0


def test_a_lost_answer_is_told_and_settled_by_looking_for_our_own_id(
    at_linked_desk, sandbox, place, reason, monkeypatch
):
    sandbox.faults([{"operation": CREATE, "kind": "drop_after", "times": 1}])
    answer = book(at_linked_desk, slot_at(place, reason))
    log = OperationLog.objects.get()
    result = at_linked_desk.get(answer.url).content.decode()
    assert log.state == "unknown"
    assert "Do not book again" in result
    assert "Not known yet" in result
    # Before it is settled nobody can book the time again.
    again = book(at_linked_desk, slot_at(place, reason))
    assert again.status_code == 422
    assert "its outcome is not known yet" in again.context["faults"][0]
    asked, send = [], Sender.send
    monkeypatch.setattr(
        Sender, "send", lambda self, code, **more: asked.append((code, more["query"])) or send(self, code, **more)
    )
    settle(log, now=timezone.now())
    log.refresh_from_db()
    ours = log.request["json"]["data"]["patient"]["developer_patient_id"]
    code, query = asked[0]
    assert (code, query["developer_patient_id"]) == ("getAppointments", ours)
    assert timezone.timedelta(0) < log.sending_at - query["created_time_utc_min"] <= timezone.timedelta(minutes=2)
    assert (log.state, log.appointment, effects(sandbox)) == ("reconciled", Appointment.objects.get(), [CREATE])
    assert "Booked" in at_linked_desk.get(answer.url).content.decode()


def test_a_booking_that_did_not_happen_may_be_made_again(at_linked_desk, sandbox, place, reason):
    sandbox.faults([{"operation": CREATE, "kind": "429"}])
    first = book(at_linked_desk, slot_at(place, reason))
    assert (first.status_code, OperationLog.objects.get().state) == (422, "not_sent")
    sandbox.faults([])
    assert book(at_linked_desk, slot_at(place, reason)).status_code == 302
    assert effects(sandbox) == [CREATE]


def test_the_second_of_two_people_is_told_who_has_booked_the_time(at_linked_desk, sandbox, linked, free):
    slot = free
    book(at_linked_desk, slot)
    other_desk = Client()
    other_desk.force_login(person("Front desk", linked, username="second"))
    answer = book(other_desk, slot, data__patient__last_name="Otherperson")
    assert (answer.status_code, sent(sandbox, CREATE)) == (422, 1)
    assert answer.context["faults"] == ["front-desk has booked this time already: choose another one."]


def test_a_time_that_was_cancelled_can_be_booked_again(at_linked_desk, sandbox, place, reason):
    slot = slot_at(place, reason)
    book(at_linked_desk, slot)
    sandbox.control("PATCH", f"appointments/{Appointment.objects.get().zocdoc_id}", {"appointment_status": "cancelled"})
    Appointment.objects.update(status="cancelled")
    assert book(at_linked_desk, slot).status_code == 302
    assert effects(sandbox) == [CREATE, CREATE]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_press_book_at_once_make_one_booking(sandbox, linked, place, reason):
    if database.vendor == "sqlite" and "memory" in str(database.settings_dict["NAME"]):
        pytest.skip("Threads share a database in memory only with locks of their own; two processes are tried beside.")
    slot, answers = slot_at(place, reason), []
    desks = [Client(), Client()]
    for number, desk in enumerate(desks):
        desk.force_login(person("Front desk", linked, username=f"desk-{number}"))
    tokens = [desk.get(address(slot)).context["form_token"] for desk in desks]
    gate = threading.Barrier(2)

    def press(desk, token):
        try:
            gate.wait(5)
            answers.append(desk.post(address(slot), {**TYPED, "form_token": token}).status_code)
        finally:
            database.close()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(desks, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (sorted(answers), effects(sandbox), sent(sandbox, CREATE)) == ([302, 422], [CREATE], 1)


def test_a_role_that_may_not_book_sees_times_and_no_form(client, linked, place, reason):
    client.force_login(person("Scheduler", linked))
    assert client.get(address(slot_at(place, reason))).status_code == 403


def test_the_result_of_another_clinic_is_as_if_it_did_not_exist(at_linked_desk, client, other, place, reason):
    answer = book(at_linked_desk, slot_at(place, reason))
    outsider = Client()
    outsider.force_login(person("Front desk", other, username="outsider"))
    assert outsider.get(answer.url).status_code == 404
