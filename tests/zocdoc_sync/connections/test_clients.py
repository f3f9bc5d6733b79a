import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.client.wire import silence, wire
from zocdoc_sync import errors
from zocdoc_sync.client.exchange import Limits
from zocdoc_sync.connections import clients
from zocdoc_sync.models import ConnectionToken

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_waits_is_told_within_seconds_that_zocdoc_hangs(settings, monkeypatch):
    monkeypatch.setattr(clients, "PROMPT_LIMITS", Limits(connect=0.5, read=0.5, total=0.5))
    with wire(silence(5)) as zocdoc:
        settings.LOCAL_ZOCDOC_URL = zocdoc.url
        connection = factories.connection(environment="local")
        later = timezone.now() + timedelta(hours=1)
        ConnectionToken.objects.create(connection=connection, access_token="t", refresh_at=later, expires_at=later)

        began = time.monotonic()
        with pytest.raises(errors.NoAnswer):
            clients.client_for(connection, prompt=True).appointments.get_appointment("a-1")

        assert time.monotonic() - began < 3
        assert len(zocdoc.received) == 1


def test_a_person_waits_for_seconds_and_a_job_for_longer():
    prompt, patient = clients.PROMPT_LIMITS, clients.DEFAULT_LIMITS
    assert prompt.total <= 15 < patient.total
    assert clients.PROMPT_ATTEMPTS.read == 1
