"""A multipart/form-data body that is read while it is sent, and from its beginning at each try."""

import os
import secrets
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

Files = Mapping[str, tuple[str, Any, str]]
PIECE = 64 * 1024
SAFE = " !#$&'()+,-.;=@[]^_`{}~"


class Multipart:
    """Fields and files of a form; files are (name, seekable binary file, media type) and stay open until it is sent.

    Its length is known before the first byte, so that nothing is sent in chunks of unknown number.
    """

    def __init__(self, fields: Mapping[str, str], files: Files) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._parts: list[tuple[bytes, Any]] = [
            (_head(boundary, f'name="{_quoted(name)}"'), value.encode()) for name, value in fields.items()
        ]
        for name, (file_name, content, media_type) in files.items():
            about = f'name="{_quoted(name)}"; filename="{_quoted(file_name)}"\r\nContent-Type: {media_type}'
            self._parts.append((_head(boundary, about), content))
        self._end = f"--{boundary}--\r\n".encode()

    def __len__(self) -> int:
        return sum(len(head) + _size(content) + 2 for head, content in self._parts) + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        for head, content in self._parts:
            yield head
            yield from _pieces(content)
            yield b"\r\n"
        yield self._end


def _head(boundary: str, about: str) -> bytes:
    return f"--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode()


def _quoted(text: str) -> str:
    """Return a name without what would end it early; letters of other alphabets are percent-encoded."""
    return quote(text, safe=SAFE)


def _size(content: Any) -> int:
    if isinstance(content, bytes):
        return len(content)
    size = content.seek(0, os.SEEK_END)
    # A wrapped file may not say where it is.
    return size if isinstance(size, int) else int(content.tell())


def _pieces(content: Any) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece
