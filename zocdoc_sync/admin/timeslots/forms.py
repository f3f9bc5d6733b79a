"""The editor's forms: a range of timeslots to add, and what the chosen timeslots take."""

from typing import Any

from django import forms

from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.models import Location, Provider, VisitReason
from zocdoc_sync.operations.fields.timeslots import MAX_SLOTS
from zocdoc_sync.timeslots.ranges import Range

PATIENTS = (("", "New and existing patients"), ("new", "New patients only"), ("existing", "Existing patients only"))
NO_ZONE = "The time zone of this location is not known yet: it follows with the next reading of the directory."


def _clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time", "class": "sd-input"}, format="%H:%M"),
        error_messages={"invalid": "Write a time such as 09:30, in the location's zone, without an offset."},
    )


class TakingForm(forms.Form):
    """What timeslots take: empty lists restrict nothing, and excluding is stronger than allowing."""

    allowed = forms.MultipleChoiceField(label="Only these visit reasons", required=False)
    excluded = forms.MultipleChoiceField(label="Never these visit reasons", required=False)
    patient_type = forms.ChoiceField(label="Patients", choices=PATIENTS, required=False)

    def __init__(self, provider: Provider, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        reasons = VisitReason.objects.filter(connection_id=provider.connection_id, gone_at__isnull=True)
        for name in ("allowed", "excluded"):
            field: Any = self.fields[name]
            field.choices = [(row.zocdoc_id, str(row)) for row in reasons]
            field.widget.attrs["size"] = 5
        dressed(self)

    def taken(self) -> dict[str, Any]:
        """Return what a slot keeps of this form."""
        kept = self.cleaned_data
        return {
            "allowed": tuple(sorted(kept["allowed"])),
            "excluded": tuple(sorted(kept["excluded"])),
            "patient_type": kept["patient_type"],
        }


class RangeForm(TakingForm):
    """Starts from a time up to, and without, another, every so many minutes at one location."""

    field_order = ("location", "first", "until", "every", "patient_type", "allowed", "excluded")
    location = forms.ChoiceField(
        label="Location", error_messages={"invalid_choice": "This is not a location of this provider."}
    )
    first = _clock("From")
    until = _clock("Until (not included)")
    every = forms.IntegerField(
        label="Every … minutes", min_value=1, max_value=24 * 60, initial=30,
        widget=forms.NumberInput(attrs={"class": "sd-input"}),
    )  # fmt: skip

    def __init__(self, provider: Provider, data: Any = None, **more: Any) -> None:
        super().__init__(provider, data, prefix="add", **more)
        self.places = {place.zocdoc_id: place for place in places_of(provider)}
        location: Any = self.fields["location"]
        location.choices = [(one, f"{place} ({place.time_zone})") for one, place in self.places.items()]

    def clean(self) -> dict[str, Any]:
        """Refuse a range without a start in it."""
        kept: dict[str, Any] = super().clean() or {}
        first, until = kept.get("first"), kept.get("until")
        if first and until and until <= first:
            self.add_error("until", "It must be later than the start of the range.")
        place = self.places.get(kept.get("location", ""))
        if place and not place.time_zone:
            self.add_error("location", NO_ZONE)
        return kept

    def range(self) -> Range:
        """Return the range that was asked for."""
        kept = self.cleaned_data
        zone = self.places[kept["location"]].time_zone
        return Range(kept["location"], zone, kept["first"], kept["until"], kept["every"], **self.taken())


def places_of(provider: Provider) -> list[Location]:
    """Return the locations at which a provider works, by name."""
    rows = provider.places.filter(gone_at__isnull=True).exclude(location=None).select_related("location")
    return sorted({row.location for row in rows if row.location}, key=lambda one: (str(one), one.pk))


def too_many(count: int) -> str:
    """Return why a day of so many slots cannot be sent, "" when it can."""
    return "" if count <= MAX_SLOTS else f"A day holds at most {MAX_SLOTS} timeslots: this would make {count}."
