"""What each fault does: to the socket before the call, or to the answer after it."""

import json
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse

from zocdoc_sandbox.faults.rules import Rule
from zocdoc_sandbox.oauth.bearer import revoke_all

PROXY_PAGE = "<html><head><title>Bad gateway</title></head><body><h1>Something went wrong</h1></body></html>"
DROPPED = 499  # never seen by anyone: the connection is closed
STRANGE = "not_yet_known"
ENUM_FIELDS = {
    "appointment_status", "visit_type", "patient_type", "confirmation_type", "network_type", "program_type",
    "provider_location_type", "accepts_patient_insurance", "next_28_days", "type", "care_category", "attachment_type",
}  # fmt: skip
IDENTITY = {
    "request_id", "appointment_id", "provider_location_id", "id", "data", "errors", "page", "page_size", "total_count",
    "appointment_status",
}  # fmt: skip
Spoil = Callable[[HttpRequest, HttpResponse, Rule], HttpResponseBase]


def cut(request: HttpRequest) -> HttpResponse:
    """Close the connection without an answer."""
    handler = request.META["sandbox.handler"]
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)
    return HttpResponse(status=DROPPED)


def _revoke(request: HttpRequest, rule: Rule) -> None:  # noqa: ARG001 (one signature for all faults)
    revoke_all()


BEFORE: dict[str, Callable[[HttpRequest, Rule], HttpResponse | None]] = {
    "drop_before": lambda request, _: cut(request),
    "403": lambda *_: HttpResponse(status=403),
    "429": lambda *_: HttpResponse(status=429),
    "500": lambda *_: HttpResponse(status=500),
    "502_html": lambda *_: HttpResponse(PROXY_PAGE, status=502),
    "revoke_tokens": _revoke,
    "token_down": lambda *_: JsonResponse({"error": "temporarily_unavailable"}, status=503),
}


def _delay(_: HttpRequest, response: HttpResponse, rule: Rule) -> HttpResponse:
    time.sleep(rule.seconds)
    return response


def _trickle(_: HttpRequest, response: HttpResponse, rule: Rule) -> StreamingHttpResponse:
    def slowly() -> Iterator[bytes]:
        for position in range(len(response.content)):
            time.sleep(rule.seconds)
            yield response.content[position : position + 1]

    kept = {name: value for name, value in response.items() if name != "Content-Length"}
    headers = {**kept, "Content-Length": str(len(response.content))}
    return StreamingHttpResponse(slowly(), status=response.status_code, headers=headers)


def _html(*_: object) -> HttpResponse:
    return HttpResponse(PROXY_PAGE)


def _truncated(request: HttpRequest, response: HttpResponse, _: Rule) -> HttpResponse:
    request.META["sandbox.handler"].close_connection = True
    whole = response.content
    response.content = whole[: len(whole) // 2]
    response["Content-Length"] = str(len(whole))
    return response


def _broken(_: HttpRequest, response: HttpResponse, __: Rule) -> HttpResponse:
    response.content = response.content[: max(1, len(response.content) * 2 // 3)] + b"\x00"
    return response


def _replaced(response: HttpResponse, change: Callable[[str, Any], Any]) -> HttpResponse:
    if response.content and response.headers.get("Content-Type", "").startswith("application/json"):
        response.content = json.dumps(_walk("", json.loads(response.content), change)).encode()
    return response


def _walk(name: str, value: Any, change: Callable[[str, Any], Any]) -> Any:
    if isinstance(value, dict):
        value = {key: _walk(key, inner, change) for key, inner in value.items()}
    elif isinstance(value, list):
        value = [_walk(name, inner, change) for inner in value]
    return change(name, value)


def _nulled(name: str, value: Any) -> Any:
    return value if isinstance(value, dict | list) or name in IDENTITY else None


def _strange(name: str, value: Any) -> Any:
    return STRANGE if name in ENUM_FIELDS and isinstance(value, str) else value


AFTER: dict[str, Spoil] = {
    "drop_after": lambda request, *_: cut(request),
    "delay": _delay,
    "trickle": _trickle,
    "200_html": _html,
    "truncated": _truncated,
    "broken_json": _broken,
    "null_fields": lambda _, response, __: _replaced(response, _nulled),
    "unknown_enum": lambda _, response, __: _replaced(response, _strange),
}
