"""What a person is editing: it travels sealed in the page's forms, so that nothing is stored before it is published."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest

from zocdoc_sync.admin.tokens import MAX_AGE_SECONDS, StaleForm
from zocdoc_sync.models import Provider
from zocdoc_sync.timeslots.slot import Day, day_of, sent_day
from zocdoc_sync.timeslots.wish import Wish

SALT = "slotdesk.day"
CHANGED = "changed"


@dataclass(frozen=True)
class Draft:
    """A day as Zocdoc showed it at `read_at`, and as it is wanted; `seen` is what the last preview found at Zocdoc."""

    provider: Provider
    day: date
    read_at: datetime
    shown: Day
    wanted: Day
    seen: Day

    @classmethod
    def of(cls, provider: Provider, day: date, shown: Day, *, now: datetime, wanted: Day | None = None) -> "Draft":
        """Return a draft of a day that was read just now; without `wanted` nothing is edited yet."""
        return cls(provider, day, now, shown, shown if wanted is None else wanted, shown)

    def wanting(self, wanted: Day) -> "Draft":
        """Return the draft with another wish."""
        return replace(self, wanted=wanted)

    def wish(self, said: set[str], typed: str) -> Wish:
        """Return what is to be put; who says that the day changed means what the preview showed, nothing later."""
        shown = self.seen if CHANGED in said else self.shown
        return Wish(self.provider, self.day, shown, self.wanted, frozenset(said - {CHANGED}), typed)


def sealed(draft: Draft, request: HttpRequest) -> str:
    """Return the draft as a text for a hidden field of this person's form."""
    kept = [
        request.user.pk, draft.provider.pk, str(draft.day), draft.read_at.isoformat(),
        *(sent_day(one) for one in (draft.shown, draft.wanted, draft.seen)),
    ]  # fmt: skip
    return signing.dumps(kept, salt=SALT, compress=True)


def opened(request: HttpRequest, provider: Provider, day: date, name: str = "draft") -> Draft:
    """Return the draft of a posted form; raise StaleForm for one of another person or day, or too old."""
    try:
        kept: list[Any] = signing.loads(request.POST.get(name, ""), salt=SALT, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        raise StaleForm("This form is too old or incomplete: open the day again.") from None
    who, whose, which, read_at, *days = kept
    if (who, whose, which) != (request.user.pk, provider.pk, str(day)):
        raise StaleForm("This form was made for something else: open the day again.")
    return Draft(provider, day, datetime.fromisoformat(read_at), *(day_of(one) for one in days))
