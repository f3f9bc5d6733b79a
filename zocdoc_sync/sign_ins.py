"""Write sign-ins, sign-outs and failed sign-ins into the audit."""

import hashlib
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from zocdoc_sync.models import AccessEvent
from zocdoc_sync.people import sessions
from zocdoc_sync.people.second_step import waiting_page

NAME_LENGTH = 150


def listen() -> None:
    """Begin to write; calling it again changes nothing."""
    user_logged_in.connect(_signed_in, dispatch_uid="slotdesk.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="slotdesk.signed_out")
    user_login_failed.connect(_failed, dispatch_uid="slotdesk.sign_in_failed")


def _signed_in(request: HttpRequest, user: User, **_known: Any) -> None:
    sessions.begin(request.session, timezone.now(), second_step=waiting_page(user))
    _write("sign_in", request, user, user.get_username())


def _signed_out(request: HttpRequest, user: User | None, **_known: Any) -> None:
    if user is not None:
        _write("sign_out", request, user, user.get_username())


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_known: Any) -> None:
    _write_of_name("sign_in_failed", request, str(credentials.get("username") or ""))


def locked(request: HttpRequest, name: str) -> None:
    """Write that an account is tried too often from where the request comes."""
    _write_of_name("sign_in_locked", request, name)


def _write_of_name(action: str, request: HttpRequest | None, name: str) -> None:
    # What was typed as a name may be a password: a name that nobody has is kept as a fingerprint only.
    typed = name[:NAME_LENGTH]
    known = User.objects.filter(username=typed).first()
    _write(action, request, known, typed if known else f"unknown {_fingerprint(typed)}")


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _write(action: str, request: HttpRequest | None, person: User | None, label: str) -> None:
    AccessEvent.objects.create(
        at=timezone.now(),
        actor=person,
        actor_label=label,
        action=action,
        address=(request.META.get("REMOTE_ADDR") or None) if request else None,
    )
