import socket

import pytest

from workflows_app.steps.webhooks import addresses
from workflows_app.steps.webhooks.errors import PostFailed, PostRefused

PUBLIC, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.0.0.5", "172.16.0.1", "172.31.255.254", "192.168.1.10", "169.254.169.254", "0.0.0.0",  # noqa: S104 (refused)
    "0.1.2.3", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "::ffff:93.184.215.14", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
    "2001:0:7f00:1::", "2001:db8::1", "100::1",
]  # fmt: skip


def resolving(monkeypatch, *found):
    asked = []

    def answer(host, port, **_kwargs):
        asked.append(host)
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, 1, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return asked


def refused(url):
    with pytest.raises(PostRefused) as caught:
        addresses.place_of(url)
    return caught.value.sentence


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_stands_for_an_address_inside_is_refused(address, monkeypatch):
    resolving(monkeypatch, address)
    assert refused("https://hooks.example/in") == addresses.INSIDE


@pytest.mark.parametrize("address", INSIDE)
def test_one_address_inside_among_public_ones_refuses_them_all(address, monkeypatch):
    resolving(monkeypatch, PUBLIC, PUBLIC_6, address)
    assert refused("https://hooks.example/in") == addresses.INSIDE


HERE = "127.0.0.1 2130706433 0x7f000001 0x7f.1 017700000001 127.1 0 [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] localhost"


@pytest.mark.parametrize("host", HERE.split())
def test_no_way_of_writing_this_machine_gets_through(host):
    assert refused(f"https://{host}/in") == addresses.INSIDE


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://hooks.example/in", addresses.NOT_SAFE),
        ("ftp://hooks.example/in", addresses.NOT_SAFE),
        ("file:///etc/passwd", addresses.NOT_ONE),
        ("gopher://hooks.example/", addresses.NOT_SAFE),
        ("https://", addresses.NOT_ONE),
        ("https://user:secret@hooks.example/", addresses.NOT_ONE),
        ("https://hooks.example@10.0.0.1/", addresses.NOT_ONE),
        ("https://hooks.example:99999/", addresses.NOT_ONE),
        ("https://[::1/", addresses.NOT_ONE),
        ("https://hooks.example/a b", addresses.NOT_ONE),
        ("https://hooks.example/\u200b", addresses.NOT_ONE),
    ],
)
def test_what_is_no_safe_address_is_refused(url, sentence, monkeypatch):
    resolving(monkeypatch, PUBLIC)
    assert refused(url) == sentence


@pytest.mark.parametrize("debug", [True, False])
def test_this_machine_is_spoken_to_in_development_only(debug, settings):
    settings.DEBUG = debug
    if debug:
        assert addresses.place_of("http://127.0.0.1:8080/in").named == "127.0.0.1:8080"
    else:
        assert refused("http://127.0.0.1:8080/in") == addresses.NOT_SAFE


def test_development_opens_no_other_network(settings, monkeypatch):
    settings.DEBUG = True
    resolving(monkeypatch, "127.0.0.1", "169.254.169.254")
    assert refused("https://hooks.example/") == addresses.INSIDE
    assert refused("http://hooks.example/") == addresses.NOT_SAFE


def test_a_name_is_resolved_once_and_kept_with_its_addresses(monkeypatch):
    asked = resolving(monkeypatch, PUBLIC, PUBLIC_6, PUBLIC)
    place = addresses.place_of("https://hooks.example:8443/in?a=1&b=2")
    assert [str(one) for one in place.addresses] == [PUBLIC, PUBLIC_6]
    assert (place.named, place.path, asked) == ("hooks.example:8443", "/in?a=1&b=2", ["hooks.example"])


def test_a_name_that_does_not_resolve_may_do_so_later(monkeypatch):
    def nothing(*_args, **_kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    with pytest.raises(PostFailed):
        addresses.place_of("https://hooks.example/")
