"""Seal files piece by piece, so that one of any size is encrypted and opened without being whole in memory."""

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag

from zocdoc_sync.encryption.keys import Key, newest, ring
from zocdoc_sync.encryption.sealing import SealBroken

MAGIC = b"SDF1"
NAME_BYTES, PREFIX_BYTES, TAG_BYTES = 8, 8, 16
HEADER_BYTES = len(MAGIC) + NAME_BYTES + PREFIX_BYTES
PIECE = 64 * 1024


def seal_file(source: Iterable[bytes], target: Path, place: str) -> int:
    """Write the bytes of `source` sealed into `target`, bound to `place`, and return how many bytes they were.

    The file is readable by its owner only and appears whole or not at all.
    """
    key, prefix, size = newest(), os.urandom(PREFIX_BYTES), 0
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.urandom(4).hex()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(MAGIC + key.name.encode() + prefix)
            for number, (piece, last) in enumerate(_marked(_cut(source))):
                file.write(key.cipher.encrypt(_nonce(prefix, number), piece, _bound(place, number, last=last)))
                size += len(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return size


class OpenedFile(io.RawIOBase):
    """A sealed file as a readable, seekable one; raises SealBroken for what was altered, cut short or moved."""

    def __init__(self, path: Path, place: str) -> None:
        super().__init__()
        self._file = path.open("rb")
        self._place, self._at = place, 0
        self._key, self._prefix = self._header()
        stored = os.fstat(self._file.fileno()).st_size - HEADER_BYTES
        self._pieces = -(-stored // (PIECE + TAG_BYTES))
        self.size = stored - self._pieces * TAG_BYTES
        self._known: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError("A place before the beginning of the file.")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview[int]", /) -> int:  # type: ignore[override]  # any writable buffer is one
        number, inside = divmod(self._at, PIECE)
        if self._at >= self.size:
            return 0
        piece = self._piece(number)[inside : inside + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _header(self) -> tuple[Key, bytes]:
        head = self._file.read(HEADER_BYTES)
        name = head[len(MAGIC) : len(MAGIC) + NAME_BYTES].decode(errors="replace")
        key = next((one for one in ring() if one.name == name), None)
        if len(head) < HEADER_BYTES or not head.startswith(MAGIC) or key is None:
            self._file.close()
            raise SealBroken("A stored file was altered, or its key is not among ENCRYPTION_KEYS.")
        return key, head[-PREFIX_BYTES:]

    def _piece(self, number: int) -> bytes:
        if self._known[0] != number:
            self._file.seek(HEADER_BYTES + number * (PIECE + TAG_BYTES))
            sealed = self._file.read(PIECE + TAG_BYTES)
            bound = _bound(self._place, number, last=number == self._pieces - 1)
            try:
                self._known = number, self._key.cipher.decrypt(_nonce(self._prefix, number), sealed, bound)
            except InvalidTag:
                raise SealBroken("A stored file was altered or belongs to another row.") from None
        return self._known[1]


def file_sealed_with(path: Path) -> str:
    """Return the short name of the key that sealed a file."""
    with path.open("rb") as file:
        return file.read(len(MAGIC) + NAME_BYTES)[len(MAGIC) :].decode(errors="replace")


def _cut(source: Iterable[bytes]) -> Iterator[bytes]:
    kept = b""
    for chunk in source:
        kept += chunk
        while len(kept) >= PIECE:
            yield kept[:PIECE]
            kept = kept[PIECE:]
    if kept:
        yield kept


def _marked(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each piece with whether it is the last: a file that is cut short must not open."""
    before = next(pieces, b"")
    for piece in pieces:
        yield before, False
        before = piece
    yield before, True


def _nonce(prefix: bytes, number: int) -> bytes:
    return prefix + number.to_bytes(4, "big")


def _bound(place: str, number: int, *, last: bool) -> bytes:
    return f"{place}|{number}|{'last' if last else 'more'}".encode()
