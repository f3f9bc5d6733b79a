"""A real start of the product with the settings of production."""

import base64
import os
import subprocess
import sys

import pytest

from tests.databases import ROOT

pytestmark = pytest.mark.slow
KEY = base64.b64encode(b"k" * 32).decode()
PRODUCTION = {
    "DEBUG": "False",
    "SECRET_KEY": "s" * 50,
    "ENCRYPTION_KEYS": KEY,
    "ALLOWED_HOSTS": "clinic.example",
    "DATABASE_URL": "sqlite://:memory:",
}
SAMPLE = "insecure-only-for-development-never-for-patients"


def start(**changes):
    around = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    settings = {name: value for name, value in (PRODUCTION | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT, env=around | settings, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_production_starts_when_everything_is_set():
    started = start()
    assert (started.returncode, started.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": SAMPLE}, "SECRET_KEY is missing, a sample"),
        ({"ENCRYPTION_KEYS": None}, "ENCRYPTION_KEYS is missing"),
        ({"ENCRYPTION_KEYS": "c2hvcnQ="}, "Key 1 of ENCRYPTION_KEYS is not 32 bytes"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS must name"),
    ],
)
def test_an_unsafe_production_start_is_refused_with_what_to_do(changes, sentence):
    refused = start(**changes)
    assert refused.returncode != 0
    assert f"ImproperlyConfigured: {sentence}" in refused.stderr
    assert KEY not in refused.stderr
