"""From an answer that is no success to the error that says what may be done about it."""

from collections.abc import Callable, Mapping
from typing import Any

from zocdoc_sync.client.endpoints import Endpoint
from zocdoc_sync.client.private import without
from zocdoc_sync.errors import (
    Conflict,
    CredentialsRejected,
    InvalidRequest,
    NotFound,
    PermissionMissing,
    RateLimited,
    ServerFault,
    UnexpectedStatus,
    ZocdocError,
)

LONGEST_MESSAGE = 300
NOT_ACCEPTED = (
    "Zocdoc does not accept these credentials. Do they belong to this environment, and is the audience right?"
)


def refusal(to: Endpoint, status: int, body: Any, private: list[str]) -> ZocdocError:
    """Return the error for a status of 300 or more; the body may be anything, also empty or HTML.

    `private` is what the request said about a patient: it does not appear in the error.
    """
    said = body if isinstance(body, Mapping) else {}
    request_id = str(said.get("request_id") or "")
    known = {"operation": to.operation, "request_id": request_id, "status": status}
    make = _BY_STATUS.get(status) or (_server_fault if status >= 500 else _unexpected)
    return make(to, _fields(said, private), known)


def _fields(said: Mapping[str, Any], private: list[str]) -> list[tuple[str, str]]:
    errors = said.get("errors")
    rows = [row for row in errors if isinstance(row, Mapping)] if isinstance(errors, list) else []
    texts = [(str(row.get("field") or ""), str(row.get("message") or "")) for row in rows]
    return [(without(field, private), without(message, private)[:LONGEST_MESSAGE]) for field, message in texts]


def _reasons(fields: list[tuple[str, str]], otherwise: str) -> str:
    texts = [f"{field}: {message}" if field else message for field, message in fields if message]
    return "; ".join(texts).rstrip(".") or otherwise


Known = dict[str, Any]
Make = Callable[[Endpoint, list[tuple[str, str]], Known], ZocdocError]


def _invalid(_to: Endpoint, fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    return InvalidRequest(f"Zocdoc refused the request: {_reasons(fields, 'no reason given')}.", fields=fields, **known)


def _rejected(_to: Endpoint, _fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    return CredentialsRejected(NOT_ACCEPTED, **known)


def _forbidden(to: Endpoint, _fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    needed = " and ".join(to.scopes)
    missing = f"the scope {needed}" if needed else "a product that Zocdoc has to enable for this client"
    return PermissionMissing(f"These credentials may not do this: they lack {missing}.", **known)


def _not_found(_to: Endpoint, fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    reason = _reasons(fields, "it does not exist or is outside this account's directory")
    return NotFound(f"Zocdoc did not find what was asked for: {reason}.", **known)


def _conflict(_to: Endpoint, fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    return Conflict(f"Zocdoc did not do it: {_reasons(fields, 'its state does not allow it')}.", **known)


def _limited(_to: Endpoint, _fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    return RateLimited("Zocdoc asks for fewer requests at the moment.", **known)


def _server_fault(_to: Endpoint, _fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    return ServerFault(f"Zocdoc's server failed with status {known['status']}.", **known)


def _unexpected(_to: Endpoint, _fields: list[tuple[str, str]], known: Known) -> ZocdocError:
    return UnexpectedStatus(f"Zocdoc answered with the unexpected status {known['status']}.", **known)


_BY_STATUS: dict[int, Make] = {
    400: _invalid,
    401: _rejected,
    403: _forbidden,
    404: _not_found,
    409: _conflict,
    422: _invalid,
    429: _limited,
}
