import pytest

from tests.zocdoc_sync.commands.shell import give
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.audit import record_command
from zocdoc_sync.chain.adding import add_waiting
from zocdoc_sync.models import AccessEvent, Alert

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lines():
    for number in range(3):
        record_command("x", label="fran", now=NOW, subject=f"row {number}")
    add_waiting()


def break_it():
    AccessEvent.objects.filter(position=2).update(subject="x")


def test_a_whole_audit_is_said_with_its_end(capsys):
    said = give(capsys, "check_audit")
    seal = AccessEvent.objects.get(position=3).seal
    assert (said.status, said.out.splitlines()) == (
        0,
        ["The audit is whole from position 1 to 3; 0 lines wait for their place.", f"It ends at 3:{seal}"],
    )


def test_a_broken_one_ends_with_a_status_says_where_and_alerts(capsys):
    break_it()
    said = give(capsys, "check_audit", "--json")
    assert (said.status, said.data["ok"], said.data["fault"]["kind"]) == (1, False, "changed")
    assert (said.error["error"], said.error["fault"]["position"]) == ("audit_broken", 2)
    assert Alert.objects.get().closed_at is None


def test_an_end_that_was_noted_is_looked_for(capsys):
    end = give(capsys, "check_audit", "--json").data["end"]
    assert give(capsys, "check_audit", "--seen", end).status == 0
    assert give(capsys, "check_audit", "--seen", "9:" + "0" * 64).status == 1
    assert give(capsys, "check_audit", "--seen", "nonsense").status == 2


def test_beginning_again_is_only_for_a_broken_one(capsys):
    assert give(capsys, "check_audit", "--begin-again").status == 0
    assert AccessEvent.objects.count() == 3
    break_it()
    assert give(capsys, "check_audit", "--begin-again").status == 0
    assert AccessEvent.objects.latest("pk").action == "audit.begun_again"
    assert Alert.objects.filter(closed_at=None).count() == 0
