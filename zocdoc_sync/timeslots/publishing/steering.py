"""What a person does with a run: publish, stop, go on, try again, answer; each is one conditional UPDATE."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from zocdoc_sync.alerts import close_alert
from zocdoc_sync.models import PublishDay, PublishDayState, PublishRun, PublishState
from zocdoc_sync.models.publishing import days_text
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.timeslots.guards import BOOKED, CHANGED, CLEARED, EMPTY, HALF, PLACES
from zocdoc_sync.timeslots.publishing.states import HANDLED, fault_name

D, R = PublishDayState, PublishState
RUNNING = (R.COMPARING, R.PUBLISHING)
# In the order in which people should read them, with what saying yes means.
CODES = {
    EMPTY: "would lose all their timeslots",
    BOOKED: "would lose a timeslot that has a booking",
    CLEARED: "would lose all timeslots of one of their locations",
    HALF: "would lose more than half of their timeslots",
    PLACES: "have timeslots at a location that is not one of the provider's",
    CHANGED: "changed at Zocdoc after they were compared",
}
FELL_THROUGH = (D.FAILED, D.REFUSED, D.DIFFERS)


class NotAnswered(OperationError):
    """An answer that does not fit the question."""

    code = "not_answered"


@dataclass(frozen=True)
class Question:
    """The days of a run that ask the same; `typed` is what must be typed to say yes, "" when a tick does."""

    code: str
    days: tuple[PublishDay, ...]

    @property
    def sentence(self) -> str:
        """Return what these days ask."""
        which = "1 day" if len(self.days) == 1 else f"{len(self.days)} days"
        return f"{which} {CODES.get(self.code, 'need an answer')}."

    @property
    def typed(self) -> str:
        """Return the days that would be emptied as `PublishRun.range_text` writes them."""
        if self.code != EMPTY:
            return ""
        dates = [day.date for day in self.days]
        return days_text(min(dates), max(dates))


def publish(run: PublishRun, *, actor: Actor, now: datetime) -> bool:
    """Let the worker send what differs; False when the run is not ready for it."""
    return _go(run, (R.READY,), R.PUBLISHING, actor, now, published_at=now)


def go_on(run: PublishRun, *, actor: Actor, now: datetime) -> bool:
    """Go on where a run was stopped."""
    return _go(run, (R.STOPPED,), R(run.phase), actor, now)


def stop(run: PublishRun) -> bool:
    """Stop a run: no day is sent after this, what is on its way is still seen."""
    rows = PublishRun.objects.filter(pk=run.pk, state__in=RUNNING)
    return bool(rows.update(state=R.STOPPED, sentence=""))


def again(run: PublishRun, *, actor: Actor, now: datetime) -> int:
    """Compare the days that fell through once more, and then send them as any other; return how many."""
    if run.state in RUNNING:
        return 0
    rows = PublishDay.objects.filter(run=run, state__in=FELL_THROUGH)
    found = rows.update(
        state=D.PENDING, attempt=F("attempt") + 1, tries=0, due_at=now, sentence="", version=None
    )  # fmt: skip
    if found:
        _go(run, (R.READY, R.ASKS, R.STOPPED, R.DONE), R(run.phase), actor, now, finished_at=None)
    return found


def questions(run: PublishRun) -> list[Question]:
    """Return what the days of a run ask, by kind; a day that asks two things is in both."""
    found: dict[str, list[PublishDay]] = {}
    for day in PublishDay.objects.filter(run=run, state=D.ASKS).select_related("provider"):
        for code in day.asked.split():
            found.setdefault(code, []).append(day)
    return [Question(code, tuple(found[code])) for code in CODES if code in found]


def answer(
    run: PublishRun, *, yes: Collection[str], leave: Collection[str], typed: str, actor: Actor, now: datetime
) -> tuple[int, int]:
    """Send days of the kinds `yes` and leave those of `leave` alone; return how many of each are settled now.

    Raise NotAnswered when days would be emptied and their range was not typed. A day that asks two things waits for
    both answers.
    """
    asked = questions(run)
    for one in asked:
        if one.code in yes and one.typed and typed.strip() != one.typed:
            raise NotAnswered(f"These days would lose all their timeslots. Type {one.typed} to do that.")
    left = {day.pk for one in asked if one.code in leave for day in one.days}
    skipped = PublishDay.objects.filter(pk__in=left, state=D.ASKS).update(state=D.SKIPPED, sentence="")
    agreed = {day.pk: day for one in asked if one.code in yes for day in one.days if day.pk not in left}
    sent = sum(_agree(day, yes, now) for day in agreed.values())
    _wake(run, actor, now)
    return sent, skipped


def _agree(day: PublishDay, yes: Collection[str], now: datetime) -> bool:
    codes = set(day.asked.split())
    said = {*day.said.split(), *(codes & set(yes))} - {CHANGED}
    if codes - set(yes):
        PublishDay.objects.filter(pk=day.pk, state=D.ASKS).update(said=" ".join(sorted(said)))
        return False
    # A day that changed at Zocdoc is compared again, so that what it lost meanwhile is asked about.
    state = D.PENDING if CHANGED in codes else D.WAITING
    rows = PublishDay.objects.filter(pk=day.pk, state=D.ASKS)
    return bool(rows.update(state=state, said=" ".join(sorted(said)), asked="", sentence="", due_at=now))


def _wake(run: PublishRun, actor: Actor, now: datetime) -> None:
    """Let a run that waited for answers go on, to its end when nothing is left to do."""
    if run.state == R.ASKS:
        _go(run, (R.ASKS,), R.PUBLISHING, actor, now)


def _go(
    run: PublishRun,
    before: Collection[PublishState],
    state: PublishState,
    actor: Actor,
    now: datetime,
    **values: object,
) -> bool:
    left = PublishDay.objects.filter(run=run, state__in=HANDLED[state]).count()
    rows = PublishRun.objects.filter(pk=run.pk, state__in=before)
    moved = rows.update(
        state=state, phase=state, sentence="", actor=actor.user, actor_label=actor.label[:150], pace_at=now,
        pace_left=left, **values,
    )  # fmt: skip
    if moved:
        close_alert(fault_name(run), now=now)
    return bool(moved)
