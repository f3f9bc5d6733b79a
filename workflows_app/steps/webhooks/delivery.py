"""One delivery: to an address that was judged before, under the name that its certificate must show."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from workflows_app.steps.webhooks.addresses import Address, Place
from workflows_app.steps.webhooks.errors import PostFailed
from zocdoc_sync.client.deadline import DeadlineAdapter, cut_after
from zocdoc_sync.client.version import __version__

SECONDS, CONNECT_SECONDS = 10.0, 5.0
# As much of an answer as is read; what is longer is not kept.
LARGEST_ANSWER = 64 * 1024
MOST_ADDRESSES = 3
UNREACHABLE = "The other system cannot be reached: nothing was sent."
NO_ANSWER = "The other system did not answer within ten seconds."


@dataclass(frozen=True)
class Reply:
    """What the other system answered; `body` is its JSON, None for anything else."""

    status: int
    body: Any = None


class _Pinned(DeadlineAdapter):
    """Speak to one address while the certificate must be of the name: nothing is resolved a second time."""

    def __init__(self, place: Place) -> None:
        self.place = place
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make a pool that expects the certificate of the name."""
        expected = {"server_hostname": self.place.host, "assert_hostname": self.place.host}
        super().init_poolmanager(*args, **kwargs, **(expected if self.place.scheme == "https" else {}))


def post(place: Place, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Reply:
    """Post once, and return the answer whatever its status; raise PostFailed. Redirects are not followed."""
    deadline = time.monotonic() + seconds
    for address in place.addresses[:MOST_ADDRESSES]:
        left = deadline - time.monotonic()
        try:
            return _sent(place, address, body, headers, left)
        except requests.exceptions.SSLError:
            raise PostFailed("The other system shows no valid certificate: nothing was sent.", "untrusted") from None
        except requests.ConnectTimeout:
            continue
        except requests.ConnectionError as error:
            if not _is_unreached(error):
                raise PostFailed(NO_ANSWER, "no_answer") from None
        except (requests.RequestException, HTTPError):
            raise PostFailed(NO_ANSWER, "no_answer") from None
    raise PostFailed(UNREACHABLE, "unreachable")


def _sent(place: Place, address: Address, body: bytes, headers: Mapping[str, str], seconds: float) -> Reply:
    if seconds <= 0:
        raise requests.ConnectTimeout
    at = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
    url = f"{place.scheme}://{at}:{place.port}{place.path}"
    told = {**headers, "Host": place.named, "Content-Type": "application/json", "User-Agent": f"slotdesk/{__version__}"}
    waits = (min(CONNECT_SECONDS, seconds), seconds)
    with requests.Session() as session:
        session.trust_env = False  # no proxy may take the message elsewhere
        session.mount(f"{place.scheme}://", _Pinned(place))
        with (
            cut_after(seconds),
            session.post(url, data=body, headers=told, timeout=waits, allow_redirects=False, stream=True) as answer,
        ):
            return Reply(answer.status_code, _read(answer))


def _read(answer: requests.Response) -> Any:
    content = b""
    while len(content) <= LARGEST_ANSWER and (chunk := answer.raw.read1(LARGEST_ANSWER, decode_content=True)):
        content += chunk
    try:
        return json.loads(content) if len(content) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        return None


def _is_unreached(error: requests.ConnectionError) -> bool:
    """Tell whether no connection was made at all."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in ("NewConnectionError", "ConnectTimeoutError")
