import pytest

from tests.zocdoc_sync.commands.shell import give
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.chain import turning
from zocdoc_sync.chain.adding import add_waiting
from zocdoc_sync.chain.checking import check
from zocdoc_sync.chain.faults import ChainBroken
from zocdoc_sync.chain.pruning import prune_audit
from zocdoc_sync.chain.turning import begin_again, seal_again
from zocdoc_sync.encryption.keys import newest
from zocdoc_sync.models import AccessEvent, AuditChain

pytestmark = pytest.mark.django_db
OLD, NEW = b"o" * 32, b"n" * 32


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.ENCRYPTION_KEYS = [OLD]


def keys_in_use():
    return {*AccessEvent.objects.values_list("seal_key", flat=True), *AuditChain.objects.values_list("key", flat=True)}


def test_after_a_rotation_the_old_key_can_go(five, write, settings):
    write(1)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert sum(seal_again()) == 6
    assert (list(seal_again()), check().fault) == ([], None)
    settings.ENCRYPTION_KEYS = [NEW]
    assert (check().fault, check().last, keys_in_use()) == (None, 6, {newest().name})


def test_an_old_key_that_went_too_early_is_said(five, settings):
    settings.ENCRYPTION_KEYS = [NEW]
    assert check().fault.kind == "ends"
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    assert check().fault is None


def test_the_chain_is_whole_at_every_moment_of_a_rotation_and_grows_meanwhile(five, write, settings, monkeypatch):
    monkeypatch.setattr(turning, "BATCH", 2)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    seen = []
    while turning._turn_part():
        write(1) if len(seen) < 2 else None
        add_waiting()
        seen.append((AuditChain.objects.get().turn, check().fault))
    assert [fault for _, fault in seen] == [None] * len(seen)
    assert [turn for turn, _ in seen] == [2, 4, 6, 0]
    settings.ENCRYPTION_KEYS = [NEW]
    assert (check().fault, check().last) == (None, 7)


def test_a_change_between_two_parts_of_a_rotation_is_found(five, settings, monkeypatch):
    monkeypatch.setattr(turning, "BATCH", 2)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    turning._turn_part()
    AccessEvent.objects.filter(position=3).update(subject="x")
    assert check().fault.position == 3
    with pytest.raises(ChainBroken, match="position 3"):
        list(seal_again())


def test_nothing_is_pruned_in_the_middle_of_a_rotation(five, settings, monkeypatch):
    monkeypatch.setattr(turning, "BATCH", 2)
    settings.ENCRYPTION_KEYS, settings.AUDIT_DAYS = [NEW, OLD], -1
    turning._turn_part()
    assert prune_audit(NOW) == {"lines of the audit": 0}


def test_a_rotation_does_not_hide_a_break(five, settings, capsys):
    AccessEvent.objects.filter(position=3).update(subject="x")
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    said = give(capsys, "rotate_encryption_keys", "--json")
    assert (said.status, said.error["error"]) == (1, "audit_broken")
    assert "(position 3) of the audit was changed. All else is encrypted again." in said.error["sentence"]
    assert check().fault.position == 3


def test_after_a_fault_was_looked_into_the_chain_begins_again_and_says_so(five):
    AccessEvent.objects.filter(position=3).update(subject="x")
    begin_again(check().sentence, now=NOW)
    assert (check().fault, check().last) == (None, 6)
    last = AccessEvent.objects.get(position=6)
    assert (last.action, last.subject) == (
        "audit.begun_again", f"Line {five[2].pk} (position 3) of the audit was changed."
    )  # fmt: skip
