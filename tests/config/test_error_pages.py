import re

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string

from config.log_lines import LogLine

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


def test_an_error_that_nobody_foresaw_has_an_id_that_is_in_the_log_and_no_trace_on_the_page(
    client, settings, monkeypatch, caplog
):
    settings.DEBUG = False
    client.raise_request_exception = False
    client.force_login(User.objects.create_superuser("root"))

    person = "Zorn-wright"

    def fail(*_asked, **_also):
        raise ValueError(f"a row of {person}")

    monkeypatch.setattr("zocdoc_sync.admin.activity.jobs.JobAdmin.get_queryset", fail)
    answer = client.get("/admin/zocdoc_sync/job/")
    page = answer.content.decode()
    (shown,) = re.findall(r"<code>([0-9a-f]{8})</code>", page)
    (record,) = [one for one in caplog.records if getattr(one, "status_code", 0) == 500]
    line = LogLine("%(message)s").format(record)
    assert (answer.status_code, line.startswith(f"error id {shown} ")) == (500, True)
    assert [word for word in ("Zorn-wright", "Traceback", "ValueError", "jobs.py") if word in page] == []
    assert ("ValueError" in line, "Zorn-wright" in line) == (True, False)


def test_a_request_that_was_refused_has_no_error_id_in_the_log(client, caplog):
    client.get("/nothing/")
    assert [LogLine("%(message)s").format(one) for one in caplog.records] == ["Not Found: /nothing/"]
