"""Refuse passwords that are made of words which everyone expects here."""

import re
from typing import Any

from django.core.exceptions import ValidationError

WORDS = ("slotdesk", "zocdoc", "password", "clinic", "doctor", "console", "demo", "admin", "appointment", "scheduling")
FEWEST_OTHER = 8


class ProductWordsValidator:
    """Refuse a password of which, without the product's words, digits and signs, too little is left."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 (Django's signature)
        """Raise ValidationError when too little is left."""
        rest = password.lower()
        found = [word for word in WORDS if word in rest]
        for word in found:
            rest = rest.replace(word, "")
        if found and len(re.sub(r"[\W\d_]", "", rest)) < FEWEST_OTHER:
            raise ValidationError(
                "This password is made of words that everyone expects here. Three or four words that have nothing to "
                "do with each other are better.",
                code="product_words",
            )

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return "The product's own words do not count. Spaces and any characters are allowed."
