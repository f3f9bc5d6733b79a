"""Filters whose choices come from rows that the person may see."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
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


class GoneFilter(DropdownFilter):
    """Keep what Zocdoc still has, or what has left it."""

    title = "at Zocdoc"
    parameter_name = "gone"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:  # noqa: ARG002 (Django's signature)
        return [("no", "Still there"), ("yes", "Gone")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:  # noqa: ARG002 (Django's signature)
        value = self.value()
        return queryset.filter(gone_at__isnull=value == "no") if value else queryset


class ConnectionFilter(RowFilter):
    title = "connection"
    parameter_name = "connection"
    rows = Connection
    column = "connection"

    def light(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.only("pk", "name")
