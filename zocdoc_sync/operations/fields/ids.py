"""Zocdoc's ids: a prefix and a body, a UUID, or the pair of a provider location."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

BODY = r"[A-Za-z0-9_-]{1,100}"
UUID_SHAPE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PAIR = re.compile(rf"pr_{BODY}\|lo_{BODY}")
# Ten digits, or one of the names that Zocdoc's sandbox documents for tests.
NPI = re.compile(r"[0-9]{10}|npi_[A-Za-z]{1,40}")


class ZocdocId(forms.CharField):
    """An id with Zocdoc's prefix, such as `pr_` of a provider."""

    def __init__(self, prefix: str, noun: str, **kwargs: Any) -> None:
        self.shape = re.compile(rf"{prefix}_{BODY}")
        self.says = f"This is not the id of {noun}: it begins with {prefix}_."
        super().__init__(max_length=110, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not self.shape.fullmatch(value):
            raise ValidationError(self.says)


class UuidText(forms.CharField):
    """The id of an appointment or a facility: 8-4-4-4-12 hexadecimal digits, kept in lower case."""

    def __init__(self, noun: str, **kwargs: Any) -> None:
        self.says = f"This is not the id of {noun}: it has 8-4-4-4-12 hexadecimal digits."
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").lower()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not UUID_SHAPE.fullmatch(value):
            raise ValidationError(self.says)


class ProviderLocationId(forms.CharField):
    """The id of a provider at a location, always whole; `%7C` is read as the bar that it stands for."""

    def to_python(self, value: Any) -> str:
        return re.sub("%7c", "|", super().to_python(value) or "", flags=re.IGNORECASE)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not PAIR.fullmatch(value):
            raise ValidationError("This is not a whole provider location id: it reads pr_…|lo_….")


class Npi(forms.CharField):
    """A provider's NPI."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not NPI.fullmatch(value):
            raise ValidationError("An NPI has 10 digits.")


def appointment_id() -> UuidText:
    """Return a field for an appointment's id."""
    return UuidText("an appointment", label="Appointment id")


def provider_id() -> ZocdocId:
    """Return a field for a provider's id."""
    return ZocdocId("pr", "a provider", label="Provider id")


def visit_reason_id(*, required: bool = False) -> ZocdocId:
    """Return a field for a visit reason's id."""
    return ZocdocId("pc", "a visit reason", label="Visit reason id", required=required)


def specialty_id(*, required: bool = False) -> ZocdocId:
    """Return a field for a specialty's id."""
    return ZocdocId("sp", "a specialty", label="Specialty id", required=required)


def insurance_plan_id(*, required: bool = False) -> ZocdocId:
    """Return a field for an insurance plan's id."""
    return ZocdocId("ip", "an insurance plan", label="Insurance plan id", required=required)
