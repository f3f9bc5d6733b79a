"""Days and instants as Zocdoc wants them."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class Day(forms.Field):
    """A calendar day, YYYY-MM-DD."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
            raise ValidationError("Write the day as YYYY-MM-DD, for example 2026-11-30.")
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise ValidationError("There is no such day in the calendar.") from None


class Instant(forms.Field):
    """A date and time with its offset from UTC, such as 2026-11-30T09:00:00-05:00."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        moment = value if isinstance(value, datetime) else self._parsed(str(value))
        return self._in_the_calendar(moment if moment.tzinfo else self.without_offset(moment))

    def without_offset(self, _moment: datetime) -> datetime:
        raise ValidationError("The time needs its offset from UTC, for example 2026-11-30T09:00:00-05:00.")

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value

    def _in_the_calendar(self, moment: datetime) -> datetime:
        """Refuse a time that has no day in UTC, at the ends of the calendar."""
        try:
            moment.astimezone(UTC)
        except OverflowError:
            raise ValidationError("There is no such date and time.") from None
        return moment

    def _parsed(self, text: str) -> datetime:
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", text):
            raise ValidationError("Write the time as 2026-11-30T09:00:00-05:00.")
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise ValidationError("There is no such date and time.") from None


class UtcInstant(Instant):
    """An instant of a search filter: without an offset it is UTC, as the filter's name says."""

    def without_offset(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=UTC)
