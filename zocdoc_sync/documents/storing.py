"""Where the content of documents lies: one sealed file each, in a folder that only we can enter."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File

from zocdoc_sync.documents.errors import DocumentRefused
from zocdoc_sync.encryption.files import OpenedFile, seal_file
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.models import Document

SUFFIX = ".sealed"
GONE = "The file is no longer here: add it again."


def folder() -> Path:
    """Return the folder of all documents, made where it is missing, closed to everyone else."""
    root = Path(settings.DOCUMENTS_DIR)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def path_of(pk: UUID) -> Path:
    """Return where the content of a document lies."""
    return folder() / pk.hex[:2] / f"{pk.hex}{SUFFIX}"


def place_of(document: Document) -> str:
    """Return what a content is bound to: its row."""
    return f"document|{document.connection_id}|{document.pk}"


def store(document: Document, content: Iterable[bytes]) -> int:
    """Seal the content of a document and return how many bytes it has."""
    return seal_file(content, path_of(document.pk), place_of(document))


@contextmanager
def opened(document: Document) -> Iterator["File[bytes]"]:
    """Open the content of a document for reading; raise DocumentRefused when it is not there or was altered."""
    try:
        sealed = OpenedFile(path_of(document.pk), place_of(document))
    except (FileNotFoundError, SealBroken):
        raise DocumentRefused(GONE) from None
    with io.BufferedReader(sealed) as plain:
        yield File(plain, name=document.name)


def remove(pk: UUID) -> None:
    """Remove the content of a document; harmless when there is none."""
    path_of(pk).unlink(missing_ok=True)
