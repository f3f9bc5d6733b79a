"""Pages of long tables: rows are counted up to a limit, never all."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.views import ChangeList

COUNT_LIMIT = 10_000
EXPORT = "zocdoc_sync.export_lists"


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # not subscriptable at run time
    """Count at most COUNT_LIMIT rows; what lies beyond is reached by filtering, not by turning pages."""

    template_name = "console/pagination.html"

    @cached_property
    def _seen(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by().values("pk")[: COUNT_LIMIT + 1].count()
        return len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._seen, COUNT_LIMIT)

    def page(self, number: int | str) -> Any:
        """Return a page: first its keys from an index alone, then these rows with all that belongs to them.

        With the joins in the same query SQLite reads and sorts the whole table before it takes the first fifty.
        """
        valid, rows = self.validate_number(number), self.object_list
        if not isinstance(rows, QuerySet):
            return super().page(valid)
        first = (valid - 1) * self.per_page
        keys = rows.prefetch_related(None).values_list("pk", flat=True)[first : first + self.per_page]
        return Page(rows.filter(pk__in=list(keys)), valid, self)

    @property
    def is_cut(self) -> bool:
        """Tell whether there are more rows than were counted."""
        return self._seen > COUNT_LIMIT

    @property
    def count_label(self) -> str:
        """Return the number of rows as the reader sees it, such as "10,000+"."""
        return f"{self.count:,}{'+' if self.is_cut else ''}"


class PagedList(ChangeList):
    """Take a list that fits one page as any other page: its keys first, so that it asks as often as a long one."""

    def get_results(self, request: HttpRequest) -> None:
        """Set the rows of the page, and whether they may be taken along as a file."""
        self.may_export = getattr(self.model_admin, "is_exported", False) and request.user.has_perm(EXPORT)
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list
