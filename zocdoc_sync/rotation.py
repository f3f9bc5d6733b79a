"""Encrypt again, with the newest key, what older keys encrypted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction

from zocdoc_sync.chain.turning import seal_again
from zocdoc_sync.documents.storing import opened, path_of, store
from zocdoc_sync.encryption.blind import blind_index
from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.encryption.files import file_sealed_with
from zocdoc_sync.encryption.keys import newest
from zocdoc_sync.encryption.sealing import VERSION
from zocdoc_sync.models import Appointment, Document, Participant
from zocdoc_sync.sync.mirror.digests import AWAITS_ECHO, digest

BATCH = 500


@dataclass
class Changed:
    """How many rows of a table have been sealed again so far."""

    rows: int = 0


def rotate(begun: Callable[[str, Changed], None] | None = None) -> dict[str, int]:
    """Seal every encrypted column again and renew its blind indexes; return the rows changed by table.

    `begun` is told of each table that begins, with its growing count. Raises SealBroken when a key is missing, and
    ChainBroken when the audit was changed: sealing that again would hide it. What was done until then stays done, and
    the rest is done by the next call.
    """
    parts: dict[str, Callable[[Changed], None]] = {
        model._meta.label: partial(_rotate_table, model, fields) for model, fields in encrypted_models()
    }
    parts |= {"files of documents": _rotate_files, "lines of the audit": _rotate_audit}
    counts = {}
    for name, turn in parts.items():
        changed = Changed()
        if begun is not None:
            begun(name, changed)
        turn(changed)
        counts[name] = changed.rows
    return counts


def _rotate_files(changed: Changed) -> None:
    for document in Document.objects.filter(removed_at__isnull=True).order_by("pk").iterator():
        path = path_of(document.pk)
        if path.exists() and file_sealed_with(path) != newest().name:
            with opened(document) as plain:
                store(document, plain.chunks())
            changed.rows += 1


def _rotate_audit(changed: Changed) -> None:
    for done in seal_again():
        changed.rows += done


def encrypted_models() -> Iterator[tuple[type[models.Model], list[EncryptedField]]]:
    """Yield each model that has encrypted columns, with those columns."""
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
        if fields:
            yield model, fields


def _rotate_table(model: type[models.Model], fields: list[EncryptedField], changed: Changed) -> None:
    current = f"{VERSION}:{newest().name}:"
    old = models.Q()
    for field in fields:
        old |= models.Q((f"{field.name}__isnull", False)) & ~models.Q((f"{field.name}__startswith", current))
    while done := _rotate_batch(model, fields, old):
        changed.rows += done


@transaction.atomic
def _rotate_batch(model: type[models.Model], fields: list[EncryptedField], old: models.Q) -> int:
    # Read under the lock: a row that a worker writes meanwhile must not get its older content back.
    rows = list(model._default_manager.select_for_update().filter(old).order_by("pk")[:BATCH])
    for row in rows:
        _seal_again(row, fields)
    return len(rows)


def _seal_again(row: Any, fields: list[EncryptedField]) -> None:
    names = [field.name for field in fields]
    for name in names:
        setattr(row, name, getattr(row, name))  # reading opens it; what is open is sealed anew when saved
    names += _REINDEX.get(type(row), lambda _row: [])(row)
    row.save(update_fields=names)


def _reindex_participant(row: Participant) -> list[str]:
    row.reindex()
    return [field.name for field in Participant._meta.concrete_fields if field.name.endswith("_index")]


def _reindex_appointment(row: Appointment) -> list[str]:
    row.developer_patient_index = blind_index("developer_patient_id", row.said("developer_patient_id"))
    if row.digest != AWAITS_ECHO:
        row.digest = digest(row.payload or {})
    return ["developer_patient_index", "digest"]


_REINDEX: dict[type[models.Model], Any] = {Participant: _reindex_participant, Appointment: _reindex_appointment}
