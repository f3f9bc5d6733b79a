"""How a patient's words are brought to one form before they are compared."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any


def plain_name(text: str | None) -> str:
    """Return a name without case, accents and punctuation."""
    letters = unicodedata.normalize("NFKD", text or "")
    return " ".join(
        re.sub(r"[^\w ]", "", "".join(c for c in letters if not unicodedata.combining(c))).casefold().split()
    )


def plain_phone(text: str | None) -> str:
    """Return the last ten digits of a phone number."""
    return re.sub(r"\D", "", text or "")[-10:]


def plain_id(text: str | None) -> str:
    """Return an identifier without spaces, dashes and case."""
    return re.sub(r"[\s-]", "", text or "").casefold()


INDEXED: dict[str, Callable[[Any], str]] = {
    "first_name": lambda patient: plain_name(patient.first_name),
    "last_name": lambda patient: plain_name(patient.last_name),
    "full_name": lambda patient: plain_name(f"{patient.first_name or ''} {patient.last_name or ''}"),
    "birth_date": lambda patient: (patient.birth_date or "").strip(),
    "phone": lambda patient: plain_phone(patient.phone),
    "email": lambda patient: (patient.email or "").strip().casefold(),
    "member_id": lambda patient: plain_id(patient.member_id),
}
