"""What somebody does to the audit with SQL, past the console, is found."""

import pytest
from django.contrib.auth.models import User
from django.db import connection as database

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.chain import checking
from zocdoc_sync.chain.adding import add_waiting
from zocdoc_sync.chain.checking import check
from zocdoc_sync.chain.pruning import prune_audit
from zocdoc_sync.chain.turning import begin_again
from zocdoc_sync.models import AccessEvent, AuditChain

pytestmark = pytest.mark.django_db
EVENTS, ENDS = "zocdoc_sync_accessevent", "zocdoc_sync_auditchain"


def sql(statement, *values):
    with database.cursor() as cursor:
        cursor.execute(statement, values)


def found():
    fault = check().fault
    return fault and (fault.kind, fault.position, fault.entry)


def test_lines_that_nobody_touched_are_whole(five, write):
    write(2)
    verdict = check()
    assert (verdict.fault, verdict.first, verdict.last, verdict.waiting) == (None, 1, 5, 2)
    assert verdict.sentence == "The audit is whole from position 1 to 5; 2 lines wait for their place."


def test_an_audit_without_lines_is_whole():
    assert check().sentence == "The audit is whole; 0 lines wait for their place."


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00+00:00"),
        ("actor_label", "bo"),
        ("action", "sign_out"),
        ("subject", "row 9"),
        ("address", "192.0.2.9"),
        ("links", "7|"),
        ("seal", "0" * 64),
    ],
)
def test_a_changed_line_is_found_whatever_was_changed(five, column, value):
    sql(f"UPDATE {EVENTS} SET {column} = %s WHERE id = %s", value, five[2].pk)  # noqa: S608 (names of our own)
    assert found() == ("changed", 3, five[2].pk)
    assert check().sentence == f"Line {five[2].pk} (position 3) of the audit was changed."


def test_the_first_of_two_changes_is_said(five):
    sql(f"UPDATE {EVENTS} SET subject = 'x' WHERE id IN (%s, %s)", five[3].pk, five[1].pk)  # noqa: S608 (as above)
    assert found() == ("changed", 2, five[1].pk)


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_removed_line_is_found_at_the_beginning_inside_and_at_the_end(five, place):
    sql(f"DELETE FROM {EVENTS} WHERE id = %s", five[place].pk)  # noqa: S608 (as above)
    assert found() == ("removed", place + 1, None)


def test_a_removed_line_is_found_when_the_others_move_up(five):
    sql(f"DELETE FROM {EVENTS} WHERE id = %s", five[2].pk)  # noqa: S608 (as above)
    for place in (3, 4):
        sql(f"UPDATE {EVENTS} SET position = %s WHERE id = %s", place, five[place].pk)  # noqa: S608 (as above)
    assert found() == ("changed", 3, five[3].pk)


def test_two_lines_that_change_places_are_found(five):
    for place, row in ((-1, five[1]), (2, five[2]), (3, five[1])):
        sql(f"UPDATE {EVENTS} SET position = %s WHERE id = %s", place, row.pk)  # noqa: S608 (as above)
    assert found() == ("changed", 2, five[2].pk)


def copy_of(row, position, pk):
    AccessEvent.objects.bulk_create(
        [
            AccessEvent(
                pk=pk, at=row.at, actor_label=row.actor_label, action=row.action, subject=row.subject,
                links=row.links, position=position, seal=row.seal, seal_key=row.seal_key,
            )
        ]
    )  # fmt: skip


@pytest.mark.parametrize("position", [None, 0, 6])
def test_a_line_that_was_put_in_is_found_without_a_place_before_and_behind_the_chain(five, position):
    copy_of(five[0], position, 900)
    add_waiting()
    # Before the beginning there is no place: the walk meets it first.
    assert found() == ("inserted", position, 900)


def test_a_line_that_waits_is_found_when_it_was_changed(five, write):
    (row,) = write(1)
    sql(f"UPDATE {EVENTS} SET actor_label = 'bo' WHERE id = %s", row.pk)  # noqa: S608 (as above)
    assert add_waiting() == 0
    assert found() == ("inserted", None, row.pk)


@pytest.mark.parametrize("change", [{"position": 4}, {"first": 1}, {"before": "a"}, {"seal": "b"}, {"proof": "c"}])
def test_a_changed_record_of_the_ends_is_found(five, change):
    AuditChain.objects.update(**change)
    assert found() == ("ends", None, None)


def test_a_removed_record_of_the_ends_is_found(five):
    sql(f"DELETE FROM {ENDS}")  # noqa: S608 (as above)
    assert found() == ("ends", None, None)


def test_another_person_or_connection_in_a_line_is_found(five):
    other = User.objects.create_user("bo")
    sql(f"UPDATE {EVENTS} SET actor_id = %s WHERE id = %s", other.pk, five[2].pk)  # noqa: S608 (as above)
    assert found() == ("changed", 3, five[2].pk)


def test_a_person_and_a_connection_that_are_deleted_change_nothing():
    person, owner = User.objects.create_user("fran"), factories.connection()
    AccessEvent.objects.create(at=NOW, actor=person, actor_label="fran", action="x", connection=owner, address="::1")
    add_waiting()
    person.delete()
    owner.delete()
    assert AccessEvent.objects.get().actor_id is None
    assert found() is None


def test_who_has_the_database_but_not_the_keys_cannot_make_the_chain_again(five, settings):
    keys, settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS, [b"a" * 32]
    AccessEvent.objects.update(position=None, subject="forged")
    AuditChain.objects.all().delete()
    begin_again("nothing", now=NOW)
    settings.ENCRYPTION_KEYS = keys
    assert found() == ("ends", None, None)


def test_an_audit_put_back_to_an_older_state_is_found_by_what_was_noted(five, write):
    older = AuditChain.objects.values("first", "before", "position", "seal", "turn", "turn_seal", "key", "proof").get()
    write(2)
    add_waiting()
    noted = (7, check().seal)
    assert check(noted).fault is None
    AccessEvent.objects.filter(position__gt=5).delete()
    AuditChain.objects.update(**older)
    assert check().fault is None
    assert check(noted).fault.sentence == "The audit does not hold the seal that was noted for position 7."


def test_lines_that_are_pruned_during_the_walk_are_no_fault(five, monkeypatch, settings):
    settings.AUDIT_DAYS = -1
    walk, walks = checking._chained, []

    def interrupted(ends):
        if not walks:
            prune_audit(NOW)
        walks.append(ends.first)
        return walk(ends)

    monkeypatch.setattr(checking, "_chained", interrupted)
    assert found() is None
    assert walks == [0, 5]


def test_a_line_is_written_once():
    row = AccessEvent.objects.create(at=NOW, actor_label="fran", action="x")
    row.action = "y"
    with pytest.raises(TypeError, match="written once"):
        row.save()
