"""How often somebody may try: by account and address together, so that who guesses locks nobody else out."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from zocdoc_sync.models import AccessEvent, SignInTries

WINDOW = timedelta(minutes=15)
KNOWN_FOR = timedelta(days=90)
SIGNED_IN = "sign_in"


@dataclass(frozen=True)
class Tries:
    """What is counted together, and how many are let through in a row; a pause of fifteen minutes begins anew."""

    parts: tuple[str, ...]
    most: int

    @property
    def key(self) -> str:
        """Return a fingerprint: what was typed as a name may be a password."""
        return hashlib.sha256("\x00".join(self.parts).encode()).hexdigest()

    def admit(self, now: datetime) -> bool:
        """Count a try before it is judged, and tell whether it may be made: many at once are counted one by one."""
        rows = SignInTries.objects.filter(pk=self.key)
        if rows.filter(last_at__lte=now - WINDOW).update(number=1, last_at=now, is_told=False):
            return True
        if rows.filter(number__lt=self.most).update(number=F("number") + 1, last_at=now):
            return True
        try:
            with transaction.atomic():
                SignInTries.objects.create(key=self.key, number=1, last_at=now)
        except IntegrityError:
            return bool(rows.filter(number__lt=self.most).update(number=F("number") + 1, last_at=now))
        return True

    def first_refusal(self) -> bool:
        """Tell whether this is the first refused try in a row, once."""
        return bool(SignInTries.objects.filter(pk=self.key, is_told=False).update(is_told=True))

    def forget(self) -> None:
        """Begin anew: the person has proved who they are."""
        SignInTries.objects.filter(pk=self.key).delete()


def here(name: str, address: str) -> Tries:
    """Return the tries of an account from an address."""
    return Tries(("here", _plain(name), address), 5)


def anywhere(name: str) -> Tries:
    """Return the tries of an account from all addresses, which hold for addresses that it never signed in from."""
    return Tries(("anywhere", _plain(name)), 100)


def codes_here(person_id: int, address: str) -> Tries:
    """Return the tries of a person's second step from an address."""
    return Tries(("code", str(person_id), address), 5)


def codes_anywhere(person_id: int) -> Tries:
    """Return the tries of a person's second step; who makes them knows the password."""
    return Tries(("code", str(person_id)), 20)


def is_known(name: str, address: str, now: datetime) -> bool:
    """Tell whether an account has lately signed in from an address."""
    seen = AccessEvent.objects.filter(action=SIGNED_IN, actor__username=name, address=address or None)
    return seen.filter(at__gt=now - KNOWN_FOR).exists()


def prune_tries(now: datetime) -> dict[str, int]:
    """Delete tries of more than a day ago; return how many."""
    number, _ = SignInTries.objects.filter(last_at__lt=now - timedelta(days=1)).delete()
    return {"tries to sign in": number}


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
