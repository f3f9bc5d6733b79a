"""Faults at their fields: what an operation refused, shown on the form that asked for it."""

from django import forms

from zocdoc_sync.operations.errors import InputRefused


def blame(form: forms.Form, refused: InputRefused) -> None:
    """Put each fault at its field, and those of no field at the top of the form."""
    form.full_clean()
    form.errors.clear()
    for name, faults in (refused.fields or {"": [refused.sentence]}).items():
        for fault in faults:
            form.add_error(name if name in form.fields else None, fault)
