import pytest
from django.urls import reverse

from tests.zocdoc_sync.admin.clinic import SECRET, appointment, person
from zocdoc_sync.models import AccessEvent, Connection

LIST = "/admin/zocdoc_sync/connection/"
FIELDS = {
    "name": "New Clinic",
    "environment": "sandbox",
    "grant": "client_credentials",
    "client_id": "new-client",
    "new_secret": "a-fresh-secret",
    "scopes": "",
    "api_url": "",
    "token_url": "",
    "authorize_url": "",
    "audience": "",
    "poll_seconds": "60",
}
CUSTOM = {
    "environment": "custom",
    "api_url": "https://api.example",
    "token_url": "https://api.example/token",
    "authorize_url": "https://api.example/authorize",
    "audience": "https://api.example/",
}


def page_of(row):
    return f"{LIST}{row.pk}/change/"


@pytest.fixture
def administrator(client, clinic):
    made = person("Administrator", clinic)
    client.force_login(made)
    return made


def test_a_new_connection_keeps_its_secret_and_shows_it_to_nobody(client, administrator):
    answer = client.post(f"{LIST}add/", FIELDS)
    assert answer.status_code == 302
    made = Connection.objects.get(name="New Clinic")
    assert made.client_secret == "a-fresh-secret"
    shown = client.get(page_of(made)).content.decode()
    assert "a-fresh-secret" not in shown
    assert "A secret is stored." in shown


def test_who_adds_a_connection_becomes_its_member(client, administrator):
    client.post(f"{LIST}add/", FIELDS)
    assert list(Connection.objects.get(name="New Clinic").members.all()) == [administrator]


def test_an_empty_secret_keeps_the_stored_one(client, administrator, clinic):
    fields = {**FIELDS, "environment": "local", "name": "Renamed", "new_secret": "", "members": [administrator.pk]}
    assert client.post(page_of(clinic), fields).status_code == 302
    kept = Connection.objects.get(pk=clinic.pk)
    assert (kept.name, kept.client_secret) == ("Renamed", SECRET)


def test_a_form_that_comes_back_with_faults_does_not_carry_the_secret(client, administrator):
    answer = client.post(f"{LIST}add/", {**FIELDS, "poll_seconds": "1"})
    assert answer.status_code == 200
    assert "a-fresh-secret" not in answer.content.decode()
    assert Connection.objects.filter(name="New Clinic").count() == 0


def test_fields_that_the_form_does_not_have_are_ignored(client, administrator, clinic):
    fields = {**FIELDS, "environment": "local", "client_id": clinic.client_id, "new_secret": ""}
    fields["members"] = [administrator.pk]
    client.post(page_of(clinic), {**fields, "state": "new", "rejections": "9", "client_secret": "x", "is_active": ""})
    kept = Connection.objects.get(pk=clinic.pk)
    assert (kept.state, kept.rejections, kept.client_secret, kept.is_active) == ("ready", 0, SECRET, True)


def test_changing_a_secret_is_in_the_audit_and_the_secret_is_not(client, administrator, clinic):
    fields = {**FIELDS, "environment": "local", "members": [administrator.pk]}
    client.post(page_of(clinic), fields)
    assert list(AccessEvent.objects.exclude(action="sign_in").values_list("action", "subject")) == [
        ("connection.changed:secret", f"connection {clinic.pk}")
    ]


def test_who_only_looks_sees_no_form_and_no_secret(client, clinic):
    client.force_login(person("Builder", clinic))
    shown = client.get(page_of(clinic)).content.decode()
    assert 'type="password"' not in shown
    assert SECRET not in shown
    assert "Check connection" not in shown
    assert client.post(page_of(clinic), FIELDS).status_code == 403


def test_another_clinics_connection_does_not_exist(client, administrator, other):
    assert client.get(page_of(other)).url == reverse("admin:index")
    assert client.post(page_of(other), FIELDS).url == reverse("admin:index")
    assert Connection.objects.get(pk=other.pk).name == "Hillside Clinic"


def test_the_list_tells_when_it_was_read_and_when_it_is_read_next(client, administrator, clinic):
    assert "every 60 s, last " in client.get(LIST).content.decode()
    Connection.objects.update(state="needs_reconnecting", state_sentence="The secret is refused.")
    assert "stopped until it is reconnected" in client.get(LIST).content.decode()
    assert "The secret is refused." in client.get(page_of(clinic)).content.decode()


def test_a_connection_with_appointments_is_not_deleted_and_an_empty_one_is(client, administrator, clinic):
    row = appointment(clinic)
    assert client.post(f"{LIST}{clinic.pk}/delete/", {"post": "yes"}).status_code == 403
    row.delete()
    assert client.get(f"{LIST}{clinic.pk}/delete/").status_code == 200
    assert client.post(f"{LIST}{clinic.pk}/delete/", {"post": "yes"}).status_code == 302
    assert Connection.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "faulty"),
    [
        ({"new_secret": ""}, {"__all__"}),
        ({"new_secret": "", "grant": "authorization_code"}, set()),
        ({"api_url": "https://api.example"}, {"api_url"}),
        ({"environment": "custom"}, {"api_url", "token_url", "audience"}),
        ({**CUSTOM, "api_url": "http://api.example"}, {"api_url"}),
        ({**CUSTOM, "token_url": "https://user@api.example/token"}, {"token_url"}),
        (CUSTOM, set()),
    ],
)
def test_what_belongs_together_is_asked_for_together(client, administrator, given, faulty):
    answer = client.post(f"{LIST}add/", {**FIELDS, **given})
    found = set(answer.context["adminform"].form.errors) if answer.status_code == 200 else set()
    assert found == faulty
    assert Connection.objects.filter(name="New Clinic").exists() is not bool(faulty)


def test_new_credentials_are_tried_anew(client, administrator, clinic):
    Connection.objects.update(state="needs_reconnecting", state_sentence="Refused.", rejections=3)
    client.post(page_of(clinic), {**FIELDS, "environment": "local", "members": [administrator.pk]})
    kept = Connection.objects.get(pk=clinic.pk)
    assert (kept.state, kept.state_sentence, kept.rejections) == ("new", "", 0)
