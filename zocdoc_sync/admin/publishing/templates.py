"""Weekly templates: list, form with rows of hours, duplicate."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin import display
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.widgets import INPUT_CLASSES

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.filters import ConnectionFilter, RowFilter
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.publishing.hours import RuleInline
from zocdoc_sync.admin.publishing.preview import preview
from zocdoc_sync.models import Provider, SlotTemplate
from zocdoc_sync.models.templates import WEEKDAYS
from zocdoc_sync.roles import may_publish

DATE = {"type": "date", "class": " ".join(INPUT_CLASSES)}


class ProviderFilter(RowFilter):
    title = "provider"
    parameter_name = "provider"
    rows = Provider
    column = "provider"


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A template without its rows."""

    class Meta:
        model = SlotTemplate
        fields = ("provider", "name", "valid_from", "valid_to")
        widgets = {name: forms.DateInput(format="%Y-%m-%d", attrs=DATE) for name in ("valid_from", "valid_to")}

    def clean(self) -> dict[str, Any] | None:
        """Refuse a validity that ends before it begins, and a name that the provider has already."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("valid_from"), said.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", f"Valid to must not be before valid from: {last} is before {first}.")
        provider, name = said.get("provider"), said.get("name")
        if provider and SlotTemplate.objects.filter(provider=provider, name=name).exclude(pk=self.instance.pk).exists():
            self.add_error("name", f"{provider} has a template of this name already.")
        return said


class SlotTemplateAdmin(ConsoleModelAdmin):
    """Weeks in wall time; nothing of them is at Zocdoc until they are published."""

    form = TemplateForm
    inlines = (RuleInline,)
    # Labels above: a row of hours is read from left to right.
    compressed_fields = False
    list_display = ("name", "provider", "validity", "days", "connection")
    list_filter = (ProviderFilter, ConnectionFilter)
    list_select_related = ("provider",)
    list_before_template = "console/publishing/templates_bar.html"
    change_form_outer_before_template = "console/publishing/template_bar.html"
    empty_sentence = "No weekly template yet. Add one, look at its preview, then publish it."
    ordering = ("provider__name", "name", "pk")
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the preview and of the copy before Django's."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", wrap(partial(preview, self)), name="slottemplate_preview"),
            path("<int:pk>/duplicate/", wrap(partial(duplicate, self)), name="slottemplate_duplicate"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return templates with what the list shows of their rows."""
        rows: QuerySet[Any] = super().get_queryset(request).prefetch_related("rules")
        return rows

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "may_publish": may_publish(request.user)})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what else is valid at the same time."""
        row = self.get_object(request, object_id)
        more = {"may_publish": may_publish(request.user), "also_valid": overlapping(row) if row else ()}
        answer: HttpResponse = super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})
        return answer

    def save_model(self, request: HttpRequest, obj: SlotTemplate, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Keep the template with its provider's account, and write who did it."""
        obj.connection = obj.provider.connection
        super().save_model(request, obj, form, change)
        words = "template.changed" if change else "template.added"
        audit.record(
            words, request=request, now=timezone.now(), subject=f"template {obj.pk}", connection=obj.connection
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001, ARG002 (Django's signature)
        """Keep each row with its template's account."""
        for row in formset.save(commit=False):
            row.connection = form.instance.connection
            row.save()
        for row in formset.deleted_objects:
            row.delete()

    def delete_model(self, request: HttpRequest, obj: SlotTemplate) -> None:
        audit.record(
            "template.deleted", request=request, now=timezone.now(), subject=f"template {obj.pk}",
            connection=obj.connection,
        )  # fmt: skip
        super().delete_model(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002 (Django's signature)
        """Name the template alone: its rows go with it, and nothing changes at Zocdoc."""
        return [str(one) for one in objs], {}, set(), []

    @display(description="Valid")
    def validity(self, row: SlotTemplate) -> str:
        return f"{row.valid_from} to {row.valid_to}" if row.valid_to else f"from {row.valid_from}"

    @display(description="Days")
    def days(self, row: SlotTemplate) -> str:
        used = {weekday for rule in row.rules.all() for weekday in rule.weekdays}
        return " ".join(name for number, name in WEEKDAYS if number in used) or "—"


def overlapping(template: SlotTemplate) -> QuerySet[Any]:
    """Return the provider's other templates that are valid on some of the same days."""
    others = SlotTemplate.objects.filter(provider=template.provider).exclude(pk=template.pk)
    begun = others.filter(valid_from__lte=template.valid_to) if template.valid_to else others
    ended = begun.filter(valid_to=None) | begun.filter(valid_to__gte=template.valid_from)
    found: QuerySet[Any] = ended.distinct()
    return found


def duplicate(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a template with its rows (POST), valid after it when it ends, and open the copy."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row: SlotTemplate = visible_or_404(admin, request, pk)
    if not admin.has_add_permission(request):
        raise PermissionDenied
    made = _copied(row)
    audit.record(
        "template.added", request=request, now=timezone.now(), subject=f"template {made.pk}", connection=row.connection
    )
    target = reverse("admin:zocdoc_sync_slottemplate_change", args=(made.pk,))
    told = f"This is the copy of {row.name}: choose its provider, its validity and its hours."
    return say_and_go(request, target, told, ok=True)


@transaction.atomic
def _copied(row: SlotTemplate) -> SlotTemplate:
    rules = list(row.rules.all())
    names = set(SlotTemplate.objects.filter(provider=row.provider).values_list("name", flat=True))
    numbers = ("", *(f" {number}" for number in range(2, len(names) + 3)))
    name = next(one for one in (f"{row.name[:100]} (copy{number})" for number in numbers) if one not in names)
    made = SlotTemplate(connection=row.connection, provider=row.provider, name=name, valid_from=row.valid_from)
    if row.valid_to:
        # The copy of a season begins after it, so that both are not published at once unawares.
        made.valid_from = row.valid_to + timedelta(days=1)
    made.save(force_insert=True)
    for rule in rules:
        rule.pk, rule.template = None, made
        rule._state.adding = True
        rule.save(force_insert=True)
    return made
