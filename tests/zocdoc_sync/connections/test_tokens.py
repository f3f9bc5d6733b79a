from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.client.wire import closed_port
from tests.zocdoc_sync.connections.counting import calls, token_requests
from zocdoc_sync.connections import tokens as module
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.connections.tokens import ConnectionTokens
from zocdoc_sync.coordination.leases import acquire
from zocdoc_sync.errors import CredentialsRejected, NeverSent, TokenRefused
from zocdoc_sync.models import Alert, Connection, ConnectionToken
from zocdoc_sync.sync.due import plan_due_polls
from zocdoc_sync.tasks import plan_due_refreshes


def aged(connection, **times):
    """Set the token's times as so many seconds from now."""
    now = timezone.now()
    ConnectionToken.objects.filter(connection=connection).update(
        **{name: now + timedelta(seconds=seconds) for name, seconds in times.items()}
    )


def another(connection):
    """The same connection as another process holds it."""
    return ConnectionTokens(Connection.objects.get(pk=connection.pk))


def test_a_token_is_asked_for_once_and_shared(clinic, sandbox):
    first = ConnectionTokens(clinic).token()
    assert another(clinic).token() == first
    assert token_requests(sandbox) == 1


def test_a_token_is_due_after_four_fifths_of_its_life(clinic, sandbox):
    ConnectionTokens(clinic).token()
    row = ConnectionToken.objects.get()
    assert (row.refresh_at - row.obtained_at, row.expires_at - row.obtained_at) == (
        timedelta(minutes=48),
        timedelta(minutes=60),
    )
    assert (plan_due_refreshes(row.refresh_at - timedelta(seconds=1)), plan_due_refreshes(row.refresh_at)) == (0, 1)


def test_a_token_that_is_due_is_renewed_while_the_old_one_lives(clinic, sandbox):
    old = ConnectionTokens(clinic).token()
    aged(clinic, refresh_at=-1, expires_at=700)
    new = ConnectionTokens(clinic).token()
    assert (new != old, token_requests(sandbox)) == (True, 2)
    assert ConnectionToken.objects.get().generation == 2


def test_a_token_endpoint_that_is_down_leaves_the_old_token_in_use_and_is_not_stormed(clinic, sandbox):
    old = ConnectionTokens(clinic).token()
    aged(clinic, refresh_at=-1, expires_at=700)
    sandbox.faults([{"kind": "token_down"}])
    assert [another(clinic).token() for _ in range(5)] == [old] * 5
    assert token_requests(sandbox) == 2
    assert plan_due_refreshes(timezone.now()) == 0
    assert Connection.objects.get().state == "ready"


def test_a_token_endpoint_that_is_down_when_the_token_has_ended_means_nothing_was_sent(clinic, sandbox):
    ConnectionTokens(clinic).token()
    aged(clinic, refresh_at=-800, expires_at=-1)
    sandbox.faults([{"kind": "token_down"}])
    with pytest.raises(NeverSent):
        ConnectionTokens(clinic).token()
    assert (Connection.objects.get().state, Alert.objects.count()) == ("ready", 0)
    sandbox.faults([])
    assert ConnectionTokens(clinic).token()


def test_a_token_endpoint_that_hangs_up_never_makes_a_write_uncertain(clinic, sandbox):
    sandbox.faults([{"operation": "token", "kind": "drop_after"}])
    with pytest.raises(NeverSent, match=r"^No token could be had, so nothing was sent\. "):
        ConnectionTokens(clinic).token()


def test_an_address_that_nobody_answers_at_is_no_fault_of_the_credentials(db):
    away = factories.sandbox_connection(closed_port())
    with pytest.raises(NeverSent):
        ConnectionTokens(away).token()
    assert Connection.objects.get().state == "ready"


def test_refused_credentials_are_told_once_and_never_tried_again(clinic, sandbox):
    clinic.client_secret = "wrong"
    clinic.save()
    told = []
    for _ in range(4):
        with pytest.raises(TokenRefused) as refusal:
            another(clinic).token()
        told.append(str(refusal.value))
    sentence = (
        "Zocdoc's sign-in refuses the client id or the secret (access_denied). "
        "Check the client id, the secret and the environment they belong to."
    )
    assert told == [sentence] * 4
    assert token_requests(sandbox) == 1
    row, alert = Connection.objects.get(), Alert.objects.get()
    assert (row.state, row.state_sentence, row.rejections) == ("needs_reconnecting", sentence, 1)
    assert (alert.code, alert.sentence, alert.count, alert.connection_id) == (
        "needs_reconnecting",
        f"Riverbend: {sentence}",
        1,
        clinic.pk,
    )


def test_a_connection_that_was_given_up_is_not_polled_nor_renewed(clinic, sandbox):
    ConnectionTokens(clinic).token()
    aged(clinic, refresh_at=-1)
    later = timezone.now() + timedelta(hours=1)
    assert (plan_due_polls(later), plan_due_refreshes(later)) == (1, 1)
    Connection.objects.update(state="needs_reconnecting")
    much_later = later + timedelta(days=1)
    assert (plan_due_polls(much_later), plan_due_refreshes(much_later)) == (0, 0)


