"""From the button through the stand-in's consent page back to the console."""

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import Client

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.connections.approving import decide
from tests.zocdoc_sync.connections.counting import token_requests
from zocdoc_sync.models import AccessEvent, Connection, ConnectionToken

CALLBACK, LIST = "/oauth/zocdoc/callback/", "/admin/zocdoc_sync/connection/"
HOST = "127.0.0.1:8000"


@pytest.fixture
def personal(db, sandbox):
    return factories.sandbox_connection(
        sandbox.url,
        name="Personal",
        grant="authorization_code",
        client_id="demo-console",
        audience="DeveloperApiPatient-Sandbox",
        scopes="external.appointment.read",
        state="new",
    )


def member(connection, *codenames):
    person = User.objects.create_user(f"person-{User.objects.count()}", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    connection.members.add(person)
    return person


def browser_of(person):
    browser = Client(headers={"host": HOST})
    browser.force_login(person)
    return browser


@pytest.fixture
def administrator(personal):
    return member(personal, "view_connection", "change_connection")


@pytest.fixture
def browser(administrator):
    return browser_of(administrator)


def begun(browser, connection):
    return browser.post(f"{LIST}{connection.pk}/consent/").url


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_an_approval_ends_on_the_connections_page_with_a_message_and_an_audit_line(browser, personal, administrator):
    query = decide(begun(browser, personal))
    answer = browser.get(CALLBACK, query)
    assert (answer.status_code, answer.url) == (302, f"{LIST}{personal.pk}/change/")
    assert said(answer) == ["Personal is connected."]
    assert Connection.objects.get().state == "ready"
    assert list(
        AccessEvent.objects.exclude(action="sign_in")
        .order_by("pk")
        .values_list("action", "actor", "subject", "connection")
    ) == [
        (action, administrator.pk, f"connection {personal.pk}", personal.pk)
        for action in ("connection.consent", "connection.approved")
    ]


def test_no_page_and_no_address_of_ours_shows_a_token_or_the_verifier(browser, personal):
    url = begun(browser, personal)
    verifier = browser.session["zocdoc_consent"]["verifier"]
    answer = browser.get(CALLBACK, decide(url))
    page = browser.get(answer.url)
    row = ConnectionToken.objects.get()
    shown = answer.url + answer.content.decode() + page.content.decode() + url
    assert "Personal is connected." in shown
    assert [word for word in (row.access_token, row.refresh_token, verifier) if word in shown] == []


def test_a_denial_is_told_and_changes_nothing(browser, personal, sandbox):
    answer = browser.get(CALLBACK, decide(begun(browser, personal), "deny"))
    assert (answer.url, said(answer)) == (LIST, ["The approval was denied at Zocdoc: nothing was changed."])
    assert (Connection.objects.get().state, token_requests(sandbox)) == ("new", 0)


def test_a_reload_of_the_callback_does_nothing_twice(browser, personal, sandbox):
    query = decide(begun(browser, personal))
    browser.get(CALLBACK, query)
    again = browser.get(CALLBACK, query)
    assert again.url == LIST
    assert said(again)[-1].startswith("This approval was not begun here")
    assert (token_requests(sandbox), Connection.objects.get().state) == (1, "ready")


def test_an_approval_of_one_browser_does_not_count_in_another(browser, personal, sandbox):
    query = decide(begun(browser, personal))
    other = browser_of(member(personal, "view_connection", "change_connection"))
    assert said(other.get(CALLBACK, query))[0].startswith("This approval was not begun here")
    assert token_requests(sandbox) == 0


def test_a_refusal_of_the_code_is_one_sentence(browser, personal):
    query = decide(begun(browser, personal))
    answer = browser.get(CALLBACK, query | {"code": "guessed"})
    assert said(answer) == [
        "The approval has ended or was withdrawn (invalid_grant). Connect it again by browser."
    ]  # fmt: skip
    assert Connection.objects.get().state == "new"


def test_who_lost_the_permission_meanwhile_is_refused(browser, personal, administrator, sandbox):
    query = decide(begun(browser, personal))
    administrator.user_permissions.clear()
    assert browser.get(CALLBACK, query).status_code == 403
    assert (token_requests(sandbox), ConnectionToken.objects.count()) == (0, 0)


def test_who_left_the_clinic_meanwhile_is_refused(browser, personal, administrator, sandbox):
    query = decide(begun(browser, personal))
    personal.members.remove(administrator)
    assert said(browser.get(CALLBACK, query))[0].startswith("The connection that this approval was for")
    assert (token_requests(sandbox), ConnectionToken.objects.count()) == (0, 0)


def test_who_is_not_signed_in_is_asked_to(personal, sandbox):
    answer = Client(headers={"host": HOST}).get(CALLBACK, {"code": "c", "state": "s"})
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/admin/login/")
    assert token_requests(sandbox) == 0


def test_the_callback_takes_no_post(browser):
    assert browser.post(CALLBACK, {"code": "c"}).status_code == 405


def test_a_hostile_answer_is_not_written_into_the_page(browser, personal):
    state = begun(browser, personal).partition("state=")[2].partition("&")[0]
    query = {"state": state, "error": "<script>alert(1)</script>", "error_description": "<script>alert(1)</script>"}
    answer = browser.get(CALLBACK, query)
    page = browser.get(answer.url).content.decode()
    assert "Zocdoc ended the approval." in page
    assert "alert(1)" not in page
