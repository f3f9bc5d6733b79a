"""Write specialties and visit reasons as Zocdoc tells them into their rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zocdoc_sync.models import Connection, Specialty, VisitReason
from zocdoc_sync.sync.mirror.stubs import keys_of
from zocdoc_sync.sync.places.place import fitting, object_of, text_of


def keep_specialties(connection: Connection, told: Iterable[Any], *, now: datetime) -> set[int]:
    """Write the specialties of an answer and return the keys of their rows; `now` is UTC."""
    by_id = _by_id(told)
    with transaction.atomic():
        keys = keys_of(connection, Specialty, set(by_id))
        for zocdoc_id, one in by_id.items():
            values = {
                "name": text_of(one, "name"),
                "care_category": text_of(one, "care_category"),
                "payload": dict(one),
            }
            row = Specialty.objects.of(connection).filter(zocdoc_id=zocdoc_id)
            row.update(**fitting(Specialty, values), detailed_at=now, gone_at=None)
    return set(keys.values())


def keep_reasons(connection: Connection, told: Iterable[Any], *, now: datetime) -> set[int]:
    """Write the visit reasons of an answer with their specialties and return the keys of their rows; `now` is UTC."""
    by_id = _by_id(told)
    with transaction.atomic():
        specialties = keys_of(connection, Specialty, {text_of(one, "specialty_id") for one in by_id.values()})
        keys = keys_of(connection, VisitReason, set(by_id))
        for zocdoc_id, one in by_id.items():
            values = fitting(VisitReason, {"name": text_of(one, "name"), "payload": dict(one)})
            specialty = specialties.get(text_of(one, "specialty_id"))
            row = VisitReason.objects.of(connection).filter(zocdoc_id=zocdoc_id)
            row.update(**values, specialty_id=specialty, detailed_at=now, gone_at=None)
    return set(keys.values())


def _by_id(told: Iterable[Any]) -> dict[str, Mapping[str, Any]]:
    return {text_of(one, "id"): one for one in map(object_of, told) if text_of(one, "id")}
