import pytest
from django.contrib.auth.models import User
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from tests.workflows_app.factories import NOW, workflow
from tests.zocdoc_sync import factories
from tests.zocdoc_sync.commands.shell import give
from tests.zocdoc_sync.documents.files import PDF
from workflows_app.engine.planning import start_by_hand
from workflows_app.models import Remark, StepRun, WebhookTarget
from zocdoc_sync import rotation
from zocdoc_sync.documents.storing import opened, store
from zocdoc_sync.encryption.blind import blind_candidates, blind_index
from zocdoc_sync.encryption.keys import newest
from zocdoc_sync.encryption.sealing import SealBroken, sealed_with
from zocdoc_sync.models import (
    Appointment,
    Connection,
    ConnectionToken,
    Document,
    OperationLog,
    Participant,
    SecondStep,
    WebhookKey,
)
from zocdoc_sync.models.patient_words import INDEXED
from zocdoc_sync.rotation import encrypted_models, rotate
from zocdoc_sync.sync.mirror.digests import AWAITS_ECHO, digest

pytestmark = pytest.mark.django_db
OLD, NEW = b"o" * 32, b"n" * 32
VALUES = {
    "Connection": {"client_secret": "a-secret"},
    "ConnectionToken": {"access_token": "an-access-token", "refresh_token": "a-refresh-token"},
    "Appointment": {"payload": {"developer_patient_id": "dev-1", "notes": "a note"}},
    "Participant": {
        "first_name": "Ada", "last_name": "Example", "birth_date": "1980-02-29", "phone": "2125550123",
        "email": "ada@patients.example", "member_id": "MEM-000123", "payload": {"patient": {"first_name": "Ada"}},
    },
    "OperationLog": {"request": {"json": {"a": 1}}, "answer": {"data": None}},
    "WorkflowRun": {"data": {"patient": {"first_name": "Ada"}}},
    "StepRun": {"given": {"text": "Ada"}, "output": {"text": "Ada"}},
    "WebhookTarget": {"signing_secret": "a-signing-secret"},
    "Remark": {"text": "a remark"},
    "Document": {"name": "referral of Ada.pdf"},
    "WebhookKey": {"secret": "a-webhook-key"},
    "SecondStep": {"seed": "a-seed"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.ENCRYPTION_KEYS = [OLD]


@pytest.fixture
def both_keys(settings):
    def added():
        settings.ENCRYPTION_KEYS = [NEW, OLD]

    return added


@pytest.fixture
def rows():
    """One row of each table that has encrypted columns, with each of them filled."""
    owner = factories.connection(**VALUES["Connection"])
    ConnectionToken.objects.create(connection=owner, **VALUES["ConnectionToken"])
    row = factories.appointment(
        owner,
        **VALUES["Appointment"],
        developer_patient_index=blind_index("developer_patient_id", "dev-1"),
        digest=digest(VALUES["Appointment"]["payload"]),
    )
    factories.participant(row, **VALUES["Participant"])
    factories.operation_log(row, **VALUES["OperationLog"])
    flow = workflow(owner)
    common = {"connection": owner, "run": start_by_hand(flow, row, actor=None, now=NOW)}
    common["run"].data = VALUES["WorkflowRun"]["data"]
    common["run"].save()
    StepRun.objects.create(**common, path="a", kind="note", started_at=NOW, **VALUES["StepRun"])
    WebhookTarget.objects.create(connection=owner, name="There", url="https://there.example", **VALUES["WebhookTarget"])
    document = factories.document(row, **VALUES["Document"])
    store(document, [PDF])
    Remark.objects.create(connection=owner, appointment=row, key="k", by="bo", at=NOW, **VALUES["Remark"])
    WebhookKey.objects.create(connection=owner, added_at=NOW, added_by_label="bo", **VALUES["WebhookKey"])
    SecondStep.objects.create(person=User.objects.create(username="cy"), made_at=NOW, **VALUES["SecondStep"])


def seals():
    """Return table, column and stored text of every encrypted value."""
    found = []
    for model, fields in encrypted_models():
        for field in fields:
            with database.cursor() as cursor:
                cursor.execute(f"SELECT {field.column} FROM {model._meta.db_table}")  # noqa: S608 (names of our own)
                found += [(model.__name__, field.name, text) for (text,) in cursor.fetchall() if text is not None]
    return found


def readable():
    return {
        model.__name__: {field.name: getattr(model._default_manager.get(), field.name) for field in fields}
        for model, fields in encrypted_models()
    }


def keys_in_use():
    return {sealed_with(text) for _, _, text in seals()}


def test_every_encrypted_column_of_every_table_is_tried_here(rows):
    assert {(table, column) for table, column, _ in seals()} == {
        (model.__name__, field.name) for model, fields in encrypted_models() for field in fields
    }
    assert readable() == VALUES


def test_all_is_sealed_with_the_newest_key_and_the_old_one_can_go(rows, both_keys, settings):
    both_keys()
    assert rotate() == {model._meta.label: 1 for model, _ in encrypted_models()} | {
        "files of documents": 1,
        "lines of the audit": 0,
    }
    settings.ENCRYPTION_KEYS = [NEW]
    assert keys_in_use() == {newest().name}
    assert readable() == VALUES
    with opened(Document.objects.get()) as plain:
        assert plain.read() == PDF


def test_nothing_is_left_for_a_second_run(rows, both_keys):
    both_keys()
    rotate()
    before = seals()
    assert rotate() == {model._meta.label: 0 for model, _ in encrypted_models()} | {
        "files of documents": 0,
        "lines of the audit": 0,
    }
    assert seals() == before


def found(column, value):
    """Search as the console does: under every key in use."""
    return Participant.objects.filter(**{f"{column}_index__in": blind_candidates(column, value)}).count()


@pytest.mark.parametrize("column", INDEXED)
def test_a_patient_is_found_before_during_and_after(rows, both_keys, settings, column):
    value = INDEXED[column](Participant.objects.get())
    assert value
    both_keys()
    assert found(column, value) == 1
    rotate()
    assert found(column, value) == 1
    settings.ENCRYPTION_KEYS = [NEW]
    assert found(column, value) == 1


def test_an_appointment_is_found_by_the_partners_id_and_known_as_unchanged_afterwards(rows, both_keys, settings):
    both_keys()
    rotate()
    settings.ENCRYPTION_KEYS = [NEW]
    row = Appointment.objects.get()
    assert row.developer_patient_index == blind_index("developer_patient_id", "dev-1")
    assert row.digest == digest(VALUES["Appointment"]["payload"])


def test_a_row_that_awaits_its_echo_goes_on_waiting(rows, both_keys):
    Appointment.objects.update(digest=AWAITS_ECHO)
    both_keys()
    rotate()
    assert Appointment.objects.get().digest == AWAITS_ECHO


def test_more_rows_than_a_batch_are_all_done(both_keys, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    for _ in range(5):
        factories.connection()
    both_keys()
    assert rotate()["zocdoc_sync.Connection"] == 5
    assert keys_in_use() == {newest().name}


def test_what_was_done_before_an_interruption_stays_and_the_next_run_does_the_rest(both_keys, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)
    for _ in range(5):
        factories.connection()
    both_keys()
    saved, save = [], Connection.save

    def interrupted(row, **options):
        saved.append(row.pk)
        if len(saved) == 4:
            raise KeyboardInterrupt
        save(row, **options)

    monkeypatch.setattr(Connection, "save", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    monkeypatch.setattr(Connection, "save", save)
    assert [sealed_with(text) == newest().name for _, _, text in seals()].count(True) == 2
    assert {row.client_secret for row in Connection.objects.all()} == {"invented-secret"}
    assert rotate()["zocdoc_sync.Connection"] == 3
    assert keys_in_use() == {newest().name}


def test_rows_are_read_under_the_lock_so_that_no_newer_content_is_lost(rows, both_keys, monkeypatch):
    both_keys()
    monkeypatch.setattr(rotation, "_rotate_files", lambda _changed: None)
    monkeypatch.setattr(rotation, "_rotate_audit", lambda _changed: None)
    with CaptureQueriesContext(database) as queries:
        rotate()
    told = [query["sql"] for query in queries]
    # SQLite takes its one lock when the transaction begins, PostgreSQL one for each row.
    ending = " FOR UPDATE" if database.features.has_select_for_update else f" LIMIT {rotation.BATCH}"
    reads = [number for number, sql in enumerate(told) if sql.startswith("SELECT ")]
    assert len(reads) == 2 * len(VALUES)
    seen = {(told[number - 1][:9], told[number].endswith(ending)) for number in reads}
    assert seen == {("SAVEPOINT", True)}


def test_a_missing_key_is_one_sentence_and_changes_nothing(rows, capsys, settings):
    settings.ENCRYPTION_KEYS = [NEW]
    before = seals()
    said = give(capsys, "rotate_encryption_keys", "--json")
    assert (said.status, said.out, seals()) == (1, "", before)
    assert "is not among ENCRYPTION_KEYS" in said.error["sentence"]
    assert said.error["sentence"].endswith("Nothing was lost; put the missing key back and run this again.")


def test_the_command_prints_how_much_was_done(rows, both_keys, capsys):
    both_keys()
    said = give(capsys, "rotate_encryption_keys")
    assert (said.status, said.out.splitlines()[-1]) == (0, f"The newest key is {newest().name}.")
    assert "1 rows of zocdoc_sync.Participant encrypted again" in said.out
    again = give(capsys, "rotate_encryption_keys", "--json").data
    assert (again["key"], set(again["rows"].values())) == (newest().name, {0})


def test_a_value_under_the_old_key_is_not_opened_once_that_is_gone(rows, settings):
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(SealBroken):
        _ = OperationLog.objects.get().request
