import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("403.html", "Your role does not allow"),
        ("404.html", "nothing here that you may see"),
        ("500.html", "could not do this"),
    ],
)
def test_an_error_page_says_what_and_leads_back(page, words):
    shown = render_to_string(page)
    assert words in shown
    assert 'href="/admin/"' in shown


def test_a_page_that_the_role_forbids_is_our_own(client, settings):
    settings.DEBUG = False
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    answer = client.get("/admin/zocdoc_sync/job/")
    assert answer.status_code == 403
    assert b"Your role does not allow" in answer.content


def test_an_address_that_is_none_is_our_own(client, settings):
    settings.DEBUG = False
    client.force_login(User.objects.create_user("nobody", is_staff=True))
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert b"nothing here that you may see" in answer.content
