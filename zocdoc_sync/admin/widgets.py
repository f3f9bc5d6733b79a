"""Forms of operations in the console's look."""

from typing import TypeVar

from django import forms
from unfold import widgets

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)

CLASSES: tuple[tuple[type[forms.Widget], list[str]], ...] = (
    (forms.Textarea, [*widgets.BASE_INPUT_CLASSES, *widgets.TEXTAREA_CLASSES]),
    (forms.Select, list(widgets.SELECT_CLASSES)),
    (forms.TextInput, list(widgets.INPUT_CLASSES)),
    (forms.NumberInput, list(widgets.INPUT_CLASSES)),
    (forms.EmailInput, list(widgets.INPUT_CLASSES)),
    (forms.FileInput, list(widgets.INPUT_CLASSES)),
    (forms.DateInput, list(widgets.INPUT_CLASSES)),
)


def dressed(form: AnyForm) -> AnyForm:
    """Give each widget of a form the console's classes."""
    for field in form.fields.values():
        for kind, classes in CLASSES:
            if isinstance(field.widget, kind):
                field.widget.attrs["class"] = " ".join(classes)
                break
    return form
