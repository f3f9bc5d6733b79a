"""The second step: codes of an authenticator app, and recovery codes for the day it is lost."""

import hashlib
import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django_otp.oath import TOTP

from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.models import RecoveryCode, SecondStep
from zocdoc_sync.people import sessions

SEED_BYTES, CODE_LENGTH, CODES = 20, 10, 10
# Who can see or change secrets and people needs a second step.
POWERS = ("zocdoc_sync.change_connection", "auth.change_user")


def is_required(person: Any) -> bool:
    """Tell whether a person must have a second step."""
    return bool(settings.SECOND_STEP_REQUIRED and any(person.has_perm(power) for power in POWERS))


def confirmed(person: Any) -> SecondStep | None:
    """Return a person's second step, None when they have none yet."""
    return SecondStep.objects.filter(person_id=person.pk, confirmed_at__isnull=False).first()


def waiting_page(person: Any) -> str | None:
    """Return the page that a person has to pass after the password, None when there is none."""
    if confirmed(person) is not None:
        return sessions.ASK
    return sessions.SET_UP if is_required(person) else None


def begin(person: User, *, now: datetime) -> None:
    """Make a new seed, to be confirmed by a code of the app that was given it; a confirmed one stays as it is."""
    if confirmed(person) is None:
        seed = b32encode(secrets.token_bytes(SEED_BYTES)).decode()
        SecondStep.objects.update_or_create(person=person, defaults={"seed": seed, "made_at": now, "last_step": -1})


def confirm(person: User, code: str, *, now: datetime) -> list[str]:
    """Take the new seed into use when the app shows the right code, and return the recovery codes; else nothing."""
    step = SecondStep.objects.filter(person=person, confirmed_at__isnull=True).first()
    if step is None or not _app_shows(step, code, now):
        return []
    with transaction.atomic():
        if not SecondStep.objects.filter(person=person, confirmed_at__isnull=True).update(confirmed_at=now):
            return []
        return new_codes(person)


def new_codes(person: User) -> list[str]:
    """Return ten new recovery codes, which take the place of all earlier ones; they are never shown again."""
    codes = [_new_code() for _ in range(CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(person=person).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(person, one)) for one in codes)
    return codes


def check(person: User, code: str, *, now: datetime) -> str:
    """Return "app" or "recovery" when a code proves the second step, else ""; each code works once."""
    step = confirmed(person)
    if step is not None and _app_shows(step, code, now):
        return "app"
    unused = RecoveryCode.objects.filter(person=person, digest=_digest(person, code), used_at__isnull=True)
    return "recovery" if unused.update(used_at=now) else ""


def codes_left(person: User) -> int:
    """Return how many recovery codes have not been used."""
    return RecoveryCode.objects.filter(person=person, used_at__isnull=True).count()


def remove(person: User) -> bool:
    """Take a person's second step and codes away; return whether there was one."""
    RecoveryCode.objects.filter(person=person).delete()
    number, _ = SecondStep.objects.filter(person=person).delete()
    return bool(number)


def address_for_app(step: SecondStep) -> str:
    """Return what the QR code says to the app."""
    name = quote(f"Slotdesk:{step.person.get_username()}")
    return f"otpauth://totp/{name}?{urlencode({'secret': step.seed, 'issuer': 'Slotdesk'})}"


def _app_shows(step: SecondStep, code: str, now: datetime) -> bool:
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return False
    try:
        totp = TOTP(b32decode(step.seed))
    except SealBroken:
        return False
    totp.time = now.timestamp()
    if not totp.verify(int(digits), tolerance=1, min_t=step.last_step + 1):
        return False
    # Of two who send the same code at once, one finds the row as it was.
    fresh = SecondStep.objects.filter(pk=step.pk, last_step__lt=totp.t())
    return bool(fresh.update(last_step=totp.t()))


def _new_code() -> str:
    letters = b32encode(secrets.token_bytes(7)).decode().lower()[:CODE_LENGTH]
    return f"{letters[:5]}-{letters[5:]}"


def _digest(person: User, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{person.pk}:{plain}".encode()).hexdigest()
