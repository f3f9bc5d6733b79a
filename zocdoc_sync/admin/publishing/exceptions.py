"""Closures and special days."""

from typing import Any

from django import forms
from django.contrib.admin import display
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import INPUT_CLASSES, UnfoldAdminRadioSelectWidget

from zocdoc_sync import audit
from zocdoc_sync.admin.badges import marked
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.filters import ConnectionFilter, words_filter
from zocdoc_sync.admin.publishing.hours import ExceptionHoursInline
from zocdoc_sync.models import Connection, ExceptionKind, SlotException

DATE = {"type": "date", "class": " ".join(INPUT_CLASSES)}


class SlotExceptionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Days on which the week does not hold."""

    class Meta:
        model = SlotException
        fields = ("connection", "provider", "kind", "first", "last", "why")
        widgets = {
            "kind": UnfoldAdminRadioSelectWidget(),
            **{name: forms.DateInput(format="%Y-%m-%d", attrs=DATE) for name in ("first", "last")},
        }

    def clean(self) -> dict[str, Any] | None:
        """Refuse days that end before they begin, a stranger's provider, and hours that would be for everybody."""
        said = super().clean() or self.cleaned_data
        first, last, provider = said.get("first"), said.get("last"), said.get("provider")
        if first and last and last < first:
            self.add_error("last", f"The last day must not be before the first: {last} is before {first}.")
        if provider and said.get("connection") and provider.connection_id != said["connection"].pk:
            self.add_error("provider", f"{provider} is not a provider of {said['connection']}.")
        if said.get("kind") == ExceptionKind.HOURS and not provider:
            self.add_error("provider", "Hours of its own need a provider: locations differ from one to the other.")
        return said


class SlotExceptionAdmin(ConsoleModelAdmin):
    """Nothing of this is at Zocdoc until it is published."""

    form = SlotExceptionForm
    inlines = (ExceptionHoursInline,)
    compressed_fields = False
    list_display = ("why", "shown_kind", "days", "whose", "connection")
    list_filter = (words_filter("kind", ExceptionKind), ConnectionFilter)
    list_select_related = ("provider",)
    list_before_template = "console/publishing/exceptions_bar.html"
    empty_sentence = "No closure and no special day yet: the weekly templates hold on all days."
    ordering = ("-first", "-pk")
    sortable_by = ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Choose the account when there is only one."""
        seen = visible_rows(Connection.objects.all(), request.user)[:2]
        return {"kind": ExceptionKind.CLOSED, **({"connection": seen[0]} if len(seen) == 1 else {})}

    def save_model(self, request: HttpRequest, obj: SlotException, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        super().save_model(request, obj, form, change)
        self._note("changed" if change else "added", request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001, ARG002 (Django's signature)
        """Keep each row with its day's account."""
        for row in formset.save(commit=False):
            row.connection = form.instance.connection
            row.save()
        for row in formset.deleted_objects:
            row.delete()

    def delete_model(self, request: HttpRequest, obj: SlotException) -> None:
        self._note("deleted", request, obj)
        super().delete_model(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002 (Django's signature)
        """Name the day alone: its rows go with it, and nothing changes at Zocdoc."""
        return [str(one) for one in objs], {}, set(), []

    def _note(self, what: str, request: HttpRequest, row: SlotException) -> None:
        now, subject = timezone.now(), f"special day {row.pk}"
        audit.record(f"special_day.{what}", request=request, now=now, subject=subject, connection=row.connection)

    @display(description="Kind")
    def shown_kind(self, row: SlotException) -> SafeString:
        return marked("off", "○", "Closed") if row.kind == ExceptionKind.CLOSED else marked("ok", "✓", "Own hours")

    @display(description="Days")
    def days(self, row: SlotException) -> str:
        return str(row.first) if row.first == row.last else f"{row.first} to {row.last}"

    @display(description="Provider")
    def whose(self, row: SlotException) -> str:
        return str(row.provider) if row.provider else "All providers"
