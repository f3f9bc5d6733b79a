import pytest
from django.contrib.auth.models import Permission

from zocdoc_sync.client.endpoints import ENDPOINTS
from zocdoc_sync.enums import AppointmentStatus, Operation
from zocdoc_sync.operations.catalogue import AREAS, CATALOGUE, spec
from zocdoc_sync.operations.errors import UnknownOperation
from zocdoc_sync.operations.mirroring import AFTER
from zocdoc_sync.operations.readback import READERS


def test_all_30_operations_are_declared_once():
    declared = [one.code for area in AREAS for one in area.OPERATIONS]

    assert len(declared) == 30
    assert sorted(declared) == sorted(Operation.values) == sorted(ENDPOINTS)


def test_labels_are_those_of_the_ledger():
    assert {code: one.label for code, one in CATALOGUE.items()} == dict(Operation.choices)


def test_what_writes_is_what_the_client_writes():
    assert {code: one.writes for code, one in CATALOGUE.items()} == {
        code: endpoint.kind == "write" for code, endpoint in ENDPOINTS.items()
    }


def test_only_writes_destroy_or_may_be_repeated():
    assert [one.code for one in CATALOGUE.values() if (one.destroys or one.repeatable) and not one.writes] == []


def test_two_writes_cannot_be_read_back_and_every_table_names_writes_only():
    writes = {code for code, one in CATALOGUE.items() if one.writes}

    assert writes - set(READERS) == {"rotateCredentials", "mockWebhookRequest"}
    assert sorted((set(READERS) | set(AFTER)) - writes) == []


def test_allowed_statuses_are_known_ones():
    allowed = {status for one in CATALOGUE.values() for status in one.allowed_statuses or ()}

    assert sorted(allowed - set(AppointmentStatus.values)) == []


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_each_form_has_the_fields_that_the_path_and_the_query_need(code):
    endpoint = ENDPOINTS[code]
    known = set(spec(code).form.all_fields())
    in_path = {part[1:-1] for part in endpoint.path.split("/") if part.startswith("{")}

    assert sorted((in_path | set(endpoint.query)) - known) == []
    if endpoint.body is None:
        assert sorted(known - in_path - set(endpoint.query)) == []


@pytest.mark.django_db
def test_every_operation_has_an_existing_permission():
    existing = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}

    assert sorted({one.permission for one in CATALOGUE.values()} - existing) == []


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("confirmAppointmnt", "Did you mean confirmAppointment?"),
        ("getprovidernpis", "Did you mean getProviderNpis"),
        ("qqq", "There are: cancelAppointment, confirmAppointment"),
    ],
)
def test_an_unknown_operation_suggests_near_names(code, hint):
    with pytest.raises(UnknownOperation) as caught:
        spec(code)

    assert caught.value.sentence.startswith(f"There is no operation “{code}”. {hint}")
