"""Lists of ids or words, written with commas or given as a JSON list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class ListOf(forms.Field):
    """A list of values that one field checks; repeated values are kept once, `at_most` is Zocdoc's limit."""

    takes_lists = True
    widget = forms.TextInput

    def __init__(self, item: forms.Field, *, at_most: int | None = None, **kwargs: Any) -> None:
        self.item, self.at_most = item, at_most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[Any]:
        given = value.split(",") if isinstance(value, str) else list(value or [])
        texts = [part.strip() if isinstance(part, str) else part for part in given]
        return list(dict.fromkeys(self._checked(place, text) for place, text in enumerate(texts, 1) if text != ""))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.at_most and len(value) > self.at_most:
            raise ValidationError(f"At most {self.at_most} are allowed, {len(value)} were given.")

    def prepare_value(self, value: Any) -> Any:
        return ",".join(map(str, value)) if isinstance(value, list | tuple) else value

    def _checked(self, place: int, text: Any) -> Any:
        if not isinstance(text, str):
            raise ValidationError(f"Entry {place} must be text.")
        try:
            return self.item.clean(text)
        except ValidationError as fault:
            raise ValidationError(f"Entry {place}: {' '.join(fault.messages)}") from None
