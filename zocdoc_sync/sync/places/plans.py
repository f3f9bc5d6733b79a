"""Write insurance plans as Zocdoc tells them into their rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from zocdoc_sync.models import Connection, InsurancePlan
from zocdoc_sync.models.insurance import marked

COLUMNS = (
    "name", "carrier_zocdoc_id", "carrier_name", "status", "network_type", "program_type", "care_categories",
    "is_national", "states", "payload",
)  # fmt: skip
WIDTHS = {column.name: column.max_length for column in InsurancePlan._meta.concrete_fields}
MAX_ID = 110


@dataclass
class Kept:
    """What a page of plans did to the mirror; `ids` are those that the page named."""

    created: int = 0
    changed: int = 0
    ids: set[str] = field(default_factory=set)


def keep_plans(connection: Connection, told: Iterable[Any], *, now: datetime) -> Kept:
    """Write the plans of one answer; what came again is no longer gone. `now` is UTC."""
    plans = {one["id"]: one for one in told if isinstance(one, Mapping) and _usable(one.get("id"))}
    kept = Kept(ids=set(plans))
    with transaction.atomic():
        rows = {row.zocdoc_id: row for row in InsurancePlan.objects.of(connection).filter(zocdoc_id__in=plans)}
        new = [_row(connection, zocdoc_id, one, now) for zocdoc_id, one in plans.items() if zocdoc_id not in rows]
        kept.created = len(InsurancePlan.objects.bulk_create(new, ignore_conflicts=True))
        differing = [row for row in rows.values() if _differs(row, plan_values(plans[row.zocdoc_id]))]
        kept.changed = InsurancePlan.objects.bulk_update(differing, COLUMNS, batch_size=100) if differing else 0
        keys = [row.pk for row in rows.values()]
        InsurancePlan.objects.filter(pk__in=keys).update(detailed_at=now, gone_at=None)
    return kept


def plan_values(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a plan; nulls and absent values become empty, words that are new to us stay as they are."""
    carrier, area = _object(told.get("carrier")), _object(told.get("coverage_area"))
    texts = {
        "name": told.get("name"),
        "carrier_zocdoc_id": carrier.get("id"),
        "carrier_name": carrier.get("name"),
        "status": told.get("status"),
        "network_type": told.get("network_type"),
        "program_type": told.get("program_type"),
        "care_categories": marked(_texts(told.get("care_categories"))),
        "states": marked(sorted(_texts(area.get("states")))),
    }
    fitting = {name: _text(value)[: WIDTHS[name]] for name, value in texts.items()}
    return {**fitting, "is_national": area.get("is_national") is True, "payload": dict(told)}


def _row(connection: Connection, zocdoc_id: str, told: Mapping[str, Any], now: datetime) -> InsurancePlan:
    return InsurancePlan(connection=connection, zocdoc_id=zocdoc_id, detailed_at=now, **plan_values(told))


def _differs(row: InsurancePlan, values: Mapping[str, Any]) -> bool:
    """Bring a row to what was told, and tell whether that changed anything."""
    changed = False
    for name, value in values.items():
        changed = changed or getattr(row, name) != value
        setattr(row, name, value)
    return changed


def _usable(zocdoc_id: Any) -> bool:
    return isinstance(zocdoc_id, str) and 0 < len(zocdoc_id) <= MAX_ID and "\x00" not in zocdoc_id


def _text(value: Any) -> str:
    return value.replace("\x00", "") if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
