import pytest

from tests.zocdoc_sync.client.sending import Watched
from tests.zocdoc_sync.client.wire import answer, closed_port, hang_up, silence, wire
from zocdoc_sync import errors

OK = answer(200, b'{"request_id": "r-1", "data": {}}')
HTML = b"<html>gateway</html>"
# What happens on the wire: the error in the end, how often a read goes out, and how often a write does.
POLICY = {
    "no answer after the request": (hang_up, errors.NoAnswer, 5, 1),
    "silence": (silence(0.7), errors.NoAnswer, 5, 1),
    "500 without a body": (answer(500), errors.ServerFault, 5, 1),
    "502 with HTML": (answer(502, HTML), errors.ServerFault, 5, 1),
    "503": (answer(503, b"{}"), errors.ServerFault, 5, 1),
    "200 with HTML": (answer(200, HTML), errors.UnreadableAnswer, 5, 1),
    "200 with broken JSON": (answer(200, b'{"data": ['), errors.UnreadableAnswer, 5, 1),
    "200 cut off": (answer(200, b'{"data": {}}', length=400), errors.NoAnswer, 5, 1),
    "429": (answer(429), errors.RateLimited, 5, 3),
    "400": (answer(400, b'{"request_id": "r-2"}'), errors.InvalidRequest, 1, 1),
    "403": (answer(403), errors.PermissionMissing, 1, 1),
    "404": (answer(404, b"{}"), errors.NotFound, 1, 1),
    "409": (answer(409, b"{}"), errors.Conflict, 1, 1),
    "418": (answer(418), errors.UnexpectedStatus, 1, 1),
    "302": (answer(302, headers="Location: http://127.0.0.1:9/\r\n"), errors.UnexpectedStatus, 1, 1),
}


@pytest.mark.parametrize(("script", "error", "reads", "_writes"), POLICY.values(), ids=POLICY)
def test_a_read_repeats_only_what_may_repeat(script, error, reads, _writes):
    with wire(script) as zocdoc, pytest.raises(error) as raised:
        Watched(zocdoc.url).read()
    assert type(raised.value) is error
    assert len(zocdoc.received) == reads


@pytest.mark.parametrize(("script", "error", "_reads", "writes"), POLICY.values(), ids=POLICY)
def test_a_write_repeats_only_what_provably_did_not_happen(script, error, _reads, writes):
    with wire(script) as zocdoc, pytest.raises(error) as raised:
        Watched(zocdoc.url).write()
    assert type(raised.value) is error
    assert len(zocdoc.received) == writes


@pytest.mark.parametrize("call", [Watched.read, Watched.write])
def test_what_was_never_sent_is_said_to_be_so_and_repeats(call):
    watched = Watched(closed_port())
    with pytest.raises(errors.NeverSent):
        call(watched)
    assert len(watched.pauses) == {Watched.read: 4, Watched.write: 2}[call]


def test_a_read_that_succeeds_in_the_end_gives_its_answer():
    with wire(hang_up, answer(500), answer(429), OK) as zocdoc:
        watched = Watched(zocdoc.url)
        assert watched.read().request_id == "r-1"
    assert len(zocdoc.received) == 4
    assert watched.places.taken == ["read"] * 4


def test_pauses_grow_and_stay_below_their_cap():
    with wire(answer(500)) as zocdoc:
        watched = Watched(zocdoc.url)
        with pytest.raises(errors.ServerFault):
            watched.read()
    assert watched.pauses == [1.0, 2.0, 4.0, 8.0]


def test_a_429_slows_the_shared_budget():
    with wire(answer(429), OK) as zocdoc:
        watched = Watched(zocdoc.url)
        watched.write()
    assert watched.places.slowed == 1
    assert len(watched.announced) == 2


@pytest.mark.parametrize("call", [Watched.read, Watched.write])
def test_a_401_is_answered_with_one_fresh_token_and_one_repeat(call):
    with wire(answer(401), OK) as zocdoc:
        watched = Watched(zocdoc.url)
        call(watched)
    assert watched.tokens.refused == ["token-1"]
    assert [b"Bearer token-1" in zocdoc.received[0], b"Bearer token-2" in zocdoc.received[1]] == [True, True]


@pytest.mark.parametrize("call", [Watched.read, Watched.write])
def test_a_second_401_ends_it(call):
    with wire(answer(401)) as zocdoc:
        watched = Watched(zocdoc.url)
        with pytest.raises(errors.CredentialsRejected):
            call(watched)
    assert len(zocdoc.received) == 2


def test_an_empty_budget_sends_nothing():
    with wire(OK) as zocdoc:
        with pytest.raises(errors.BudgetExhausted):
            Watched(zocdoc.url, empty=True).write()
        assert zocdoc.received == []


def test_a_403_names_the_missing_scope():
    with wire(answer(403)) as zocdoc, pytest.raises(errors.PermissionMissing, match=r"external\.appointment\.write"):
        Watched(zocdoc.url).write()


def test_a_refusal_keeps_the_request_id_and_the_fields():
    body = (
        b'{"request_id": "r-9", "error_type": "invalid_request", "errors": [{"field": "page", "message": "too big"}]}'
    )
    with wire(answer(400, body)) as zocdoc, pytest.raises(errors.InvalidRequest) as raised:
        Watched(zocdoc.url).read()
    assert (raised.value.request_id, raised.value.fields) == ("r-9", [("page", "too big")])
    assert raised.value.sentence == "Zocdoc refused the request: page: too big."
