"""What is found by its name or Zocdoc's id: the tables of SEARCHED_BY_NAME, each behind its own permission."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.text import capfirst

from zocdoc_sync.admin.base import visible_rows

MOST = 10
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One row that was found: its words and its page."""

    words: str
    link: str
    connection: str


@dataclass(frozen=True)
class Group:
    """The rows that were found in one table."""

    title: str
    hits: list[Hit]


def found_by_name(term: str, person: User) -> dict[str, list[int]]:
    """Return the keys of at most MOST visible rows a table whose name holds the term, or whose Zocdoc id it is."""
    if len(term) < SHORTEST:
        return {}
    found = {}
    for model in _tables(person):
        wanted = Q(name__icontains=term)
        if any(field.name == "zocdoc_id" for field in model._meta.fields):
            wanted |= Q(zocdoc_id=term)
        rows = visible_rows(model._default_manager.filter(wanted), person).order_by("name", "pk")
        found[model._meta.label] = list(rows.values_list("pk", flat=True)[:MOST])
    return {label: keys for label, keys in found.items() if keys}


def groups_of(found: dict[str, Any], person: User) -> Iterable[Group]:
    """Yield what was found table by table, as far as the person may still see it."""
    for model in _tables(person):
        keys = found.get(model._meta.label)
        if not keys:
            continue
        rows = visible_rows(model._default_manager.filter(pk__in=keys), person).select_related("connection")
        hits = [_hit(row) for row in rows.order_by("name", "pk")]
        if hits:
            yield Group(str(capfirst(model._meta.verbose_name_plural)), hits)


def _tables(person: User) -> Iterator[type[Model]]:
    for label in settings.SEARCHED_BY_NAME:
        model = apps.get_model(label)
        if person.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            yield model


def _hit(row: Any) -> Hit:
    address = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return Hit(str(row), reverse(address, args=(row.pk,)), row.connection.name)
