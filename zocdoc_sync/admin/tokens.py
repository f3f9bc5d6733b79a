"""One-time form tokens: each form that acts carries one, and it is the key under which its operation happens once."""

import uuid

from django.core import signing
from django.http import HttpRequest

SALT = "slotdesk.form"
# A form that lay open for longer shows the world as it was too long ago.
MAX_AGE_SECONDS = 12 * 60 * 60


class StaleForm(Exception):
    """The form was not made for this person and this purpose, or too long ago."""


def issue(request: HttpRequest, purpose: str) -> str:
    """Return a fresh token for a form of this person and this purpose."""
    return signing.dumps([uuid.uuid4().hex, request.user.pk, purpose], salt=SALT)


def key_of(request: HttpRequest, purpose: str) -> str:
    """Return the key that a posted token stands for; raise StaleForm when it is missing, foreign or too old."""
    try:
        nonce, person, made_for = signing.loads(request.POST.get("form_token", ""), salt=SALT, max_age=MAX_AGE_SECONDS)
    except (signing.BadSignature, ValueError):
        raise StaleForm("This form is too old or incomplete: open the page again.") from None
    if (person, made_for) != (request.user.pk, purpose):
        raise StaleForm("This form was made for something else: open the page again.")
    return f"form:{nonce}"
