"""What every answer tells the browser to refuse."""

import json
import os
import subprocess
import sys

import pytest
from django.contrib import admin
from django.test import Client

from tests.config.test_starting import PRODUCTION
from tests.databases import ROOT
from tests.walking import every_page
from tests.zocdoc_sync.admin.clinic import PASSWORD, connection_named, person
from tests.zocdoc_sync.admin.test_every_page import fill
from zocdoc_sync.enums import Environment, Grant

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
OUTSIDE = ("/", "/healthz", "/readyz", "/favicon.ico", "/oauth/zocdoc/callback/", "/admin/login/", "/nothing/")
ASK_IN_PRODUCTION = """
import json, django; django.setup()
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # nothing was collected
with override_settings(STORAGES=settings.STORAGES | plain):
    answer = Client().get("/admin/login/", secure=True, headers={"host": "clinic.example"})
cookies = {name: [one[key] for key in ("secure", "httponly", "samesite", "path", "domain")]
           for name, one in answer.cookies.items()}
print(json.dumps({"hsts": answer["Strict-Transport-Security"], "cookies": cookies,
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE]}))
"""


def policy_of(answer):
    return dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))


@pytest.fixture
def signed_in(db):
    someone = person("superuser")
    client = Client()
    assert client.login(username=someone.username, password=PASSWORD)
    return client


@pytest.mark.slow
def test_every_answer_carries_the_policy_and_the_headers(signed_in):
    fill(connection_named("Riverbend"), 0)
    pages = [*OUTSIDE, *every_page(signed_in)]
    assert len(pages) > len(admin.site._registry)
    for path in pages:
        answer = signed_in.get(path)
        assert {name: answer.get(name) for name in HEADERS} == HEADERS, path
        assert policy_of(answer) == POLICY, path


def test_the_page_of_a_connection_leads_on_to_where_it_is_approved_and_nowhere_else(signed_in, settings):
    settings.LOCAL_ZOCDOC_URL = "http://127.0.0.1:8099"
    asked = {
        "by person": {"grant": Grant.AUTHORIZATION_CODE},
        "by machine": {"grant": Grant.CLIENT_CREDENTIALS},
        "elsewhere": {
            "grant": Grant.AUTHORIZATION_CODE,
            "environment": Environment.CUSTOM,
            "authorize_url": "https://sign-in.example;script-src/*/authorize",
        },
    }
    allowed = {}
    for name, fields in asked.items():
        row = connection_named(name, **fields)
        answer = signed_in.get(f"/admin/zocdoc_sync/connection/{row.pk}/change/")
        policy = policy_of(answer)
        allowed[name] = policy.pop("form-action")
        assert policy == {key: value for key, value in POLICY.items() if key != "form-action"}
    assert allowed == {
        "by person": "'self' http://127.0.0.1:8099",
        "by machine": "'self'",
        "elsewhere": "'self'",
    }


@pytest.mark.slow
def test_in_production_a_browser_keeps_to_tls_and_its_cookies_to_this_host():
    around = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    asked = subprocess.run(
        [sys.executable, "-c", ASK_IN_PRODUCTION],
        cwd=ROOT, env=around | PRODUCTION | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert json.loads(asked.stdout) == {
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "cookies": {"__Host-csrftoken": [True, True, "Lax", "/", ""]},
        "session": ["__Host-sessionid", True, True, "Lax"],
    }
