import pytest
from django.urls import reverse

from tests.zocdoc_sync.admin.asking.asking import address, outcome, send, show
from tests.zocdoc_sync.admin.clinic import connection_named, person
from tests.zocdoc_sync.admin.pressing import hidden
from tests.zocdoc_sync.operations.standin import booked, connection_to, effects, sent
from zocdoc_sync.models import AccessEvent, Connection, OperationLog
from zocdoc_sync.operations.catalogue import CATALOGUE

NOBODY = "11111111-2222-4333-8444-555555555555"
PROVIDER, DAY = "pr_rvbnd1-okafor_eJ1s44Tm", "2026-12-02"
EMPTY_DAY = {"provider_id": PROVIDER, "date": DAY, "timeslots": "[]"}


def audited():
    return sorted(AccessEvent.objects.values_list("action", "subject"))


def test_an_operation_that_there_is_not_has_no_page(builder):
    assert builder.get(address("destroyEverything")).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_connection_that_the_person_does_not_see_is_one_that_does_not_exist(builder, method):
    theirs = connection_named("Hillside Clinic")
    assert getattr(builder, method)(address("getSpecialties"), {"connection": theirs.pk}).status_code == 404


def test_of_several_connections_the_chosen_one_is_asked(client, sandbox, riverbend):
    second = connection_to(sandbox, name="Uptown")
    client.force_login(person("Builder", riverbend, second))
    answer = send(client, "getSpecialties", connection=second.pk)
    assert answer.context["question"].connection == second
    assert "through Uptown" in " ".join(answer.content.decode().split())


def test_without_a_connection_the_page_says_what_to_do(client, db):
    client.force_login(person("Builder"))
    assert "No Zocdoc account is shared with you yet." in client.get(address("getSpecialties")).content.decode()
    assert client.post(address("getSpecialties"), {"do": "send"}).status_code == 409


def test_showing_the_request_sends_nothing(builder, sandbox, riverbend):
    page = show(builder, "getProviders", npis="1234567891,1234567890").content.decode()
    assert f"GET {sandbox.url}/v1/providers?npis=1234567891,1234567890" in page
    assert sandbox.requests() == []


def test_a_shown_write_has_its_body_and_sends_nothing(builder, sandbox):
    page = show(builder, "confirmAppointment", appointment_id=NOBODY).content.decode()
    assert "/v1/appointments/confirm" in page
    assert f"&quot;appointment_id&quot;: &quot;{NOBODY}&quot;" in page
    assert (sandbox.requests(), OperationLog.objects.count()) == ([], 0)


def test_the_key_of_a_webhook_is_not_shown(client, riverbend):
    client.force_login(person("superuser"))
    page = show(
        client, "mockWebhookRequest", webhook_url="http://127.0.0.1:9/", webhook_key="c2VjcmV0"
    ).content.decode()
    body = page[page.index('<pre class="sd-raw') : page.index("</pre>")]
    assert "webhook_key" in body
    assert "c2VjcmV0" not in body


def test_a_write_is_sent_once_however_often_its_form_is_posted(builder, sandbox, riverbend):
    row = booked(sandbox, riverbend)
    fields = {"appointment_id": row.zocdoc_id, "connection": riverbend.pk}
    (token,) = hidden(show(builder, "confirmAppointment", **fields), "form_token")
    for _ in range(2):
        answer = builder.post(address("confirmAppointment"), {**fields, "form_token": token, "do": "send"})
        assert outcome(answer) == ("Done.", {})
    assert effects(sandbox) == ["confirmAppointment"]
    assert ("confirmAppointment:confirmed", f"appointment {row.zocdoc_id}") in audited()


@pytest.mark.parametrize("token", [None, "invented"])
def test_a_write_without_the_shown_request_is_not_sent(builder, sandbox, riverbend, token):
    row = booked(sandbox, riverbend)
    given = {"appointment_id": row.zocdoc_id, "do": "send", **({"form_token": token} if token else {})}
    answer = builder.post(address("confirmAppointment"), given)
    assert (answer.status_code, effects(sandbox)) == (409, [])
    assert "open the page again" in answer.context["fault"]


def test_what_was_shown_is_what_is_sent_and_nothing_else(builder, sandbox, riverbend):
    shown, other = booked(sandbox, riverbend), booked(sandbox, riverbend)
    (token,) = hidden(show(builder, "confirmAppointment", appointment_id=shown.zocdoc_id), "form_token")
    given = {"appointment_id": other.zocdoc_id, "form_token": token, "do": "send"}
    assert builder.post(address("confirmAppointment"), given).status_code == 409
    assert effects(sandbox) == []


