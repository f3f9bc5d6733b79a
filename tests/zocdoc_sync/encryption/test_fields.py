import copy
import pickle

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database
from django.db import transaction

from tests.zocdoc_sync import factories
from zocdoc_sync.encryption.fields import Sealed
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.models import Appointment, Connection, OperationLog, Participant

pytestmark = pytest.mark.django_db
SECRET = "planted-secret-0815"


def stored(row, column):
    """Return what the database holds."""
    with database.cursor() as cursor:
        key = row._meta.pk
        cursor.execute(
            f"SELECT {column} FROM {row._meta.db_table} WHERE {key.column} = %s",  # noqa: S608 (names of our own)
            [key.get_db_prep_value(row.pk, database)],
        )
        return cursor.fetchone()[0]


def put(row, column, text):
    """Write into the database behind the field's back."""
    with database.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {column} = %s WHERE {row._meta.pk.column} = %s",  # noqa: S608 (as above)
            [text, row.pk],
        )


@pytest.fixture
def clinic():
    return factories.connection(name="Riverbend", client_secret=SECRET)


def test_the_database_holds_no_readable_value_and_the_row_opens_it(clinic):
    assert stored(clinic, "client_secret").startswith("e1:")
    assert SECRET not in stored(clinic, "client_secret")
    assert Connection.objects.get().client_secret == SECRET


def test_an_unopened_value_tells_nothing(clinic):
    (value,) = Connection.objects.values_list("client_secret", flat=True)
    assert (repr(value), str(value), f"{value}") == ("<sealed>",) * 3
    assert isinstance(Connection.objects.get().__dict__["client_secret"], Sealed)


def test_a_value_that_was_moved_from_another_row_is_not_opened(clinic):
    other = factories.connection()
    put(other, "client_secret", stored(clinic, "client_secret"))
    with pytest.raises(SealBroken) as broken:
        _ = Connection.objects.get(pk=other.pk).client_secret
    assert SECRET not in str(broken.value)


def test_a_value_that_was_moved_from_another_column_is_not_opened():
    row = factories.participant(first_name="Ada")
    put(row, "last_name", stored(row, "first_name"))
    with pytest.raises(SealBroken):
        _ = Participant.objects.get().last_name


def test_a_value_that_was_written_readably_is_noticed(clinic):
    put(clinic, "client_secret", "readable")
    with pytest.raises(SealBroken):
        _ = Connection.objects.get().client_secret


def test_a_wrong_key_is_noticed_and_loses_nothing(clinic, settings):
    keys = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [b"w" * 32]
    row = Connection.objects.get()
    with pytest.raises(SealBroken):
        _ = row.client_secret
    row.name = "Renamed"
    row.save()
    settings.ENCRYPTION_KEYS = keys
    kept = Connection.objects.get()
    assert (kept.name, kept.client_secret) == ("Renamed", SECRET)


def test_a_row_that_is_saved_unopened_keeps_its_stored_text(clinic):
    before = stored(clinic, "client_secret")
    Connection.objects.get().save()
    assert stored(clinic, "client_secret") == before


def test_no_value_stays_no_value():
    row = factories.connection(client_secret=None)
    assert stored(row, "client_secret") is None
    assert Connection.objects.get().client_secret is None
    assert Connection.objects.filter(client_secret__isnull=True).count() == 1


def test_empty_text_is_not_no_value():
    row = factories.connection(client_secret="")
    assert stored(row, "client_secret").startswith("e1:")
    assert Connection.objects.get().client_secret == ""


@pytest.mark.parametrize("value", [False, 0, "", [], {}, {"a": [None, 0, False, "ü"]}, "text"])
def test_json_keeps_every_value_as_it_is(value):
    log = factories.operation_log(request=value)
    again = OperationLog.objects.get(pk=log.pk).request
    assert (again, type(again)) == (value, type(value))


def test_a_deferred_value_is_read_when_it_is_asked_for(clinic):
    row = Connection.objects.defer("client_secret").get()
    assert "client_secret" not in row.__dict__
    assert row.client_secret == SECRET


def test_many_rows_made_at_once_are_sealed_each_for_itself():
    owner = factories.connection()
    rows = [Appointment(**row_of(owner, number), payload={"number": number}) for number in range(3)]
    Appointment.objects.bulk_create(rows)
    assert [row.payload for row in Appointment.objects.order_by("zocdoc_id")] == [{"number": n} for n in range(3)]


def row_of(owner, number):
    return {
        "connection": owner,
        "zocdoc_id": f"a-{number}",
        "status": "confirmed",
        "digest": "",
        "seen_at": factories.NOW,
    }


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: Connection.objects.update(client_secret="readable"),
        lambda: Connection.objects.filter(client_secret=SECRET).count(),
        lambda: Connection.objects.exclude(client_secret=SECRET).count(),
        lambda: Connection.objects.filter(client_secret__in=[SECRET]).count(),
        lambda: Connection.objects.bulk_update(Connection.objects.all(), ["client_secret"]),
    ],
)
def test_what_would_store_or_search_it_readably_is_refused(clinic, attempt):
    with pytest.raises(TypeError, match=r"Connection\.client_secret is encrypted"), transaction.atomic():
        attempt()
    assert SECRET not in stored(clinic, "client_secret")


def test_an_update_to_nothing_is_allowed(clinic):
    Connection.objects.update(client_secret=None)
    assert Connection.objects.get().client_secret is None


def test_a_row_without_its_identity_seals_nothing():
    with pytest.raises(ValueError, match="needs connection_id, zocdoc_id before it is sealed"):
        Appointment._meta.get_field("payload").sealed({"a": 1}, Appointment(zocdoc_id="a-1"))


def test_a_dump_of_the_tables_does_not_write_secrets_out(clinic, capsys):
    with pytest.raises((TypeError, CommandError), match="encrypted"):
        call_command("dumpdata", "zocdoc_sync.connection")
    told = capsys.readouterr()
    assert SECRET not in told.out + told.err


def test_a_copy_of_an_unopened_row_stays_sealed(clinic):
    row = Connection.objects.get()
    for twin in (copy.deepcopy(row), pickle.loads(pickle.dumps(row))):  # noqa: S301 (our own bytes)
        assert repr(twin.__dict__["client_secret"]) == "<sealed>"
        assert twin.client_secret == SECRET
