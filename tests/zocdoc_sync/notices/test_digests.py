from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from config.schedules import SCHEDULES
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from tests.zocdoc_sync.notices.conftest import fault, person
from zocdoc_sync.alerts import close_alert
from zocdoc_sync.models import MailWish
from zocdoc_sync.notices.digests import digest_all

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SEVEN = NOW.replace(hour=12)  # 07:00 in New York


@pytest.fixture(autouse=True)
def _zone(settings):
    settings.TIME_ZONE = "America/New_York"


def subjects():
    return [one.subject for one in mail.outbox]


def test_a_digest_tells_what_is_open_and_what_has_closed(clinic, reader, post):
    fault(clinic, "one", now=SEVEN - 3 * HOUR)
    fault(clinic, "two", now=SEVEN - 2 * HOUR)
    close_alert("two", now=SEVEN - HOUR)
    MailWish.objects.create(person=reader, alerts=False)
    assert digest_all(SEVEN) == 1
    post(SEVEN)
    (sent,) = mail.outbox
    assert sent.subject == "Slotdesk: 1 open, 1 closed"
    assert [line for line in sent.body.splitlines() if line.startswith(("OPEN", "CLOSED", "Since"))] == [
        "OPEN: 1",
        "Since Mon 02 Mar 2026, 04:00 EST, once.",
        "CLOSED: 1",
        "Since Mon 02 Mar 2026, 05:00 EST, once, closed Mon 02 Mar 2026, 06:00 EST.",
    ]


def test_nothing_to_tell_is_no_mail(clinic, reader):
    fault(clinic, now=SEVEN - 3 * DAY)
    close_alert("f", now=SEVEN - 2 * DAY)
    assert digest_all(SEVEN) == 0


def test_one_a_day_and_what_closed_is_told_once(clinic, reader, post):
    fault(clinic, now=SEVEN - 2 * HOUR)
    close_alert("f", now=SEVEN - HOUR)
    assert [digest_all(SEVEN), digest_all(SEVEN + HOUR), digest_all(SEVEN + DAY)] == [1, 0, 0]


def test_a_digest_after_days_without_a_worker_tells_what_closed_meanwhile(clinic, reader, post):
    fault(clinic, "first", now=SEVEN - HOUR)
    digest_all(SEVEN)
    fault(clinic, "second", now=SEVEN + HOUR)
    for name in ("first", "second"):
        close_alert(name, now=SEVEN + 2 * HOUR)
    digest_all(SEVEN + 3 * DAY)
    MailWish.objects.update_or_create(person=reader, defaults={"alerts": False})
    post(SEVEN + 3 * DAY)
    assert subjects()[-1] == "Slotdesk: 0 open, 2 closed"


def test_each_person_reads_of_their_own_connections_only(clinic, reader, post):
    other = factories.connection(name="Hillside")
    person("eve", "Builder", other)
    fault(clinic, now=SEVEN - HOUR)
    fault(other, "g", now=SEVEN - HOUR)
    fault(None, "h", now=SEVEN - HOUR)
    assert digest_all(SEVEN) == 2
    post(SEVEN - timedelta(seconds=1))
    post(SEVEN)
    found = {one.to[0]: sorted({n for n in ("Riverbend", "Hillside") if n in one.body}) for one in mail.outbox}
    assert found == {"ada@clinic.example": ["Riverbend"], "eve@clinic.example": ["Hillside"]}


def test_who_declined_the_digest_gets_none(clinic, reader):
    MailWish.objects.create(person=reader, digest=False)
    fault(clinic, now=SEVEN - HOUR)
    assert digest_all(SEVEN) == 0


def test_it_is_planned_at_seven_in_the_zone_of_the_installation_on_both_sides_of_the_change_of_clocks():
    entry = SCHEDULES["alert digests"]
    assert (entry.kind, entry.daily_at) == ("alerts.digests", time(7))
    days = [entry.next_after(datetime(2026, 3, day, 5, tzinfo=UTC)) for day in (7, 8)]
    assert days == [datetime(2026, 3, 7, 12, tzinfo=UTC), datetime(2026, 3, 8, 11, tzinfo=UTC)]
