"""Words from short lists, texts with a length, numbers and yes or no."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from zocdoc_sync.operations.fields.states import STATES


class OneOf(forms.ChoiceField):
    """One word of a closed list; the fault names the words and never repeats what was given."""

    def __init__(self, choices: Any, *, required: bool = True, **kwargs: Any) -> None:
        listed = list(choices)
        words = ", ".join(str(word) for word, _ in listed)
        # Nothing is chosen beforehand: the first word of a list must not be sent because nobody looked.
        shown = [("", "Choose…" if required else "—"), *listed]
        kwargs.setdefault("error_messages", {"invalid_choice": f"Choose one of: {words}."})
        super().__init__(choices=shown, required=required, **kwargs)


class YesNo(forms.TypedChoiceField):
    """True, false, or not said at all (None): an unticked box must not be sent as false."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[("", "—"), ("true", "Yes"), ("false", "No")],
            coerce=lambda word: word == "true",
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": "Write true or false."},
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class Text(forms.CharField):
    """Text of at most `max_length` characters, matching `pattern` where there is one."""

    def __init__(self, *, pattern: str = "", says: str = "", **kwargs: Any) -> None:
        self.pattern, self.says = re.compile(pattern), says
        limit = kwargs.get("max_length")
        kwargs.setdefault("error_messages", {}).update(max_length=f"At most {limit} characters are allowed.")
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and self.pattern.pattern and not self.pattern.fullmatch(value):
            raise ValidationError(self.says)


class Whole(forms.IntegerField):
    """A whole number in a closed range; the fault names the range."""

    def __init__(self, least: int, most: int | None = None, *, required: bool = False, **kwargs: Any) -> None:
        text = f"Write a whole number from {least} to {most}." if most else f"Write a whole number, {least} or more."
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), text)
        super().__init__(min_value=least, max_value=most, required=required, error_messages=messages, **kwargs)


class Degrees(forms.FloatField):
    """Degrees of latitude (limit 90) or longitude (limit 180)."""

    def __init__(self, limit: int, **kwargs: Any) -> None:
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), f"Write degrees from -{limit} to {limit}.")
        super().__init__(min_value=-limit, max_value=limit, required=False, error_messages=messages, **kwargs)


class Phone(forms.CharField):
    """A phone number in the United States: 10 digits, of which the first and the fourth are neither 0 nor 1."""

    def to_python(self, value: Any) -> str:
        return re.sub(r"^\+?1(?=\d{10}$)", "", re.sub(r"[\s().-]", "", super().to_python(value) or ""))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not re.fullmatch(r"[2-9]\d{2}[2-9]\d{6}", value):
            raise ValidationError("Write 10 digits; the first and the fourth are neither 0 nor 1.")


def zip_field(*, required: bool = False) -> Text:
    """Return a field for a ZIP code of 5 digits."""
    return Text(pattern=r"[0-9]{5}", says="Write a ZIP code of 5 digits.", required=required, label="ZIP code")


class UsState(forms.CharField):
    """A state or territory of the United States by its two capital letters."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value or value in STATES:
            return
        if not re.fullmatch(r"[A-Z]{2}", value):
            raise ValidationError("Write the state as two capital letters, such as NY.")
        raise ValidationError("There is no state with these two letters.")


def us_state(*, required: bool = False) -> UsState:
    """Return a field for a state's two capital letters."""
    return UsState(
        label="State",
        required=required,
        max_length=2,
        error_messages={"max_length": "Write the state as two capital letters, such as NY."},
    )
