"""How long a session lasts, and whether its second step is done; kept in the session itself."""

from datetime import datetime
from typing import Any

from django.conf import settings

BEGAN, SEEN, SECOND = "slotdesk_began", "slotdesk_seen", "slotdesk_second_step"
# A session is written to the database at most so often (seconds).
WRITTEN_EVERY = 60
ASK, SET_UP, DONE = "admin:second_step", "admin:second_step_mine", "done"


def begin(session: Any, now: datetime, *, second_step: str | None) -> None:
    """Start the clocks of a session that somebody just signed in to; `second_step` is ASK, SET_UP or None."""
    session[BEGAN] = session[SEEN] = int(now.timestamp())
    session[SECOND] = second_step


def use(session: Any, now: datetime) -> None:
    """Note that the person does something; it is written once a minute."""
    if int(now.timestamp()) - session.get(SEEN, 0) >= WRITTEN_EVERY:
        session[SEEN] = int(now.timestamp())
        session.setdefault(BEGAN, session[SEEN])


def why_over(session: Any, now: datetime) -> str:
    """Return why a session is over ("idle" or "long"), "" while it lasts."""
    if SEEN not in session:
        return ""
    if int(now.timestamp()) - session[BEGAN] >= settings.SESSION_HOURS * 3600:
        return "long"
    return "idle" if int(now.timestamp()) - session[SEEN] >= settings.SESSION_IDLE_MINUTES * 60 else ""


def seconds_left(session: Any, now: datetime) -> int:
    """Return how long a session lasts if nothing more is done."""
    at = int(now.timestamp())
    seen, began = (int(session.get(name, at)) for name in (SEEN, BEGAN))
    ends = min(seen + settings.SESSION_IDLE_MINUTES * 60, began + settings.SESSION_HOURS * 3600)
    return int(max(0, ends - at))


def second_step(session: Any) -> str | None:
    """Return the page of the second step that is still to be done, None when there is none."""
    waiting = session.get(SECOND)
    return waiting if waiting in (ASK, SET_UP) else None


def second_step_done(session: Any) -> None:
    """Let the person in, under a new key of the session."""
    session[SECOND] = DONE
    session.cycle_key()
