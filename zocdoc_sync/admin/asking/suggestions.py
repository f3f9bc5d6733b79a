"""Ids that the mirror knows, offered beside the fields that take one."""

from dataclasses import dataclass

from zocdoc_sync.models import (
    Connection,
    Facility,
    Location,
    Practice,
    Provider,
    ProviderLocation,
    Specialty,
    VisitReason,
)
from zocdoc_sync.models.directory import DirectoryEntry
from zocdoc_sync.operations.forms.base import OperationForm

MOST = 300
KNOWN: dict[str, type[DirectoryEntry]] = {
    "facility_id": Facility,
    "location_ids": Location,
    "practice_ids": Practice,
    "provider_id": Provider,
    "provider_ids": Provider,
    "provider_location_id": ProviderLocation,
    "provider_location_ids": ProviderLocation,
    "specialty_id": Specialty,
    "visit_reason_id": VisitReason,
}


@dataclass(frozen=True)
class Suggestions:
    """The list of one field: `id` is what its input names, `entries` are ids with names."""

    id: str
    entries: list[tuple[str, str]]


def suggested(form: OperationForm, connection: Connection | None) -> list[Suggestions]:
    """Return lists of mirrored ids for a form's fields and bind its inputs to them."""
    if connection is None:
        return []
    fields = {name: KNOWN[last] for name in form.fields if (last := name.rpartition(".")[2]) in KNOWN}
    lists = {model: _entries(model, connection) for model in set(fields.values())}
    for name, model in fields.items():
        form.fields[name].widget.attrs["list"] = _id(model)
    return [Suggestions(_id(model), entries) for model, entries in lists.items()]


def _entries(model: type[DirectoryEntry], connection: Connection) -> list[tuple[str, str]]:
    rows = model.objects.of(connection).filter(gone_at__isnull=True).exclude(name="")
    return list(rows.values_list("zocdoc_id", "name")[:MOST])


def _id(model: type[DirectoryEntry]) -> str:
    return f"known-{model._meta.model_name}"
