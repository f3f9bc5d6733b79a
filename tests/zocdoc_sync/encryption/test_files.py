import io
import os
import stat

import pytest

from zocdoc_sync.encryption.files import HEADER_BYTES, PIECE, OpenedFile, file_sealed_with, seal_file
from zocdoc_sync.encryption.keys import newest
from zocdoc_sync.encryption.sealing import SealBroken

PLACE = "document|1|a"
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 17)


@pytest.fixture
def sealed(tmp_path):
    def make(plain, place=PLACE):
        path = tmp_path / "folder" / "one.sealed"
        assert seal_file([plain[:10], plain[10:]], path, place) == len(plain)
        return path

    return make


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_read_back_whole_and_from_any_place(sealed, size):
    plain = os.urandom(size)
    with io.BufferedReader(OpenedFile(sealed(plain), PLACE)) as opened:
        assert (opened.read(), opened.raw.size) == (plain, size)
        for start in {0, size // 2, max(size - 3, 0)}:
            opened.seek(start)
            assert opened.read(5) == plain[start : start + 5]
        assert opened.seek(-1, os.SEEK_END) == size - 1 if size else True


def test_the_file_tells_nothing_and_is_closed_to_others(sealed):
    path = sealed(b"%PDF-1.7 Wilhelmina Quackenbush")
    assert b"Quackenbush" not in path.read_bytes()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert (file_sealed_with(path), list(path.parent.iterdir())) == (newest().name, [path])


def flipped(raw):
    return raw[:HEADER_BYTES] + bytes([raw[HEADER_BYTES] ^ 1]) + raw[HEADER_BYTES + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [
        flipped,
        lambda raw: raw[: HEADER_BYTES + PIECE + 16],
        lambda raw: raw[:-1],
        lambda raw: raw[:HEADER_BYTES] + raw[HEADER_BYTES + PIECE + 16 :],
        lambda raw: b"XXXX" + raw[4:],
        lambda raw: raw[:4] + b"00000000" + raw[12:],
        lambda raw: raw[:5],
    ],
    ids=["flipped", "last piece gone", "cut", "first piece gone", "other kind", "other key", "no header"],
)
def test_what_was_altered_or_cut_does_not_open(sealed, spoil):
    path = sealed(os.urandom(2 * PIECE))
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(SealBroken), OpenedFile(path, PLACE) as opened:
        opened.readall()


def test_a_file_of_another_row_does_not_open(sealed):
    with pytest.raises(SealBroken), OpenedFile(sealed(b"mine"), "document|1|b") as opened:
        opened.readall()


def test_a_source_that_breaks_leaves_no_file(tmp_path):
    def broken():
        yield b"x" * PIECE * 2
        raise OSError("the upload broke")

    with pytest.raises(OSError, match="broke"):
        seal_file(broken(), tmp_path / "folder" / "one.sealed", PLACE)
    assert list((tmp_path / "folder").iterdir()) == []
