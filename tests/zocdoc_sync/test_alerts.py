from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync import alerts
from zocdoc_sync.alerts import close_alert, raise_alert
from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Alert

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


def raised(sentence="It fails.", *, fault="f", now=NOW, **more):
    return raise_alert(AlertCode.SYNC_FAILING, fault, sentence, now=now, **more)


def rows():
    return list(
        Alert.objects.order_by("pk").values_list("fault", "sentence", "count", "opened_at", "last_at", "closed_at")
    )


def test_a_fault_that_lasts_is_one_alert_that_counts():
    assert [raised(), raised("It still fails.", now=LATER)] == [True, False]
    assert rows() == [("f", "It still fails.", 2, NOW, LATER, None)]


def test_two_faults_are_two_alerts():
    assert [raised(fault="one"), raised(fault="two")] == [True, True]


def test_a_fault_that_comes_again_after_it_was_closed_is_a_new_alert():
    raised()
    close_alert("f", now=LATER)
    assert raised(now=LATER)
    assert rows() == [("f", "It fails.", 1, NOW, NOW, LATER), ("f", "It fails.", 1, LATER, LATER, None)]


def test_closing_touches_that_fault_alone_and_a_closed_one_stays_as_it_was():
    raised(fault="one")
    raised(fault="two")
    close_alert("one", now=NOW)
    close_alert("one", now=LATER)
    assert [row[5] for row in rows()] == [NOW, None]


def test_an_alert_names_its_connection():
    owner = factories.connection()
    raised(connection=owner)
    assert Alert.objects.get().connection == owner


def test_who_comes_second_in_a_race_counts_on_the_first_ones_alert(monkeypatch):
    raised()
    filtered, looks = Alert.objects.filter, []

    def blind_at_first(**conditions):
        looks.append(conditions)
        return _Blind(filtered(**conditions))

    monkeypatch.setattr(alerts.Alert.objects, "filter", blind_at_first)
    assert not raised(now=LATER)
    assert len(looks) == 1
    monkeypatch.undo()
    assert rows() == [("f", "It fails.", 2, NOW, LATER, None)]


class _Blind:
    """Rows that are not there yet at the first look."""

    def __init__(self, found):
        self.found, self.looks = found, 0

    def update(self, **values):
        self.looks += 1
        return self.found.update(**values) if self.looks > 1 else 0


def test_the_database_itself_holds_one_open_alert_for_a_fault():
    raised()
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.create(code="sync_failing", fault="f", sentence="x", opened_at=NOW, last_at=NOW)
