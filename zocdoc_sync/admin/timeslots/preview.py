"""What publishing a draft would change, what must be said first, and publishing it."""

from django.http import HttpResponse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import headed, say_and_go
from zocdoc_sync.admin.times import long_time
from zocdoc_sync.admin.timeslots.draft import Draft, sealed
from zocdoc_sync.admin.timeslots.frame import Seat
from zocdoc_sync.admin.timeslots.showing import Names, changes, zone_of_day
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.timeslots.errors import GuardsUnmet
from zocdoc_sync.timeslots.putting import Put, preview, put_day
from zocdoc_sync.timeslots.wish import Wish

TEMPLATE = "console/timeslots/preview.html"
SENT = "Published. Zocdoc takes a moment to show it: the console looks, and says here when it is verified."


def previewed(
    admin: ConsoleModelAdmin, at: Seat, draft: Draft, *, fault: str = "", said: set[str] | None = None
) -> HttpResponse:
    """Read the day again and show the difference by location, and what must be acknowledged."""
    now = timezone.now()
    wish = Wish(at.provider, at.day, draft.shown, draft.wanted)
    try:
        current, asked = preview(wish, actor=at.actor, now=now)
    except OperationError as error:
        return say_and_go(at.request, at.url(), error.sentence, ok=False)
    fresh = Draft(draft.provider, draft.day, draft.read_at, draft.shown, draft.wanted, current)
    names = Names.of(at.provider)
    context = {
        "at": at,
        "changes": changes(current, draft.wanted, names),
        "meanwhile": changes(draft.shown, current, names) if draft.shown != current else [],
        "same": current == draft.wanted,
        "guards": asked,
        "said_codes": said or set(),
        "fault": fault,
        "counts": (len(current), len(draft.wanted)),
        "read_at": long_time(now, zone_of_day(at.provider)),
        "draft": sealed(fresh, at.request),
        "form_token": issue(at.request, at.purpose),
        "back": at.url(),
    }
    title = f"Preview: {at.title}"
    return headed(at.request, admin, TEMPLATE, title, status=422 if fault else 200, **context)


def published(admin: ConsoleModelAdmin, at: Seat, draft: Draft) -> HttpResponse:
    """Put the day under the form's token; what is not acknowledged is asked again, with the day as it is by then."""
    said = set(at.request.POST.getlist("said"))
    wish = draft.wish(said, at.request.POST.get("typed", ""))
    try:
        put = put_and_record(at, wish, key=key_of(at.request, at.purpose))
    except GuardsUnmet as unmet:
        return previewed(admin, at, draft, fault=f"Nothing was sent. {unmet.sentence}", said=said)
    except (OperationError, StaleForm) as refused:
        return say_and_go(at.request, at.url(), str(refused), ok=False)
    return say_and_go(at.request, at.url(), told(put), ok=put.outcome.ok, request_id=put.outcome.request_id)


def put_and_record(at: Seat, wish: Wish, *, key: str) -> Put:
    """Put a day and write into the audit who asked; raise as `put_day` does."""
    now = timezone.now()
    put = put_day(wish, actor=at.actor, now=now, key=key)
    audit.record(
        f"timeslots.put:{put.outcome.state}"[:60], request=at.request, now=now,
        subject=f"provider {wish.provider.zocdoc_id} {wish.day}", connection=wish.provider.connection,
    )  # fmt: skip
    return put


def told(put: Put) -> str:
    """Return what came of a put in words."""
    if not put.outcome.ok:
        return put.outcome.sentence
    lost = ", ".join(put.version.lost_locations) if put.version else ""
    return f"{SENT} Zocdoc dropped the timeslots at {lost}: it does not know that location." if lost else SENT
