"""What Zocdoc holds for an appointment, as participants tell it, and one of these files brought here."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.documents.errors import DocumentRefused
from zocdoc_sync.enums import AttachmentType
from zocdoc_sync.errors import ZocdocError
from zocdoc_sync.models import Appointment, Participant
from zocdoc_sync.operations.fields.attachments import BEGINNINGS, ZIP_BEGINNING

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
DOCX_ENDING, NO_ENDING = "docx", "bin"


@dataclass(frozen=True)
class HeldFile:
    """A file at Zocdoc; `mark` names it in our addresses, because its own address may not be shown."""

    mark: str
    kind: str
    label: str
    url: str


def held_files(participant: Participant | None) -> list[HeldFile]:
    """Return the files that Zocdoc named when the patient was last read; a new kind is called as Zocdoc calls it."""
    return [_file(one) for one in participant.attachments if one.get("attachment_url")] if participant else []


def _file(told: dict[str, object]) -> HeldFile:
    url, kind, side = (str(told.get(name) or "") for name in ("attachment_url", "attachment_type", "side"))
    known = dict(AttachmentType.choices).get(kind, kind.replace("_", " ").capitalize() or "File")
    label = f"{known}, {side}" if side else str(known)
    return HeldFile(hashlib.sha256(url.encode()).hexdigest()[:24], kind, label, url)


def bring(appointment: Appointment, file: HeldFile) -> tuple[str, Iterator[bytes]]:
    """Return a file's name and its content as a stream, read with our token and from Zocdoc's own server only.

    Raise DocumentRefused with the reason; a stream that breaks later raises ZocdocError.
    """
    try:
        content = client_for(appointment.connection, prompt=True).appointments.download_attachment(file.url)
        # The first bytes come before the answer to the browser begins: what goes wrong until then is told in words.
        first = next(content, b"")
    except ZocdocError as error:
        raise DocumentRefused(error.sentence) from None
    name = f"{file.kind or 'file'}-{file.mark[:6]}.{_ending(first)}"
    return name, chain([first], content)


def _ending(beginning: bytes) -> str:
    known = next((kind for start, kind in BEGINNINGS.items() if beginning.startswith(start)), "")
    if known:
        return ENDINGS[known]
    return DOCX_ENDING if beginning.startswith(ZIP_BEGINNING) else NO_ENDING
