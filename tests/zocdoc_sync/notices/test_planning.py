from datetime import timedelta

import pytest
from django.core import mail

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from tests.zocdoc_sync.notices.conftest import MINUTE, fault, person
from zocdoc_sync.alerts import close_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Alert, AlertMail, Job, MailWish
from zocdoc_sync.notices import planning
from zocdoc_sync.notices.planning import plan_due_mail

HOUR = timedelta(hours=1)


def subjects():
    return [one.subject for one in mail.outbox]


def test_a_fault_is_mailed_once_however_long_it_lasts(clinic, reader, post):
    fault(clinic)
    assert post() == 1
    for minutes in range(2, 10):
        fault(clinic, now=NOW + minutes * MINUTE)
        assert post(NOW + minutes * MINUTE) == 0
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["ada@clinic.example"], "Slotdesk: A workflow paused itself: Riverbend")
    ]


def test_a_fault_that_ends_within_a_minute_is_not_mailed(clinic, reader, post):
    fault(clinic)
    assert post(NOW + timedelta(seconds=59)) == 0
    close_alert("f", now=NOW + timedelta(seconds=59))
    assert post() == 0
    assert subjects() == []


def test_what_opens_together_is_one_mail(clinic, reader, post):
    for number in range(3):
        fault(clinic, f"f{number}")
    assert post() == 1
    assert subjects() == ["Slotdesk: A workflow paused itself: Riverbend, and 2 more"]
    assert mail.outbox[0].body.count("A workflow paused itself: Riverbend") == 3


def test_a_fault_that_comes_and_goes_is_mailed_every_four_hours(clinic, reader, post):
    mailed_at = []
    for hours in range(10):
        now = NOW + hours * HOUR
        fault(clinic, now=now)
        if post(now + MINUTE):
            mailed_at.append(hours)
        close_alert("f", now=now + 2 * MINUTE)
    assert mailed_at == [0, 4, 8]


def test_only_people_with_the_permission_an_address_and_the_connection_get_mail(clinic, post):
    other = factories.connection(name="Hillside")
    for name, role in (("ada", "Administrator"), ("bo", "Builder"), ("fay", "Front desk"), ("vi", "Viewer")):
        person(name, role, clinic)
    person("eve", "Administrator", other)
    person("noa", "Administrator", clinic, email="")
    person("old", "Administrator", clinic, is_active=False)
    person("root", "Viewer", is_superuser=True)
    fault(clinic)
    assert post() == 3
    assert sorted(one.to[0].split("@")[0] for one in mail.outbox) == ["ada", "bo", "root"]


def test_a_builder_gets_what_stops_workflows_and_nothing_else(clinic, post):
    person("bo", "Builder", clinic)
    fault(clinic, code=AlertCode.SYNC_FAILING)
    assert post() == 0
    fault(clinic, "g", code=AlertCode.TRIGGER_STALE, now=NOW + MINUTE)
    assert post(NOW + 2 * MINUTE) == 1


def test_what_concerns_the_whole_installation_is_for_administrators(clinic, reader, post):
    person("bo", "Builder", clinic)
    fault(None, code=AlertCode.CLOCK_FAULT)
    assert post() == 1
    assert [one.to for one in mail.outbox] == [["ada@clinic.example"]]


def test_who_declined_it_gets_none(clinic, reader, post):
    MailWish.objects.create(person=reader, alerts=False)
    fault(clinic)
    assert post() == 0


def test_without_a_mail_server_nothing_is_planned_nor_made_up_for_later(clinic, reader, post, settings):
    settings.EMAIL_BACKEND, kept = "django.core.mail.backends.console.EmailBackend", settings.EMAIL_BACKEND
    fault(clinic)
    assert post() == 0
    settings.EMAIL_BACKEND = kept
    assert post(NOW + 2 * MINUTE) == 0
    assert (AlertMail.objects.count(), Job.objects.count()) == (0, 0)


def test_two_clocks_at_once_plan_one_mail(clinic, reader, monkeypatch):
    fault(clinic)
    claimed = planning._claimed

    def other_was_faster(alert, now):
        Alert.objects.filter(pk=alert.pk).update(told_at=now)
        return claimed(alert, now)

    monkeypatch.setattr(planning, "_claimed", other_was_faster)
    assert plan_due_mail(NOW + MINUTE) == 0
    assert AlertMail.objects.count() == 0


def test_a_process_that_dies_while_it_plans_leaves_the_alert_to_the_next(clinic, reader, monkeypatch, post):
    fault(clinic)
    with monkeypatch.context() as patch:
        patch.setattr(planning, "plan", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            plan_due_mail(NOW + MINUTE)
    assert (AlertMail.objects.count(), Alert.objects.get().told_at) == (0, None)
    assert post() == 1


def test_an_idle_look_is_one_query(clinic, reader, post, django_assert_num_queries):
    fault(clinic)
    post()
    with django_assert_num_queries(1):
        plan_due_mail(NOW + HOUR)
