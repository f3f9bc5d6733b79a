from datetime import timedelta

import pytest

from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.chain.adding import add_waiting
from zocdoc_sync.chain.checking import check
from zocdoc_sync.chain.pruning import prune_audit
from zocdoc_sync.models import AccessEvent, AuditChain

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def years(write):
    """Three lines of seven years ago, and two of today."""
    write(3, at=NOW - 7 * YEAR)
    write(2)
    add_waiting()


def test_lines_go_after_six_years_and_the_rest_stays_checkable(years):
    assert prune_audit(NOW) == {"lines of the audit": 3}
    verdict = check()
    assert (verdict.fault, verdict.first, verdict.last) == (None, 4, 5)
    assert prune_audit(NOW) == {"lines of the audit": 0}


def test_what_is_removed_by_hand_afterwards_is_found(years):
    prune_audit(NOW)
    AccessEvent.objects.filter(position=4).delete()
    assert (check().fault.kind, check().fault.position) == ("removed", 4)


def test_how_long_is_a_setting(years, settings):
    settings.AUDIT_DAYS = 8 * 365
    assert prune_audit(NOW) == {"lines of the audit": 0}


def test_a_changed_line_is_not_pruned_away(years):
    AccessEvent.objects.filter(position=2).update(subject="x")
    assert prune_audit(NOW) == {"lines of the audit": 1}
    assert check().fault.position == 2


def test_a_date_made_old_from_outside_does_not_let_a_line_go(years):
    AccessEvent.objects.filter(position=4).update(at=NOW - 8 * YEAR)
    assert prune_audit(NOW) == {"lines of the audit": 3}
    assert check().fault.position == 4


def test_a_broken_record_of_the_ends_prunes_nothing(years):
    AuditChain.objects.update(first=3)
    assert prune_audit(NOW) == {"lines of the audit": 0}
