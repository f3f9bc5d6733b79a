import io
import tracemalloc

import pytest

from zocdoc_sync.client.multipart import Multipart

BIG = 40 * 1024 * 1024


class Endless(io.RawIOBase):
    """A file that is large and nowhere in memory."""

    def __init__(self, size):
        self.size, self.at = size, 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        self.at = offset if whence == 0 else self.size + offset
        return self.at

    def readinto(self, buffer):
        count = min(len(buffer), self.size - self.at)
        buffer[:count] = bytes(count)
        self.at += count
        return count


def test_the_body_is_a_form_with_its_fields_and_files_and_as_long_as_it_says():
    body = Multipart(
        {"attachment_type": "referral"}, {"attachment": ("a.pdf", io.BytesIO(b"%PDF-1"), "application/pdf")}
    )
    sent = b"".join(body)
    boundary = body.content_type.rpartition("=")[2]
    assert len(body) == len(sent)
    assert sent.decode() == (
        f'--{boundary}\r\nContent-Disposition: form-data; name="attachment_type"\r\n\r\nreferral\r\n'
        f'--{boundary}\r\nContent-Disposition: form-data; name="attachment"; filename="a.pdf"\r\n'
        f"Content-Type: application/pdf\r\n\r\n%PDF-1\r\n--{boundary}--\r\n"
    )


def test_a_second_try_sends_the_file_from_its_beginning():
    body = Multipart({}, {"attachment": ("a.pdf", io.BytesIO(b"%PDF-1"), "application/pdf")})
    assert b"".join(body) == b"".join(body)


@pytest.mark.parametrize("name", ['a"b.pdf', "a\r\nX-Evil: 1.pdf", "Zoë.pdf", "a\\b.pdf"])
def test_a_name_cannot_end_its_header(name):
    head = b"".join(Multipart({}, {"attachment": (name, io.BytesIO(b"x"), "application/pdf")})).partition(b"\r\n\r\n")[
        0
    ]
    assert (head.count(b"\r\n"), head.count(b'"'), head.isascii()) == (2, 4, True)


def test_a_large_file_is_never_whole_in_memory():
    body = Multipart({}, {"attachment": ("a.pdf", Endless(BIG), "application/pdf")})
    tracemalloc.start()
    assert sum(map(len, body)) == len(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < BIG / 20
