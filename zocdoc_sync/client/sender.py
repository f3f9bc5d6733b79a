"""The one place that sends: time-outs, token, rate budget, repeats and errors exist here and nowhere else."""

import random as randomness
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.deadline import DeadlineAdapter, cut_after
from zocdoc_sync.client.encoding import full_path, query_values
from zocdoc_sync.client.endpoints import Endpoint, endpoint
from zocdoc_sync.client.exchange import Limits, Raw, chunks, exchange, told
from zocdoc_sync.client.multipart import Files, Multipart
from zocdoc_sync.client.pauses import pause
from zocdoc_sync.client.private import private_values
from zocdoc_sync.client.protocols import Budget, TokenSource
from zocdoc_sync.client.refusals import refusal
from zocdoc_sync.client.version import __version__
from zocdoc_sync.errors import (
    BudgetExhausted,
    CredentialsRejected,
    ForeignAddress,
    NoAnswer,
    UnreadableAnswer,
    ZocdocError,
)

USER_AGENT = f"zocdoc-console/{__version__}"
FILE_SECONDS, LARGEST_FILE = 300.0, 100 * 1024 * 1024


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
        self._session = session or _session()
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
            params=query_values(to, query or {}),
            json=json,
            headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"},
        )
        if files or data:
            # Read piece by piece while it is sent: a file is never whole in memory.
            body = Multipart(data or {}, files or {})
            request.data, request.headers["Content-Type"] = body, body.content_type
        return self._repeated(to, request)

    def follow(self, operation: str, url: str) -> Answer:
        """Read the page at a `next_url`; raise ForeignAddress when it is on another server."""
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        return self._repeated(endpoint(operation), requests.Request("GET", self.own_address(url), headers=headers))

    def own_address(self, url: str) -> str:
        """Return `url` in full; raise ForeignAddress when our token would leave for another server."""
        try:
            whole = urljoin(self.base_url + "/", str(url))
            ours, theirs = urlsplit(self.base_url), urlsplit(whole)
        except ValueError:
            raise ForeignAddress("An address in Zocdoc's answer is no address; it was not followed.") from None
        if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
            raise ForeignAddress("An address in Zocdoc's answer points to another server; it was not followed.")
        return whole

    def download(self, url: str) -> Iterator[bytes]:
        """Stream a file of our own server, such as an attachment; raise ForeignAddress, or why it could not be read."""
        to = endpoint("getAppointmentParticipants")
        address = self.own_address(url)
        deadline = time.monotonic() + FILE_SECONDS
        try:
            with cut_after(FILE_SECONDS), self._opened(to, address) as response:
                yield from chunks(response, deadline, LARGEST_FILE)
        except requests.RequestException as error:
            raise told(error) from error
        except HTTPError as error:
            raise NoAnswer("The connection to Zocdoc broke before the file was complete.") from error

    def _opened(self, to: Endpoint, address: str) -> requests.Response:
        for last in (False, True):
            token = self._token()
            self._budget.take(to.kind, time.monotonic() + self._limits.total)
            headers = {"User-Agent": USER_AGENT, "Authorization": f"Bearer {token}"}
            waits = (self._limits.connect, self._limits.read)
            response = self._session.get(address, headers=headers, stream=True, allow_redirects=False, timeout=waits)
            if response.status_code == 200:
                return response
            response.close()
            self._note(response.status_code, token)
            if response.status_code != 401 or last:
                break
        raise refusal(to, response.status_code, None, [])

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
        token = self._token()
        self._budget.take(to.kind, time.monotonic() + self._limits.total)
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
        self._note(raw.status, token)
        if not 200 <= raw.status < 300:
            raise refusal(to, raw.status, raw.body, private_values(request.json, request.params))
        return _understood(to, raw, int((time.monotonic() - began) * 1000))

    def _token(self) -> str:
        token = self._tokens.token()
        if not token.isascii() or not token.isprintable():
            # A header library would print the whole of it in its error.
            raise CredentialsRejected("The token that Zocdoc gave for this account cannot be sent.")
        return token

    def _note(self, status: int, token: str) -> None:
        if status == 401:
            self._tokens.rejected(token)
        if status == 429:
            self._budget.limited()


def _understood(to: Endpoint, raw: Raw, elapsed_ms: int) -> Answer:
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


def _session() -> requests.Session:
    session = requests.Session()
    session.mount("https://", DeadlineAdapter())
    session.mount("http://", DeadlineAdapter())
    return session
