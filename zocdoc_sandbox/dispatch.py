"""One door for all operations: token, rate, scope, body, handler, error body."""

import gzip
import json
import logging
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from zocdoc_sandbox.clinic.models import Client, Token
from zocdoc_sandbox.clock import CLOCK
from zocdoc_sandbox.journal import JOURNAL
from zocdoc_sandbox.limits import LIMITS
from zocdoc_sandbox.oauth.bearer import bearer
from zocdoc_sandbox.origin import base_url
from zocdoc_sandbox.wire import Call, Refused, answer, invalid, refusal

WRITING = threading.RLock()
LOG = logging.getLogger("zocdoc_sandbox")
Handler = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """One operation: where it is, what it needs, who handles it; `body` is json, multipart or empty."""

    operation_id: str
    method: str
    route: str
    handler: Handler
    scope: str = ""
    body: str = ""
    status: int = 200
    calendar: bool = False

    @property
    def writes(self) -> bool:
        """Say whether the operation counts, and is serialised, as a write."""
        return self.method != "GET"


def door(operations: list[Operation]) -> Callable[..., HttpResponseBase]:
    """Return the view of one route with its methods."""
    by_method = {operation.method: operation for operation in operations}

    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        operation = by_method.get(request.method or "")
        if operation is None:
            return HttpResponse(status=405)
        try:
            return _performed(operation, request, path)
        except Refused as refused:
            return refusal(refused)
        except Exception:
            # A fault of the stand-in itself is shown, so that it does not pass for one of Zocdoc's.
            LOG.exception("%s failed in the stand-in", operation.operation_id)
            return HttpResponse(status=500)

    vars(view)["operations"] = {method: operation.operation_id for method, operation in by_method.items()}
    return view


def _performed(operation: Operation, request: HttpRequest, path: dict[str, str]) -> HttpResponseBase:
    now = CLOCK.now()
    token = _admitted(operation, request, bearer(request.headers.get("Authorization", ""), now))
    entry = request.META["sandbox.entry"]
    query = {name: str(value) for name, value in request.GET.items()}
    call = Call(
        operation.operation_id, token.client, token.user, now, base_url(request), query, _body(operation, request),
        request, entry, request.META["sandbox.fault"],
    )  # fmt: skip
    if not operation.writes:
        result = operation.handler(call, **path)
    else:
        with WRITING, transaction.atomic():
            result = operation.handler(call, **path)
        for appointment_id in call.effects:
            JOURNAL.committed(entry, now.isoformat(), operation.operation_id, appointment_id)
    return result if isinstance(result, HttpResponseBase) else answer(operation.status, result)


def _admitted(operation: Operation, request: HttpRequest, token: Token | None) -> Token:
    if token is None:
        raise Refused(401)
    request.META["sandbox.entry"].client_id = token.client.client_id
    if not LIMITS.admit(token.client.client_id, "write" if operation.writes else "read"):
        raise Refused(429, bare=True)
    if operation.scope and operation.scope not in token.scopes:
        raise Refused(403, bare=True)
    if not _has_product(operation, token.client):
        raise Refused(403, bare=True)
    return token


def _has_product(operation: Operation, client: Client) -> bool:
    if operation.calendar:
        return client.calendar_enabled
    return bool(operation.scope) or client.directory_enabled


def _body(operation: Operation, request: HttpRequest) -> Any:
    if operation.body != "json":
        return None
    raw = request.body
    try:
        if request.headers.get("Content-Encoding", "") == "gzip":
            raw = gzip.decompress(raw)
        body = json.loads(raw)
    except (ValueError, OSError, EOFError, zlib.error):
        raise invalid("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise invalid("The body is not a JSON object.")
    return body
