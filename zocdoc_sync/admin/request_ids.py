"""Zocdoc's id of a request, which its support asks for: shown with a button that copies it."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

TEMPLATE = "console/request_id.html"


def copied(request_id: str, *, bare: bool = False) -> SafeString:
    """Return a request id with its button, "" when none is known; `bare` leaves out the word before it."""
    return mark_safe(render_to_string(TEMPLATE, {"id": request_id, "bare": bare}))  # noqa: S308 (the template escapes)
