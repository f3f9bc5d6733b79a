"""Find free times: as many calls as it takes, and every part that failed told as failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zocdoc_sync.availability.answers import Fault, FreeTimes, collected
from zocdoc_sync.availability.spans import furthest, pieces, today_there
from zocdoc_sync.enums import Operation
from zocdoc_sync.errors import InvalidRequest, NotFound, ServerFault
from zocdoc_sync.models import Connection
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.errors import NotPermitted, OperationError
from zocdoc_sync.operations.forms.availability import AHEAD_MAX, IDS_MAX
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.wording import in_words

CODE = Operation.GET_AVAILABILITY.value
# One bad id fails the call of all: then the halves are asked, until it stands alone.
WORTH_HALVING = frozenset({NotFound.code, InvalidRequest.code, ServerFault.code})
FAILURES_MAX = 16
TOO_LONG = "Not asked: it took too long. Choose fewer places or days."
TOO_FAR = f"Zocdoc looks at most {AHEAD_MAX.days} days ahead."


@dataclass
class _Search:
    """One search under way: what is asked in every call, and how much patience is left."""

    connection: Connection
    fixed: dict[str, str]
    actor: Actor
    clock: Clock
    seconds: float
    failures: int = 0


def free_times(  # noqa: PLR0917 (what is looked for reads as one phrase: where, for what, for whom, when)
    connection: Connection,
    place_ids: Sequence[str],
    visit_reason_id: str,
    patient_type: str,
    first: date,
    last: date,
    *,
    actor: Actor,
    now: datetime,
    insurance_plan_id: str | None = None,
    seconds: float = 25.0,
) -> FreeTimes:
    """Return the free times of provider locations on local days, both ends included; `now` is UTC.

    `patient_type` is new or existing. Asks in calls of at most 50 places and 30 days, for `seconds` in all, and lists
    every place and span that could not be read among the faults. Raise NotPermitted; whatever else is wrong is a fault.
    """
    fixed = {"visit_reason_id": visit_reason_id, "patient_type": patient_type}
    if insurance_plan_id:
        fixed["insurance_plan_id"] = insurance_plan_id
    search = _Search(connection, fixed, actor, Clock(now), seconds)
    found, places = FreeTimes(), tuple(dict.fromkeys(place_ids))
    begin, end = max(first, today_there(now)), min(last, furthest(now))
    for span in pieces(begin, end):
        for number in range(0, len(places), IDS_MAX):
            found.add(_asked(search, places[number : number + IDS_MAX], *span))
    if last > end and places:
        found.faults.append(Fault(places, max(begin, end), last, TOO_FAR))
    found.slots.sort()
    return found


def _asked(search: _Search, places: tuple[str, ...], first: date, last: date) -> FreeTimes:
    if search.clock.elapsed() > search.seconds:
        return FreeTimes(faults=[Fault(places, first, last, TOO_LONG)])
    fields = {
        **search.fixed,
        "provider_location_ids": list(places),
        "start_date_in_provider_local_time": first.isoformat(),
        "end_date_in_provider_local_time": last.isoformat(),
    }
    try:
        outcome = perform(CODE, search.connection, fields, actor=search.actor, now=search.clock.now())
    except NotPermitted:
        raise
    except OperationError as refused:
        return FreeTimes(faults=[Fault(places, first, last, in_words(CODE, refused.sentence))])
    if outcome.ok and outcome.answer is not None:
        return collected(outcome.answer.items, places, first, last, search.clock.now())
    search.failures += 1
    if len(places) > 1 and outcome.error_code in WORTH_HALVING and search.failures <= FAILURES_MAX:
        return _halved(search, places, first, last)
    return FreeTimes(faults=[Fault(places, first, last, in_words(CODE, outcome.sentence))])


def _halved(search: _Search, places: tuple[str, ...], first: date, last: date) -> FreeTimes:
    middle, found = len(places) // 2, FreeTimes()
    for half in (places[:middle], places[middle:]):
        found.add(_asked(search, half, first, last))
    return found
