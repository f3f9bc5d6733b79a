import logging

import pytest
from django.urls import reverse

from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.chain.jobs import add_lines, check_chain
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import AccessEvent, Alert, AuditChain

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:zocdoc_sync_accessevent_changelist")


class Context:
    now = NOW


def test_a_break_opens_one_alert_that_closes_when_it_is_mended(five):
    AccessEvent.objects.filter(position=3).update(subject="x")
    check_chain({}, Context)
    check_chain({}, Context)
    alert = Alert.objects.get()
    assert (alert.code, alert.count, alert.closed_at) == (AlertCode.AUDIT_BROKEN, 2, None)
    assert alert.sentence.startswith(f"Line {five[2].pk} (position 3) of the audit was changed.")
    AccessEvent.objects.filter(position=3).update(subject="row 2")
    check_chain({}, Context)
    assert Alert.objects.get().closed_at == NOW


def test_the_minute_job_tells_when_the_ends_were_changed(five, write):
    write(1)
    AuditChain.objects.update(position=4)
    add_lines({}, Context)
    assert Alert.objects.get().code == AlertCode.AUDIT_BROKEN
    assert AccessEvent.objects.filter(position=None).count() == 1


def test_the_log_notes_where_the_chain_ends(five, caplog):
    with caplog.at_level(logging.INFO, logger="zocdoc_sync.chain.jobs"):
        check_chain({}, Context)
    assert caplog.messages == [f"the audit ends at 5:{five[4].seal}"]


def test_the_page_of_the_audit_says_what_the_check_found(five, admin_client):
    assert "The audit was not checked yet" in admin_client.get(PAGE).content.decode()
    check_chain({}, Context)
    whole = admin_client.get(PAGE).content.decode()
    assert "The audit is whole from position 1 to 5; " in whole
    assert "which they get within a minute: " in whole
    AccessEvent.objects.filter(position=3).update(subject="x")
    check_chain({}, Context)
    assert "The audit was changed from outside." in admin_client.get(PAGE).content.decode()
