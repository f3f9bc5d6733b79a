"""What somebody who looks for a free time chooses: places, reason, patient and days."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from zocdoc_sync.admin.availability.plans import PlanField
from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.availability.spans import furthest, today_there
from zocdoc_sync.models import Connection, VisitReason
from zocdoc_sync.operations.fields.times import Day
from zocdoc_sync.operations.fields.words import OneOf
from zocdoc_sync.operations.forms.availability import AHEAD_MAX, IDS_MAX
from zocdoc_sync.operations.forms.booking import PATIENT_TYPES

LENGTHS = [("7", "1 week"), ("14", "2 weeks"), ("28", "4 weeks"), ("60", "2 months"), ("150", "5 months")]
DEFAULT_LENGTH = "14"
CARRIED = ("connection", "reason", "patient", "plan")


class Question(forms.Form):
    """The search for free times; `now` is UTC."""

    patient = OneOf(PATIENT_TYPES, label="Patient")
    first = Day(label="From")
    days = OneOf(LENGTHS, label="For")

    def __init__(self, *args: Any, connection: Connection | None, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.connection = now, connection
        self.fields["reason"] = forms.ChoiceField(
            choices=[("", "—"), *reasons_of(connection)],
            label="Visit reason",
            error_messages={"required": "Choose what the visit is for.", "invalid_choice": "Choose one of the list."},
        )
        self.fields["plan"] = PlanField(connection, required=False, label="Insurance plan")
        self.order_fields(["reason", "patient", "plan", "first", "days"])
        dressed(self)

    def clean_first(self) -> Any:
        """Return the first day: today unless told otherwise; raise ValidationError for one that Zocdoc does not see."""
        today = today_there(self.now)
        first = max(self.cleaned_data["first"], today)
        if first > furthest(self.now):
            raise forms.ValidationError(f"Zocdoc looks at most {AHEAD_MAX.days} days ahead.")
        return first

    def last(self) -> date:
        """Return the last day that is shown."""
        length = int(self.cleaned_data["days"])
        first: date = self.cleaned_data["first"]
        return min(first + timedelta(days=length - 1), furthest(self.now))


def reasons_of(connection: Connection | None) -> list[tuple[str, str]]:
    """Return the visit reasons of a connection, by name."""
    rows = VisitReason.objects.filter(connection=connection, gone_at__isnull=True).order_by("name", "pk")
    return [(row.zocdoc_id, str(row)) for row in rows]


def question(asked: QueryDict, connection: Connection | None, now: datetime) -> Question:
    """Return the form as it was asked in the address, with defaults where nothing was asked."""
    initial = {"patient": "new", "first": today_there(now), "days": DEFAULT_LENGTH}
    if "show" not in asked:
        chosen = {name: value for name, value in asked.items() if name in Question.base_fields or name in CARRIED}
        return Question(initial={**initial, **chosen}, connection=connection, now=now)
    given = asked.copy()
    for name, value in initial.items():
        given[name] = given.get(name) or str(value)
    return Question(given, connection=connection, now=now)


def too_many(chosen: list[str]) -> str:
    """Return why so many places cannot be asked at once, "" when they can."""
    if not chosen:
        return "Tick at least one place."
    return f"Tick at most {IDS_MAX} places." if len(chosen) > IDS_MAX else ""
