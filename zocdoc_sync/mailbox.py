"""Hand an e-mail to the clinic's mail server once, and tell how far it came."""

import smtplib
from collections.abc import Iterable
from enum import Enum
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

# For each answer of the mail server, in seconds.
TIMEOUT = 15
# These print mails instead of sending them, and what is printed ends in a log.
NO_SERVER = ("django.core.mail.backends.console.EmailBackend", "django.core.mail.backends.dummy.EmailBackend")


class Handed(Enum):
    """What became of an e-mail: only of `UNKNOWN` nobody can tell whether it was sent."""

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"


def has_server() -> bool:
    """Tell whether this console has a mail server."""
    return settings.EMAIL_BACKEND not in NO_SERVER


def message_id(key: str) -> str:
    """Return the Message-ID of what `key` stands for, so that a mailbox can tell a mail that comes twice."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{host}>"


def hand_over(message: EmailMessage) -> Handed:
    """Give a built message to the mail server; nothing escapes."""
    server = get_connection(fail_silently=False, timeout=TIMEOUT)
    try:
        server.open()
    except (smtplib.SMTPException, OSError):
        return Handed.UNREACHABLE
    try:
        server.send_messages([message])
    except Exception as error:  # noqa: BLE001 (whatever broke after this point may have broken after it was taken)
        return _undone(error)
    finally:
        _closed(server)
    return Handed.TAKEN


def _undone(error: Exception) -> Handed:
    """Return what a fault means: an answer of the server says that it did not take the mail, anything else nothing."""
    codes = list(_codes(error))
    if not codes:
        return Handed.UNKNOWN
    return Handed.REFUSED if max(codes) >= 500 else Handed.LATER


def _codes(error: Exception) -> Iterable[int]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [code for code, _ in error.recipients.values()]
    return [int(error.smtp_code)] if isinstance(error, smtplib.SMTPResponseException) else []


def _closed(server: Any) -> None:
    try:
        server.close()
    except (smtplib.SMTPException, OSError):
        return  # it hung up first: what became of the mail is known already
