"""One request over the wire and its whole answer, within limits of time and size."""

import json
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError
from urllib3.exceptions import SSLError as UntrustedError

from zocdoc_sync.client.deadline import cut_after
from zocdoc_sync.errors import NeverSent, NoAnswer, UnreadableAnswer, ZocdocError

LARGEST_ANSWER = 32 * 1024 * 1024
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Limits:
    """How long to wait, in seconds, and how much to read, in bytes after decompression."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 90.0
    largest: int = LARGEST_ANSWER


@dataclass(frozen=True)
class Raw:
    """An answer as it came: `body` is the parsed JSON, None when it is empty or cannot be parsed."""

    status: int
    body: Any
    readable: bool
    server_time: datetime | None


def exchange(session: requests.Session, request: requests.PreparedRequest, limits: Limits) -> Raw:
    """Send one request and read its answer; raise NeverSent, NoAnswer or UnreadableAnswer."""
    deadline = time.monotonic() + limits.total
    waits = (limits.connect, limits.read)
    try:
        with (
            cut_after(limits.total),
            session.send(request, stream=True, allow_redirects=False, timeout=waits, verify=True) as response,
        ):
            return _raw(response, b"".join(chunks(response, deadline, limits.largest)))
    except requests.RequestException as error:
        raise told(error) from error
    except HTTPError as error:
        raise NoAnswer("The connection to Zocdoc broke before the answer was complete.") from error


def chunks(response: requests.Response, deadline: float, largest: int) -> Iterator[bytes]:
    """Yield the body as it arrives; raise UnreadableAnswer when it is too large, NoAnswer past the deadline."""
    size = 0
    # read1 returns what has arrived: a server that sends a byte a second cannot hold us past the deadline.
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        size += len(chunk)
        if size > largest:
            raise UnreadableAnswer("Zocdoc's answer is larger than any answer can be.", status=response.status_code)
        if time.monotonic() > deadline:
            raise NoAnswer("Zocdoc's answer did not arrive in time.", status=response.status_code)
        yield chunk


def _raw(response: requests.Response, content: bytes) -> Raw:
    body, readable = _parsed(content)
    return Raw(response.status_code, body, readable, _server_time(response.headers.get("Date")))


def _parsed(content: bytes) -> tuple[Any, bool]:
    if not content.strip():
        return None, True
    try:
        return json.loads(content), True
    except (ValueError, RecursionError):
        return None, False


def _server_time(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except (TypeError, ValueError):
        return None


def told(error: requests.RequestException) -> ZocdocError:
    """Return whether a failure of the transport happened before or after bytes may have left."""
    cause = _cause(error)
    if isinstance(cause, (NewConnectionError, ConnectTimeoutError)):
        return NeverSent("Zocdoc's address cannot be reached from here; nothing was sent.")
    if isinstance(cause, UntrustedError) and isinstance(cause.args[0], ssl.SSLCertVerificationError):
        return NeverSent("Zocdoc's address does not show a valid certificate; nothing was sent.")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return NeverSent("The connection's API address is not an address; nothing was sent.")
    if isinstance(error, requests.Timeout):
        return NoAnswer("Zocdoc did not answer in time.")
    return NoAnswer("The connection to Zocdoc broke before the answer was complete.")


def _cause(error: requests.RequestException) -> object:
    first = error.args[0] if error.args else None
    return first.reason if isinstance(first, MaxRetryError) else first
