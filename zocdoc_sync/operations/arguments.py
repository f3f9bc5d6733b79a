"""An operation's input as words on a command line: `field=value`, and a body as JSON or `@file`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.core.files import File

from zocdoc_sync.operations.errors import InputRefused
from zocdoc_sync.operations.forms.base import OperationForm


def fields_of(words: Sequence[str], form: type[OperationForm]) -> dict[str, Any]:
    """Return the fields of words like `appointment_id=…`; the value of a file field is read as a path.

    Raise InputRefused for a word without "=", a field given twice, or a file that cannot be read.
    """
    malformed = [word for word in words if not word.partition("=")[1] or not word.partition("=")[0].strip()]
    if malformed:
        raise InputRefused(f"Write each field as field=value, not {', '.join(word[:40] for word in malformed)}.")
    fields: dict[str, Any] = {}
    for word in words:
        name, _, value = word.partition("=")
        if name in fields:
            raise InputRefused(f"The field {name[:80]} is given twice: write a list with commas.")
        fields[name] = value
    known = form.all_fields()
    return {
        name: _file(name, value) if isinstance(known.get(name), forms.FileField) else value
        for name, value in fields.items()
    }


def body_of(text: str | None) -> Any:
    """Return the JSON of `text`, or of the file that `@path` names; raise InputRefused when it is not JSON."""
    if text is None:
        return None
    content = _content(Path(text[1:])) if text.startswith("@") else text
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise InputRefused(f"The body is not JSON{place}.") from None


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputRefused("The file of --body cannot be read as text.") from None


def _file(name: str, value: str) -> "File[bytes]":
    try:
        # The caller closes it: the sender streams from it.
        return File(Path(value).open("rb"), name=Path(value).name)
    except OSError:
        raise InputRefused(f"{name}: the file cannot be read.", {name: ["The file cannot be read."]}) from None
