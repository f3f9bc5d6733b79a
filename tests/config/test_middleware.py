import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from config.middleware import leave_messages, no_store


def answered(person, **headers):
    request = RequestFactory().get("/")
    request.user = person
    return no_store(lambda _request: HttpResponse("page", headers=headers))(request)


def test_a_page_of_a_signed_in_person_is_kept_by_no_cache():
    assert answered(User())["Cache-Control"] == "no-store, private"


def test_a_page_that_says_itself_how_long_it_lasts_keeps_that():
    assert answered(User(), **{"Cache-Control": "max-age=60"})["Cache-Control"] == "max-age=60"


def test_a_visitors_page_is_left_alone():
    assert not answered(AnonymousUser()).has_header("Cache-Control")


@pytest.mark.parametrize("path", ["/admin/", "/admin/zocdoc_sync/connection/"])
def test_the_pages_of_the_console_are_kept_by_no_cache(admin_client, path):
    assert "no-store" in admin_client.get(path)["Cache-Control"]


def background(view, session, **headers):
    """Answer a request of a session through the messages' middleware, and return the messages that wait afterwards."""
    request = RequestFactory().get("/", headers=headers)
    request.session = session

    def answered(request):
        view(request)
        return HttpResponse("page")

    stacked = MessageMiddleware(leave_messages(answered))
    with override_settings(MESSAGE_STORAGE="django.contrib.messages.storage.session.SessionStorage"):
        stacked(request)
        later = RequestFactory().get("/")
        later.session = session
        MessageMiddleware(lambda _request: None).process_request(later)
        return [str(one) for one in messages.get_messages(later)]


def test_a_page_that_a_script_asks_for_takes_no_message_from_the_person():
    session = {}
    assert background(lambda request: messages.info(request, "The file is too large."), session) == [
        "The file is too large."
    ]

    def show(request):
        list(messages.get_messages(request))

    assert background(show, session, **{"X-Slotdesk-Background": "yes"}) == ["The file is too large."]
    assert background(show, session) == []


def test_what_a_script_asked_for_leaves_no_message_of_its_own():
    session = {}
    assert (
        background(
            lambda request: messages.info(request, "The patient was read."), session, **{"X-Slotdesk-Background": "yes"}
        )
        == []
    )
