"""The booking form: the patient's fields of the operation, with what the place requires."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import pretty_name

from zocdoc_sync.admin.availability.plans import PlanField
from zocdoc_sync.admin.availability.requirements import Requirements
from zocdoc_sync.admin.availability.slot import Wanted
from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.operations.accepting import required_text
from zocdoc_sync.operations.fields.words import YesNo
from zocdoc_sync.operations.forms.booking import (
    ADDRESS,
    GENDERS,
    INSURANCE,
    NOTES_MAX,
    OURS,
    PATIENT,
    SEXES,
    CreateAppointment,
    new_patient_id,
)

DECIDED = (
    "appointment_type", "data.provider_location_id", "data.start_time", "data.visit_reason_id", "data.patient_type",
)  # fmt: skip
NOTES, PLAN = "data.notes", f"{INSURANCE}insurance_plan_id"
GENDER, SEX = f"{PATIENT}gender", f"{PATIENT}sex_at_birth"
GROUPS = (
    ("Patient", PATIENT, (ADDRESS, INSURANCE)),
    ("Address", ADDRESS, ()),
    ("Insurance", INSURANCE, ()),
)
FOUND_BY = "How a lost booking is found again. Keep it, or write the patient's number in your system."
INPUTS: dict[str, dict[str, str]] = {
    f"{PATIENT}first_name": {"autocomplete": "off", "autocapitalize": "words"},
    f"{PATIENT}last_name": {"autocomplete": "off", "autocapitalize": "words"},
    f"{PATIENT}phone_number": {"inputmode": "tel", "autocomplete": "off"},
    f"{PATIENT}email_address": {"autocomplete": "off"},
    f"{ADDRESS}state": {"maxlength": "2", "autocapitalize": "characters", "size": "4"},
    f"{ADDRESS}zip_code": {"inputmode": "numeric", "maxlength": "5"},
}


def patient_form(wanted: Wanted, needs: Requirements, now: Any, data: Any, initial: Mapping[str, Any]) -> forms.Form:
    """Return the form; `initial` fills in a patient who is known already."""
    start = {OURS: new_patient_id(), PLAN: wanted.slot.plan_id, **initial}
    form = CreateAppointment(data, now=now, initial=start, use_required_attribute=False)
    for name in DECIDED:
        form.fields.pop(name)
    form.fields[PLAN] = PlanField(wanted.connection, required=False, label="Insurance plan")
    form.fields[PLAN].help_text = "Type a part of its name, or its id, which begins with ip_."
    form.fields[OURS].help_text = FOUND_BY
    form.fields[NOTES].widget = forms.Textarea(attrs={"rows": 2, "maxlength": NOTES_MAX, "data-count": NOTES_MAX})
    form.fields[NOTES].help_text = f"At most {NOTES_MAX} characters; the clinic's staff read them."
    form.fields[GENDER].help_text = ""
    form.fields[GENDER].widget = forms.CheckboxSelectMultiple(choices=[(word, pretty_name(word)) for word in GENDERS])
    form.fields[f"{ADDRESS}state"].help_text = "Two capital letters, such as NY."
    # Nobody is booked as what happens to stand first in a list.
    form.fields[SEX].choices = [("", "—"), *SEXES]  # type: ignore[attr-defined]  # a choice field
    for name in needs.known & set(form.fields):
        _require(form, name)
    for name in needs.more:
        form.fields[name] = required_text()
        form.fields[name].label = " · ".join(pretty_name(part) for part in name.split(".")[1:] if part != "patient")
        form.fields[name].help_text = "This place asks for it."
    for name, attrs in INPUTS.items():
        form.fields[name].widget.attrs.update(attrs)
    return dressed(form)


def _require(form: forms.Form, name: str) -> None:
    field = form.fields[name]
    field.required = True
    field.help_text = f"{field.help_text} This place asks for it.".strip()
    if isinstance(field, YesNo):
        field.error_messages["required"] = "Choose yes or no."


def groups_of(form: forms.Form, needs: Requirements) -> list[tuple[str, list[forms.BoundField]]]:
    """Return the fields as the page groups them."""
    groups = [
        (title, [form[name] for name in form.fields if _belongs(name, prefix, others) and name not in needs.more])
        for title, prefix, others in GROUPS
    ]
    rest = [form[name] for name in form.fields if name == NOTES or name in needs.more]
    return [*groups, ("What else this place asks for" if needs.more else "Anything else", rest)]


def _belongs(name: str, prefix: str, others: tuple[str, ...]) -> bool:
    return name.startswith(prefix) and not any(name.startswith(other) for other in others)


def given(form: forms.Form, wanted: Wanted) -> dict[str, Any]:
    """Return the operation's input from what was posted."""
    values: dict[str, Any] = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, "", [])}
    if PLAN in form.cleaned_data:
        values[PLAN] = form.cleaned_data[PLAN]
    return {
        **values,
        "data.provider_location_id": wanted.place.zocdoc_id,
        "data.start_time": wanted.slot.start,
        "data.visit_reason_id": wanted.slot.reason_id,
        "data.patient_type": wanted.slot.patient_type,
    }
