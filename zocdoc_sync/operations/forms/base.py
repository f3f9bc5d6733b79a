"""What all forms of operations share."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms

from zocdoc_sync.operations.fields.hints import hint


class OperationForm(forms.Form):
    """Input of one operation, validated before Zocdoc is asked; `now` is the instant of the check.

    `nested` holds the fields whose names have dots: they stand for objects inside the JSON body.
    """

    nested: ClassVar[Mapping[str, forms.Field]] = {}
    # Files travel as multipart, so such a form takes no JSON body.
    multipart: ClassVar[bool] = False
    # Lists that mean something when they are empty.
    keeps_empty: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        self.now = now
        super().__init__(*args, **kwargs)
        self.fields.update({name: copy.deepcopy(field) for name, field in self.nested.items()})
        for name, field in self.fields.items():
            field.help_text = field.help_text or hint(name)

    @classmethod
    def all_fields(cls) -> dict[str, forms.Field]:
        """Return every field of the form by Zocdoc's name."""
        return {**cls.base_fields, **cls.nested}

    def given(self, name: str) -> Any:
        """Return a valid value that was given, None where it was left out or is wrong."""
        value = self.cleaned_data.get(name)
        return None if value in (None, "", []) else value

    def need_one_of(self, *names: str) -> None:
        """Refuse the form when none of these fields was given."""
        if not any(name in self.errors or self.given(name) for name in names):
            self.add_error(None, f"Give one of {', '.join(names)}.")

    def need_together(self, *names: str) -> None:
        """Refuse the form when some of these fields were given and others not."""
        # A coordinate of 0 is a value.
        there = [self.cleaned_data.get(name) is not None for name in names]
        if any(there) and not all(there) and not any(name in self.errors for name in names):
            self.add_error(None, f"Give {' and '.join(names)} together.")

    def need_order(self, first: str, last: str) -> None:
        """Refuse the form when `last` is before `first`."""
        early, late = self.given(first), self.given(last)
        if early and late and late < early:
            self.add_error(last, f"It is before {first}.")