def test_what_takes_something_away_needs_a_tick(builder, sandbox, riverbend):
    row = booked(sandbox, riverbend)
    answer = send(builder, "cancelAppointment", say={}, appointment_id=row.zocdoc_id)
    assert (answer.status_code, answer.context["not_meant"]) == (422, "Tick the box to say that you mean it.")
    assert effects(sandbox) == []
    assert outcome(send(builder, "cancelAppointment", appointment_id=row.zocdoc_id))[0] == "Done."


@pytest.mark.parametrize(
    ("say", "happened"),
    [
        ({}, []),
        ({"meant": "yes"}, []),
        ({"typed": "2026-12-03"}, []),
        ({"typed": DAY}, ["putProviderCalendarTimeslots"]),
    ],
)
def test_a_day_is_emptied_only_by_typing_its_date(builder, sandbox, say, happened):
    page = show(builder, "putProviderCalendarTimeslots", **EMPTY_DAY)
    assert page.context["preview"].emptied == (
        f"This would delete all timeslots of {PROVIDER} on {DAY}, at all locations."
    )
    answer = send(builder, "putProviderCalendarTimeslots", say=say, **EMPTY_DAY)
    assert answer.status_code == (200 if happened else 422)
    assert effects(sandbox) == happened


def test_all_mappings_are_deleted_only_by_typing_the_place(builder, sandbox):
    place = "pr_rvbnd1-okafor_eJ1s44Tm|lo_rvbnd1-midtwn_aX2f81Kd"
    fields = {"provider_location_id": place, "operation": "Replace"}
    assert send(builder, "updateProviderLocationInsuranceMappings", **fields).status_code == 422
    send(builder, "updateProviderLocationInsuranceMappings", say={"typed": place}, **fields)
    assert effects(sandbox) == ["updateProviderLocationInsuranceMappings"]


def test_an_appointment_is_named_without_its_patient_before_it_is_changed(builder, sandbox, riverbend):
    row = booked(sandbox, riverbend)
    facts = dict(show(builder, "confirmAppointment", appointment_id=row.zocdoc_id).context["preview"].facts)
    assert (set(facts), facts["Status now"]) == ({"Appointment", "Status now"}, "To confirm")


def test_a_state_that_does_not_allow_it_is_said_before_anything_is_sent(builder, sandbox, riverbend):
    row = booked(sandbox, riverbend, status="cancelled")
    answer = show(builder, "confirmAppointment", appointment_id=row.zocdoc_id)
    assert (answer.status_code, answer.context["fault"]) == (
        409, "The appointment is cancelled: “Confirm appointment” is not possible then.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "fields"),
    [("getAppointmentParticipants", {}), ("getAppointment", {}), ("getAppointments", {"statuses": "pending_booking"})],
)
def test_who_sees_a_patient_is_written_into_the_audit(builder, sandbox, riverbend, code, fields):
    given = fields or {"appointment_id": booked(sandbox, riverbend).zocdoc_id}
    assert outcome(send(builder, code, **given))[0] == "Done."
    subject = f"appointment {given['appointment_id']}" if not fields else code
    assert ("patient.viewed", subject) in audited()


def test_reading_the_directory_is_no_view_of_a_patient(builder, sandbox):
    send(builder, "getSpecialties")
    assert audited() == [("sign_in", "")]


def test_a_link_fills_in_ids_and_nothing_about_a_patient(builder):
    answer = builder.get(
        address("createAppointment"),
        {"data.visit_reason_id": "pc_1", "data.patient.first_name": "Quilla", "data.notes": "itching"},
    )
    assert answer.context["form"].initial == {"data.visit_reason_id": "pc_1"}


def test_no_word_of_a_list_is_chosen_beforehand(builder):
    form = builder.get(address("createAppointment")).context["form"]
    first = {name: next(iter(field.choices))[0] for name, field in form.fields.items() if hasattr(field, "choices")}
    assert set(first.values()) == {""}
    assert len(first) > 2


def test_input_can_be_changed_after_it_was_shown(builder):
    answer = builder.post(address("confirmAppointment"), {"appointment_id": NOBODY, "do": "edit"})
    assert answer.context["form"]["appointment_id"].value() == NOBODY
    assert "Nothing is sent yet." in answer.content.decode()


def test_the_pages_of_a_listing_are_turned(builder, sandbox):
    first = send(builder, "getSpecialties", page_size="20")
    assert first.context["answer"].turns == [("Next page", "page=1")]
    second = builder.post(address("getSpecialties"), {"page_size": "20", "page": "", "turn": "page=1"})
    assert second.context["answer"].turns[0] == ("Page before", "page=0")
    assert second.context["answer"].tables[0].rows != first.context["answer"].tables[0].rows


