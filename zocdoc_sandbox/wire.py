"""What a handler gets and gives: one call in, one reply or refusal out."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from zocdoc_sandbox.clinic.models import Client
from zocdoc_sandbox.journal import RequestEntry

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One authorised call of an operation; `user` is empty for a machine-to-machine credential."""

    operation_id: str
    client: Client
    user: str
    now: datetime
    base_url: str
    query: dict[str, str]
    body: Any
    request: HttpRequest
    entry: RequestEntry
    fault: str = ""
    effects: list[str] = field(default_factory=list)

    def committed(self, appointment_id: str = "") -> None:
        """Note an effect that holds from now on, whatever happens to the answer."""
        self.effects.append(appointment_id)


class Refused(Exception):
    """The server says no: a status and, where Zocdoc gives one, an error body."""

    def __init__(self, status: int, message: str = "", field: str = "", *, bare: bool = False) -> None:
        super().__init__(message)
        self.status, self.field, self.bare = status, field, bare


def invalid(message: str, field: str = "") -> Refused:
    """Return the refusal of a malformed request."""
    return Refused(400, message, field)


def request_id() -> str:
    """Return a new id that ties an answer to the server's log."""
    return secrets.token_hex(12)


def answer(status: int, body: Json) -> HttpResponse:
    """Return a JSON answer with its request id in front."""
    return JsonResponse({"request_id": request_id(), **body}, status=status)


def refusal(refused: Refused) -> HttpResponse:
    """Return Zocdoc's error body, or none at all for 401, 500 and bare refusals."""
    if refused.bare or refused.status in {401, 500}:
        return HttpResponse(status=refused.status, content_type="text/plain")
    error = {"message": str(refused)} | ({"field": refused.field} if refused.field else {})
    kind = "invalid_request" if refused.status < 500 else "api_error"
    return answer(refused.status, {"error_type": kind, "errors": [error]})
