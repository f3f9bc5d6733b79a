"""Rows of hours on the pages of templates and special days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from unfold.admin import StackedInline
from unfold.widgets import INPUT_CLASSES, UnfoldAdminSelectMultipleWidget, UnfoldAdminSelectWidget

from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.models import ExceptionHours, Location, Provider, TemplateRule, VisitReason
from zocdoc_sync.models.templates import WEEKDAYS

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Offer:
    """What the rows of one page may choose from."""

    locations: Any
    reasons: Choices


def offer(request: HttpRequest, provider: Provider | None) -> Offer:
    """Return a provider's locations and visit reasons, or all that the person sees while none is chosen."""
    locations = visible_rows(Location.objects.filter(gone_at=None), request.user)
    reasons = visible_rows(VisitReason.objects.filter(gone_at=None), request.user)
    if provider is not None:
        locations = locations.filter(pk__in=places_of(provider))
        reasons = reasons.filter(connection=provider.connection_id)
    names = [(row.zocdoc_id, str(row)) for row in reasons.only("zocdoc_id", "name")]
    return Offer(locations, names)


def places_of(provider: Provider) -> frozenset[int]:
    """Return our keys of the locations at which a provider can be booked."""
    rows = provider.places.filter(gone_at__isnull=True).exclude(location=None)
    return frozenset(rows.values_list("location_id", flat=True))


def _clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": " ".join(INPUT_CLASSES)})


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One row of hours."""

    offer: Offer

    allowed = forms.MultipleChoiceField(
        label="Only these visit reasons", required=False, widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 4}),
        help_text="None chosen: all of them.",
    )  # fmt: skip
    excluded = forms.MultipleChoiceField(
        label="Not these visit reasons", required=False, widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 4})
    )

    class Meta:
        fields = ("location", "first", "until", "every", "patient_type", "allowed", "excluded")
        widgets = {"first": _clock(), "until": _clock()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["location"]
        place.queryset, place.widget = self.offer.locations, UnfoldAdminSelectWidget()
        place.widget.choices = place.choices
        for name in ("allowed", "excluded"):
            known = {key for key, _ in self.offer.reasons}
            kept = [(one, one) for one in getattr(self.instance, name) if one not in known]
            self.fields[name].choices = [*self.offer.reasons, *kept]  # type: ignore[attr-defined]  # declared above

    def clean_location(self) -> Location:
        """Refuse a location whose wall time nobody knows."""
        place: Location = self.cleaned_data["location"]
        if not place.time_zone:
            raise forms.ValidationError(f"Zocdoc has not told the time zone of {place}: read the directory again.")
        return place

    def clean(self) -> dict[str, Any] | None:
        """Refuse hours that end before they begin, and hours that nobody could book."""
        said = super().clean() or self.cleaned_data
        first, until = said.get("first"), said.get("until")
        if isinstance(first, time) and isinstance(until, time) and until <= first:
            self.add_error("until", f"To must be later than from: {until:%H:%M} is not after {first:%H:%M}.")
        allowed, excluded = set(said.get("allowed") or ()), set(said.get("excluded") or ())
        if allowed and not allowed - excluded:
            self.add_error("excluded", "These hours would take no visit reason at all: leave one that may be booked.")
        return said


class RuleForm(HoursForm):
    """A row of a weekly template."""

    weekdays = forms.TypedMultipleChoiceField(
        label="On", coerce=int, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple(attrs={"class": "sd-days"}),
        error_messages={"required": "Choose at least one day of the week."},
    )  # fmt: skip

    class Meta(HoursForm.Meta):
        model = TemplateRule
        fields = ("weekdays", *HoursForm.Meta.fields)  # type: ignore[assignment]  # one field more


class ExceptionHoursForm(HoursForm):
    """A row of a special day."""

    class Meta(HoursForm.Meta):
        model = ExceptionHours


class HoursFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    """All rows of one page, judged together with whose they are."""

    def clean(self) -> None:
        """Refuse rows at a location of another provider, and what the parent says of no rows or of any."""
        super().clean()
        rows = [form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        provider = self.instance.provider if self.instance.provider_id else None
        places = places_of(provider) if provider else frozenset()
        for form in rows:
            place = form.cleaned_data.get("location")
            if place is not None and provider is not None and place.pk not in places:
                form.add_error("location", f"{place} is not a location of {provider}.")
        fault = self.instance.fault_of_rows(len(rows))
        if fault and not any(self.errors):
            raise forms.ValidationError(fault)


class HoursInline(StackedInline):
    """Rows of hours; who may change the page may change its rows."""

    formset = HoursFormSet
    fieldset: tuple[Any, ...] = (("location", "first", "until", "every"), ("patient_type", "allowed", "excluded"))
    form_class: type[HoursForm] = ExceptionHoursForm

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the rows with what this person may choose for this provider."""
        provider = obj.provider if obj is not None and obj.provider_id else None
        self.form = type("OfferedForm", (self.form_class,), {"offer": offer(request, provider)})
        return super().get_formset(request, obj, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002 (Django's signature)
        return [(None, {"fields": self.fieldset})]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:  # noqa: ARG002 (Django's signature)
        return 0 if obj is not None else 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._page(request).has_view_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._page(request).has_change_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        page = self._page(request)
        return bool(page.has_change_permission(request, obj) if obj else page.has_add_permission(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def _page(self, request: HttpRequest) -> Any:  # noqa: ARG002 (the page is the site's, whoever asks)
        return self.admin_site.get_model_admin(self.parent_model)


class RuleInline(HoursInline):
    model = TemplateRule
    fk_name = "template"
    form_class = RuleForm
    fieldset = ("weekdays", *HoursInline.fieldset)


class ExceptionHoursInline(HoursInline):
    model = ExceptionHours
    fk_name = "exception"
    verbose_name_plural = "hours on these days (none when they are closed)"
