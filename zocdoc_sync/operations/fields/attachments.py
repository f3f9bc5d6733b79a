"""Files for an appointment, recognised by what is in them and not by what they are called."""

import zipfile
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File

MAX_BYTES = 100 * 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BEGINNINGS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
ZIP_BEGINNING = b"PK\x03\x04"
DOCX_PARTS = {"[Content_Types].xml", "word/document.xml"}


def content_type(file: "File[bytes]") -> str:
    """Return the media type of a jpg, png, pdf or docx file by its content, "" for anything else."""
    file.seek(0)
    beginning = file.read(8)
    known = next((kind for start, kind in BEGINNINGS.items() if beginning.startswith(start)), "")
    found = known or (DOCX if beginning.startswith(ZIP_BEGINNING) and _is_docx(file) else "")
    file.seek(0)
    return found


def _is_docx(file: "File[bytes]") -> bool:
    # Only the listing is read: nothing is unpacked, so a packed bomb stays packed.
    try:
        with zipfile.ZipFile(file) as packed:
            return set(packed.namelist()) >= DOCX_PARTS
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


class Attachment(forms.FileField):
    """A jpg, png, pdf or docx file under 100 MB; `content_type` is set from its content."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": "Give a file.", "empty": "The file is empty.", "missing": "Give a file."}
        super().__init__(error_messages=messages, **kwargs)

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file is None:
            return None
        if file.size >= MAX_BYTES:
            raise ValidationError("The file must be under 100 MB.")
        kind = content_type(file)
        if not kind:
            raise ValidationError("Only jpg, png, pdf and docx files are accepted, by what is in them.")
        # The type that a browser claims is replaced by what the content says.
        file.content_type = kind  # type: ignore[attr-defined]  # uploads carry it, plain files may
        return file
