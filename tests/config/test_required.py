import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.required import DEV_KEY, encryption_keys, refuse_unsafe

FIRST, SECOND = b"1" * 32, b"2" * 32
SAMPLE, LONG = "the-sample-key-of-the-repository-for-development", "l" * 50


def text(*keys):
    return ",".join(base64.b64encode(key).decode() for key in keys)


def test_keys_are_read_newest_first():
    assert encryption_keys(f" {text(FIRST, SECOND)} ,", debug=False) == [FIRST, SECOND]


def test_the_demo_has_a_key_of_its_own():
    assert encryption_keys("", debug=True) == [DEV_KEY]


@pytest.mark.parametrize("missing", ["", "  ", ","])
def test_production_without_a_key_is_refused(missing):
    with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEYS is missing"):
        encryption_keys(missing, debug=False)


def test_production_with_the_demos_key_is_refused():
    for keys in (text(DEV_KEY), text(FIRST, DEV_KEY)):
        with pytest.raises(ImproperlyConfigured, match="key of the demo"):
            encryption_keys(keys, debug=False)


@pytest.mark.parametrize("wrong", ["short", text(b"1" * 31), text(b"1" * 33), "é" * 44, "*" * 44])
def test_a_key_that_is_not_32_bytes_is_refused_by_its_number_and_not_shown(wrong):
    with pytest.raises(ImproperlyConfigured) as refusal:
        encryption_keys(f"{text(FIRST)},{wrong}", debug=False)
    assert str(refusal.value) == (
        "Key 2 of ENCRYPTION_KEYS is not 32 bytes in base64. Make one with `openssl rand -base64 32`."
    )


def safe(**changes):
    refuse_unsafe(
        **{"debug": False, "secret_key": LONG, "dev_secret_key": SAMPLE, "allowed_hosts": ["clinic.example"]} | changes
    )


def test_a_whole_production_configuration_starts():
    safe()


@pytest.mark.parametrize("secret_key", ["", SAMPLE, "short"])
def test_a_missing_sample_or_short_secret_key_is_refused(secret_key):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing, a sample, or shorter than 32"):
        safe(secret_key=secret_key)


@pytest.mark.parametrize("hosts", [[], ["*"], ["clinic.example", "*"]])
def test_hosts_that_are_missing_or_any_are_refused(hosts):
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS must name"):
        safe(allowed_hosts=hosts)


def test_the_demo_may_have_all_of_it():
    safe(debug=True, secret_key=SAMPLE, allowed_hosts=["*"])
