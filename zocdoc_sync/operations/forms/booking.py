"""Input of a booking: the patient's fields are nested as Zocdoc nests them."""

import secrets
from datetime import date, timedelta
from typing import Any

from django import forms

from zocdoc_sync.operations.fields import ids
from zocdoc_sync.operations.fields.lists import ListOf
from zocdoc_sync.operations.fields.times import Day, Instant
from zocdoc_sync.operations.fields.words import OneOf, Phone, Text, YesNo, us_state, zip_field
from zocdoc_sync.operations.forms.base import OperationForm

NOTES_MAX = 100
PATIENT_TYPES = [("new", "New to the practice"), ("existing", "Has been there before")]
SEXES = [("female", "Female"), ("male", "Male")]
GENDERS_ALONE = ("prefer_not_to_say", "none_apply")
GENDERS = (
    "female_at_birth", "male_at_birth", "cisgender", "genderfluid", "genderqueer", "intersex", "non_binary",
    "transgender_man", "transgender_woman", *GENDERS_ALONE,
)  # fmt: skip
PATIENT = "data.patient."
ADDRESS, INSURANCE = f"{PATIENT}patient_address.", f"{PATIENT}insurance."
OURS = f"{PATIENT}developer_patient_id"


def new_patient_id() -> str:
    """Return an id of our own for a patient, by which a booking whose answer was lost is found again."""
    return f"sd-{secrets.token_hex(8)}"


def _patient_fields() -> dict[str, forms.Field]:
    return {
        "first_name": Text(max_length=100, label="First name"),
        "last_name": Text(max_length=100, label="Last name"),
        "date_of_birth": Day(label="Date of birth"),
        "sex_at_birth": OneOf(SEXES, label="Sex at birth"),
        "phone_number": Phone(label="Phone"),
        "email_address": forms.EmailField(label="E-mail"),
        "developer_patient_id": Text(required=False, max_length=200, label="Your id of the patient"),
        "patient_id": Text(required=False, max_length=110, label="Zocdoc's id of the patient"),
        "gender": ListOf(OneOf([(word, word) for word in GENDERS]), required=False, label="Gender"),
    }


def _address_fields() -> dict[str, forms.Field]:
    return {
        "address1": Text(max_length=200, label="Address"),
        "address2": Text(required=False, max_length=200, label="Address, line 2"),
        "city": Text(max_length=100, label="City"),
        "state": us_state(required=True),
        "zip_code": zip_field(required=True),
    }


def _insurance_fields() -> dict[str, forms.Field]:
    return {
        "insurance_plan_id": ids.insurance_plan_id(),
        "insurance_member_id": Text(required=False, max_length=100, label="Member id"),
        "insurance_group_number": Text(required=False, max_length=100, label="Group number"),
        "is_self_pay": YesNo(label="Pays without insurance"),
    }


def _under(prefix: str, fields: dict[str, forms.Field]) -> dict[str, forms.Field]:
    return {f"{prefix}{name}": field for name, field in fields.items()}


class CreateAppointment(OperationForm):
    """A booking; only a start time that availability returned is accepted by Zocdoc. A patient without an id of ours
    gets one.
    """

    appointment_type = OneOf([("providers", "Providers")], required=False)
    nested = {
        "data.provider_location_id": ids.ProviderLocationId(label="Provider location id"),
        "data.start_time": Instant(label="Time"),
        "data.visit_reason_id": ids.visit_reason_id(required=True),
        "data.patient_type": OneOf(PATIENT_TYPES, label="Patient"),
        "data.notes": Text(required=False, max_length=NOTES_MAX, label="Notes"),
        **_under(PATIENT, _patient_fields()),
        **_under(ADDRESS, _address_fields()),
        **_under(INSURANCE, _insurance_fields()),
    }

    def clean_appointment_type(self) -> str:
        """Fill in the only type that Zocdoc has."""
        return self.cleaned_data["appointment_type"] or "providers"

    def clean(self) -> None:
        if OURS in self.fields and OURS not in self.errors:
            self.cleaned_data[OURS] = self.given(OURS) or new_patient_id()
        self._refuse(f"{PATIENT}date_of_birth", self._is_future(), "The date of birth is in the future.")
        start = self.given("data.start_time")
        self._refuse("data.start_time", start is not None and start <= self.now, "The time has passed already.")
        genders: list[Any] = self.given(f"{PATIENT}gender") or []
        alone = len(genders) > 1 and bool({*genders} & {*GENDERS_ALONE})
        self._refuse(f"{PATIENT}gender", alone, f"{' and '.join(GENDERS_ALONE)} stand alone.")

    def _is_future(self) -> bool:
        born: date | None = self.given(f"{PATIENT}date_of_birth")
        # Somewhere on earth it is already tomorrow.
        return born is not None and born > (self.now + timedelta(days=1)).date()

    def _refuse(self, name: str, wrong: bool, sentence: str) -> None:  # noqa: FBT001 (a private one-liner)
        if wrong:
            self.add_error(name, sentence)
