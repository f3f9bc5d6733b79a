import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from config.proxies import known_visitors, networks, visitor
from zocdoc_sync.models import AccessEvent

PROXIES = networks(["127.0.0.1", "10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "198.51.100.1, rubbish", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "10.9.9.9", "10.9.9.9"),
        ("", "198.51.100.1", ""),
    ],
)
def test_only_what_a_proxy_of_ours_wrote_is_believed(remote, forwarded, address):
    assert visitor(remote, forwarded, PROXIES) == address


def seen(settings, trusted, **meta):
    settings.TRUSTED_PROXIES = networks(trusted)
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="198.51.100.1", HTTP_X_FORWARDED_PROTO="https", **meta)
    known_visitors(lambda _request: HttpResponse())(request)
    return request.META["REMOTE_ADDR"], request.META.get("HTTP_X_FORWARDED_PROTO")


def test_without_the_setting_nobody_is_believed_about_addresses(settings):
    assert seen(settings, []) == ("127.0.0.1", "https")


def test_a_stranger_is_believed_neither_about_the_address_nor_about_tls(settings):
    assert seen(settings, ["10.0.0.1"], REMOTE_ADDR="203.0.113.9") == ("203.0.113.9", None)
    assert seen(settings, ["10.0.0.1"], REMOTE_ADDR="10.0.0.1") == ("198.51.100.1", "https")


def test_the_audit_has_the_visitors_address(client, db, settings):
    settings.TRUSTED_PROXIES = networks(["127.0.0.1"])
    client.post(
        "/admin/login/", {"username": "x", "password": "y"}, headers={"X-Forwarded-For": "1.2.3.4, 198.51.100.1"}
    )
    assert AccessEvent.objects.get().address == "198.51.100.1"


def test_what_is_no_address_is_refused_at_the_start():
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES lists addresses or networks"):
        networks(["proxy.clinic.example"])
