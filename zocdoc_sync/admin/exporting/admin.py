"""Lists that can be taken along as a file."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.base import ReadOnlyAdmin
from zocdoc_sync.admin.exporting.columns import columns_of
from zocdoc_sync.admin.exporting.sheet import lines
from zocdoc_sync.admin.paging import EXPORT
from zocdoc_sync.models import Appointment

# Rows that are in memory at once.
PART = 500


class ExportedAdmin(ReadOnlyAdmin):
    """A list with a link that brings it as CSV, as it is filtered and in its order."""

    is_exported = True

    def get_urls(self) -> list[URLPattern]:
        """Return the address of the file before Django's."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export.csv", self.admin_site.admin_view(self.export), name=name), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Send all rows of the list that the person may see; that they took them along is in the audit first."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if not (self.has_view_permission(request) and request.user.has_perm(EXPORT)):
            raise PermissionDenied
        asked = request.GET.copy()
        asked.pop(PAGE_VAR, None)
        request.GET = asked  # type: ignore[assignment]  # Django's own list reads the address from here
        listed = self.get_changelist_instance(request)
        patients = self.model is Appointment and may_see_patients(request.user)
        now = timezone.now()
        told = f"{listed.paginator.count_label} {self.opts.verbose_name_plural}{' with patients' if patients else ''}"
        audit.record("list.exported", request=request, now=now, subject=told)
        columns = columns_of(self.model, patients=patients)
        rows = ([column.of(row) for column in columns] for row in self._in_parts(request, listed.queryset))
        answer = StreamingHttpResponse(
            lines([one.title for one in columns], rows), content_type="text/csv; charset=utf-8"
        )
        name = f"{self.opts.verbose_name_plural}-{timezone.localdate(now)}.csv".replace(" ", "-")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def _in_parts(self, request: HttpRequest, rows: QuerySet[Any]) -> Iterator[Any]:
        """Yield the rows in their order: the keys from an index, then part by part all that belongs to them."""
        keys = rows.prefetch_related(None).values_list("pk", flat=True).iterator(chunk_size=PART)
        while part := list(islice(keys, PART)):
            found = {row.pk: row for row in self.get_queryset(request).filter(pk__in=part)}
            yield from (found[pk] for pk in part if pk in found)
