import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import no_store


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
