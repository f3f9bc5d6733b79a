"""Filters whose choices come from rows that the person may see."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.models import Connection


class ColumnFilter(DropdownFilter):
    """Keep rows whose column has the chosen word; the words are a closed list."""

    column: ClassVar[str]
    words: ClassVar[Any]

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return list(self.words.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        value = self.value()
        return queryset.filter(**{self.column: value}) if value else queryset


def words_filter(name: str, words: Any, column: str = "") -> type[ColumnFilter]:
    """Return a filter of one column by a closed list of words."""
    body = {"title": name, "parameter_name": name.replace(" ", "_"), "column": column or name, "words": words}
    return type(f"By{name.title().replace(' ', '')}", (ColumnFilter,), body)


class RowFilter(DropdownFilter):
    """Keep rows that point to the chosen row of a table; only rows that the person may see are offered and accepted."""

    rows: ClassVar[type[Model]]
    column: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        rows = visible_rows(self.rows._default_manager.all(), request.user)
        return [(str(row.pk), str(row)) for row in self.light(rows)]

    def light(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows without columns that a choice does not show."""
        return rows.only("pk", "name", "zocdoc_id")

    def has_output(self) -> bool:
        """Offer the filter when there is a choice to make, or one was made."""
        return len(self.lookup_choices) > 1 or self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        value = self.value()
        if not value:
            return queryset
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(**{f"{self.column}_id": value}) if value in known else queryset.none()


class ConditionFilter(DropdownFilter):
    """Keep the rows of one of a few conditions: each with its word in addresses, its words on the screen and itself."""

    conditions: ClassVar[Mapping[str, tuple[str, Q]]]

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return [(value, label) for value, (label, _) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        chosen = self.conditions.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class GoneFilter(ConditionFilter):
    """Keep what Zocdoc still has, or what has left it."""

    title = "at Zocdoc"
    parameter_name = "gone"
    conditions = {"no": ("Still there", Q(gone_at=None)), "yes": ("Gone", Q(gone_at__isnull=False))}


class ConnectionFilter(RowFilter):
    title = "connection"
    parameter_name = "connection"
    rows = Connection
    column = "connection"

    def light(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.only("pk", "name")
