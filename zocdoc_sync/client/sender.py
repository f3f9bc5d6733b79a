"""The one place that sends: time-outs, token, rate budget, repeats and errors exist here and nowhere else."""

import random as randomness
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.encoding import full_path, query_values
from zocdoc_sync.client.endpoints import Endpoint, endpoint
from zocdoc_sync.client.exchange import CHUNK, Limits, Raw, exchange, told
from zocdoc_sync.client.pauses import pause
from zocdoc_sync.client.protocols import Budget, TokenSource
from zocdoc_sync.client.refusals import refusal
from zocdoc_sync.client.version import __version__
from zocdoc_sync.errors import (
    BudgetExhausted,
    CredentialsRejected,
    ForeignAddress,
    UnreadableAnswer,
    ZocdocError,
)

USER_AGENT = f"zocdoc-console/{__version__}"
Files = Mapping[str, tuple[str, Any, str]]


@dataclass(frozen=True)
class Attempts:
    """How often a request is tried at most, the first time included."""

    read: int = 5
    write: int = 3


DEFAULT_LIMITS, DEFAULT_ATTEMPTS = Limits(), Attempts()


class Sender:
    """Send requests of one account; reads repeat, writes only when they provably did not happen.

    `before_write` is called right before the bytes of a write leave, once for each try.
    """

    def __init__(
        self,
        base_url: str,
        tokens: TokenSource,
        budget: Budget,
        *,
        session: requests.Session | None = None,
        limits: Limits = DEFAULT_LIMITS,
        attempts: Attempts = DEFAULT_ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = randomness.random,
        before_write: Callable[[], None] | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.before_write = before_write
        self._tokens = tokens
        self._budget = budget
        self._session = session or requests.Session()
        self._session.trust_env = False  # a .netrc must not replace our token, nor a proxy variable our address
        self._limits = limits
        self._attempts = attempts
        self._sleep = sleep
        self._random = random

    def send(
        self,
        operation: str,
        *,
        path: Mapping[str, object] | None = None,
        query: Mapping[str, object] | None = None,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        files: Files | None = None,
    ) -> Answer:
        """Perform an operation by its operationId and return the answer; raise the ZocdocError that tells why not."""
        to = endpoint(operation)
        request = requests.Request(
            to.method,
            self.base_url + full_path(to, path or {}),
            params=query_values(query or {}),
            json=json,
            data=data,
            files=files,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
        )
        return self._repeated(to, request)

    def follow(self, operation: str, url: str) -> Answer:
        """Read the page at a `next_url`; raise ForeignAddress when it is on another server."""
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        return self._repeated(endpoint(operation), requests.Request("GET", self.own_address(url), headers=headers))

    def own_address(self, url: str) -> str:
        """Return `url` in full; raise ForeignAddress when our token would leave for another server."""
        whole = urljoin(self.base_url + "/", url)
        ours, theirs = urlsplit(self.base_url), urlsplit(whole)
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise ForeignAddress("An address in Zocdoc's answer points to another server; it was not followed.")
        return whole

    def download(self, url: str) -> Iterator[bytes]:
        """Stream a file of our own server, such as an attachment; raise ForeignAddress or what the server refused."""
        to = endpoint("getAppointmentParticipants")
        headers = {"User-Agent": USER_AGENT, "Authorization": f"Bearer {self._tokens.token()}"}
        address = self.own_address(url)
        self._budget.take(to.kind, time.monotonic() + self._limits.total)
        waits = (self._limits.connect, self._limits.read)
        try:
            with self._session.get(address, headers=headers, stream=True, allow_redirects=False, timeout=waits) as got:
                if got.status_code != 200:
                    raise refusal(to, got.status_code, None)
                yield from got.iter_content(CHUNK)
        except requests.RequestException as error:
            raise told(error) from error

    def _repeated(self, to: Endpoint, request: requests.Request) -> Answer:
        attempts = self._attempts.read if to.kind == "read" else self._attempts.write
        refreshed = False
        for attempt in range(1, attempts + 1):
            try:
                return self._once(to, request)
            except CredentialsRejected as error:
                # A 401 did nothing: with a fresh token the same request may go once more, a write too.
                if refreshed or error.status != 401:
                    raise
                refreshed = True
            except ZocdocError as error:
                if attempt == attempts or not _may_repeat(to, error):
                    raise
                self._sleep(pause(attempt, self._random))
        return self._once(to, request)

    def _once(self, to: Endpoint, request: requests.Request) -> Answer:
        token = self._tokens.token()
        self._budget.take(to.kind, time.monotonic() + self._limits.total)
        _rewind(request.files)
        prepared = self._session.prepare_request(request)
        prepared.headers["Authorization"] = f"Bearer {token}"
        if to.kind == "write" and self.before_write:
            self.before_write()
        began = time.monotonic()
        try:
            raw = exchange(self._session, prepared, self._limits)
        except ZocdocError as error:
            error.operation = to.operation
            raise
        return self._understood(to, raw, token, int((time.monotonic() - began) * 1000))

    def _understood(self, to: Endpoint, raw: Raw, token: str, elapsed_ms: int) -> Answer:
        if raw.status == 401:
            self._tokens.rejected(token)
        if raw.status == 429:
            self._budget.limited()
        if not 200 <= raw.status < 300:
            raise refusal(to, raw.status, raw.body)
        if not raw.readable:
            sentence = "Zocdoc's answer cannot be read; what it says is not known."
            raise UnreadableAnswer(sentence, operation=to.operation, status=raw.status)
        body = {} if raw.body is None else raw.body
        request_id = str(body.get("request_id") or "") if isinstance(body, dict) else ""
        return Answer(to.operation, raw.status, body, request_id, raw.server_time, elapsed_ms)


def _may_repeat(to: Endpoint, error: ZocdocError) -> bool:
    if isinstance(error, BudgetExhausted):
        return False  # its deadline has passed already
    return error.repeat_read if to.kind == "read" else error.repeat_write


def _rewind(files: Any) -> None:
    for _name, content, _type in (files or {}).values():
        if hasattr(content, "seek"):
            content.seek(0)