def test_a_revoked_token_is_replaced_once_and_the_request_goes_on(clinic, sandbox):
    client = client_for(clinic)
    client.appointments.get_appointments(page=0, page_size=1)
    sandbox.control("POST", "tokens", {"revoke": True})
    assert client.appointments.get_appointments(page=0, page_size=1).status == 200
    assert token_requests(sandbox) == 2
    assert Connection.objects.get().state == "ready"


@pytest.mark.parametrize("audience", ["", "https://api-developer.zocdoc.com/"])
def test_a_new_token_that_is_refused_too_ends_the_tries(clinic, sandbox, audience):
    clinic.audience = audience
    clinic.save()
    for _ in range(3):
        with pytest.raises(CredentialsRejected):
            client_for(Connection.objects.get()).appointments.get_appointments(page=0, page_size=1)
    row = Connection.objects.get()
    assert row.state == "needs_reconnecting"
    assert row.state_sentence == (
        "Zocdoc does not accept these credentials. Do they belong to this environment, and is the audience right?"
    )
    # One token, one in its place, and both were tried: after that nothing leaves any more.
    assert (token_requests(sandbox), calls(sandbox)) == (2, ["getAppointments"] * 2)
    assert Alert.objects.get().count == 1


def test_an_audience_without_its_slash_is_refused(clinic, sandbox):
    clinic.audience = clinic.audience.rstrip("/")
    clinic.save()
    with pytest.raises(CredentialsRejected, match="is the audience right"):
        client_for(clinic).appointments.get_appointments(page=0, page_size=1)


def test_a_rejection_of_a_token_that_was_replaced_already_changes_nothing(clinic, sandbox):
    mine = ConnectionTokens(clinic)
    old = mine.token()
    new = another(clinic)
    new.renew()
    mine.rejected(old)
    assert mine.token() == new.token()
    assert token_requests(sandbox) == 2


def test_who_finds_the_renewal_taken_uses_the_old_token_while_it_lives(clinic, sandbox):
    old = ConnectionTokens(clinic).token()
    aged(clinic, refresh_at=-1, expires_at=700)
    acquire(f"token:{clinic.pk}", seconds=60, now=timezone.now(), owner="another")
    assert ConnectionTokens(clinic).token() == old
    assert token_requests(sandbox) == 1


def test_who_waits_in_vain_for_another_process_has_sent_nothing(clinic, sandbox, monkeypatch):
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.3)
    acquire(f"token:{clinic.pk}", seconds=60, now=timezone.now(), owner="another")
    with pytest.raises(NeverSent, match="Another process"):
        ConnectionTokens(clinic).token()
    assert token_requests(sandbox) == 0


def test_credentials_that_change_while_a_token_is_asked_for_get_no_token_of_the_old_ones(clinic, monkeypatch):
    ask = module.request_tokens

    def changed_meanwhile(connection, refresh_token):
        given = ask(connection, refresh_token)
        module.token_rows.forget(connection)
        return given

    monkeypatch.setattr(module, "request_tokens", changed_meanwhile)
    with pytest.raises(NeverSent, match="changed"):
        ConnectionTokens(clinic).token()
    assert ConnectionToken.objects.get().access_token is None


def test_a_refusal_of_credentials_that_were_replaced_meanwhile_gives_nothing_up(clinic, monkeypatch):
    def refused_meanwhile(connection, _refresh_token):
        module.token_rows.forget(connection)
        raise TokenRefused("Refused.")

    monkeypatch.setattr(module, "request_tokens", refused_meanwhile)
    with pytest.raises(TokenRefused):
        ConnectionTokens(clinic).token()
    assert (Connection.objects.get().state, Alert.objects.count()) == ("ready", 0)


def test_a_worker_that_loaded_a_connection_long_ago_signs_in_with_what_it_has_now(clinic, sandbox):
    held = Connection.objects.get()
    clinic.client_secret = "wrong"
    clinic.save()
    with pytest.raises(TokenRefused):
        ConnectionTokens(held).token()


def test_a_connection_that_was_deleted_gets_no_token(clinic, sandbox):
    tokens = ConnectionTokens(clinic)
    Connection.objects.filter(pk=clinic.pk).delete()
    with pytest.raises(TokenRefused, match="does not exist"):
        tokens.token()
    assert token_requests(sandbox) == 0


def test_a_connection_whose_key_is_lost_says_so_and_comes_back_with_the_key(clinic, sandbox, settings):
    old, keys = ConnectionTokens(clinic).token(), settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [b"w" * 32]
    with pytest.raises(TokenRefused, match="cannot be opened with the keys in ENCRYPTION_KEYS"):
        another(clinic).token()
    assert (Connection.objects.get().state, Alert.objects.count(), token_requests(sandbox)) == (
        "needs_reconnecting",
        1,
        1,
    )
    settings.ENCRYPTION_KEYS = keys
    assert another(clinic).renew() != old


def test_who_saw_an_old_token_and_then_finds_a_new_one_asks_for_no_third(clinic, sandbox):
    ConnectionTokens(clinic).token()
    aged(clinic, refresh_at=-1, expires_at=-1)
    seen = module.token_rows.of(clinic)
    new = another(clinic).renew()
    assert ConnectionTokens(clinic)._renewed(seen, forced=False) == new
    assert token_requests(sandbox) == 2
