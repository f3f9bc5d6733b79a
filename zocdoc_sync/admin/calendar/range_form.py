"""The form of a calendar file: which days, and whether patients are named."""

from datetime import date, timedelta

from django import forms

from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.operations.fields.times import Day

LONGEST = timedelta(days=366)


class Range(forms.Form):
    """Which days, and whether patients are named: only those who may see patients are asked."""

    first = Day(label="From")
    last = Day(label="To")
    names = forms.BooleanField(
        required=False,
        label="With the names of patients",
        help_text="Calendar programs copy what they open to other machines. Without names it is safe to share.",
    )

    def __init__(self, *args: object, sees: bool, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as Django takes them
        self.initial = {"first": today, "last": today}
        if not sees:
            del self.fields["names"]
        dressed(self)

    def clean(self) -> None:
        """Refuse a range that ends before it begins, and one of more than a year."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day lies before the first.")
        elif first and last and last - first > LONGEST:
            self.add_error("last", "Choose at most a year.")