def test_a_refusal_of_zocdoc_is_told_with_its_sentence(builder, sandbox):
    answer = send(builder, "getProviderLocation", provider_location_id="pr_missing|lo_missing")
    assert (answer.status_code, answer.context["outcome"].ok) == (200, False)
    assert answer.context["outcome"].sentence in " ".join(answer.content.decode().split())


def test_an_unknown_outcome_is_told_as_one(builder, sandbox, riverbend):
    row = booked(sandbox, riverbend)
    sandbox.faults([{"operation": "confirmAppointment", "kind": "drop_after", "times": 1}])
    answer = send(builder, "confirmAppointment", appointment_id=row.zocdoc_id)
    sandbox.faults([])
    assert OperationLog.objects.get().state == "unknown"
    assert reverse("admin:zocdoc_sync_operationlog_change", args=(OperationLog.objects.get().pk,)) in (
        answer.content.decode()
    )


def test_a_connection_that_is_switched_off_writes_nothing(builder, sandbox, riverbend):
    row = booked(sandbox, riverbend)
    Connection.objects.update(is_active=False)
    answer = show(builder, "confirmAppointment", appointment_id=row.zocdoc_id)
    assert answer.context["fault"] == "The connection Riverbend is not active: nothing is sent through it."
    assert sent(sandbox, "confirmAppointment") == 0


def test_mirrored_ids_are_offered_by_name(builder, sandbox, riverbend):
    row = booked(sandbox, riverbend)
    type(row.provider).objects.update(name="Dr. Mae Jung")
    page = builder.get(address("getProviderReviews")).content.decode()
    assert f'<option value="{row.provider.zocdoc_id}">Dr. Mae Jung</option>' in page
    assert 'list="known-provider"' in page


BAD = [
    ("getProviders", {"npis": "123456789"}, "npis", "Entry 1: An NPI has 10 digits."),
    (
        "getProviders",
        {"npis": ",".join(f"12345{n:05d}" for n in range(51))},
        "npis",
        "At most 50 are allowed, 51 were given.",
    ),
    ("getProviders", {"npis": "1234567891", "latitude": "40.7"}, "__all__", "Give latitude and longitude together."),
    (
        "getProviders",
        {"npis": "1234567891", "latitude": "91", "longitude": "1"},
        "latitude",
        "Write degrees from -90 to 90.",
    ),
    ("getInsurancePlans", {"state": "ZZ"}, "state", "There is no state with these two letters."),
    ("getInsurancePlans", {"state": "New York"}, "state", "Write the state as two capital letters, such as NY."),
    (
        "getAppointments",
        {"developer_patient_id": "a\x07b"},
        "developer_patient_id",
        "It holds characters that cannot be sent.",
    ),
    ("getFacilities", {}, "__all__", "Give one of npis, zip_code."),
    (
        "getProviderLocations",
        {"zip_code": "1001", "specialty_id": "sp_153"},
        "zip_code",
        "Write a ZIP code of 5 digits.",
    ),
    ("getProviderLocations", {"zip_code": "10001"}, "__all__", "Give one of specialty_id, visit_reason_id."),
    (
        "getProviderLocation",
        {"provider_location_id": "pr_half"},
        "provider_location_id",
        "This is not a whole provider location id: it reads pr_…|lo_….",
    ),
    ("getSchedulableEntities", {"page_size": "10001"}, "page_size", "Write a whole number from 1 to 10000."),
    ("getProviderNpis", {"page_size": "60001"}, "page_size", "Write a whole number from 1 to 60000."),
    (
        "putProviderCalendarTimeslots",
        {**EMPTY_DAY, "timeslots": "9:00"},
        "timeslots",
        "Write the timeslots as a JSON list.",
    ),
]


# A write is sent from its shown request only.
DOORS = [(bad, do) for bad in BAD for do in ("show", "send") if do == "show" or not CATALOGUE[bad[0]].writes]


@pytest.mark.parametrize(("bad", "do"), DOORS)
def test_bad_input_is_one_sentence_at_its_field_before_zocdoc_is_asked(builder, sandbox, bad, do):
    code, fields, name, sentence = bad
    answer = builder.post(address(code), {**fields, "do": do})
    assert (answer.status_code, outcome(answer)[1]) == (422, {name: [sentence]})
    assert {key: answer.context["form"][key].value() for key in fields} == fields
    assert sandbox.requests() == []
