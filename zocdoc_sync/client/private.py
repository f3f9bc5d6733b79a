"""Keep what we sent about a patient out of what an error says: Zocdoc's messages may repeat it."""

from collections.abc import Iterator, Mapping
from typing import Any

PRIVATE = frozenset(
    {
        "first_name", "last_name", "date_of_birth", "sex_at_birth", "gender", "phone_number", "email_address",
        "address1", "address2", "city", "zip_code", "insurance_member_id", "insurance_group_number",
        "developer_patient_id", "notes", "cancellation_reason", "webhook_key",
    }
)  # fmt: skip
HIDDEN = "…"


def private_values(*parts: Any) -> list[str]:
    """Return what the given bodies and queries say about a patient, longest first."""
    found = {value for part in parts for value in _private(part, named=False)}
    return sorted(found, key=len, reverse=True)


def without(text: str, values: list[str]) -> str:
    """Return the text with the values taken out."""
    for value in values:
        text = text.replace(value, HIDDEN)
    return text


def _private(part: Any, *, named: bool) -> Iterator[str]:
    if isinstance(part, Mapping):
        for name, value in part.items():
            yield from _private(value, named=name in PRIVATE)
    elif isinstance(part, list):
        for value in part:
            yield from _private(value, named=named)
    elif named and isinstance(part, str) and part.strip():
        yield part
