"""The step that chooses a free time: the first one that suits, as Zocdoc lists them now."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from workflows_app.steps.operations import kind_of
from workflows_app.steps.results import Done, Failed, Result, Stop
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.steps.weekdays import check_weekdays, weekdays
from workflows_app.steps.weekdays import field as weekdays_field
from workflows_app.values.language import has_template
from workflows_app.values.moments import moment
from workflows_app.values.problem import ValueProblem
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.forms.availability import AHEAD_MAX, EASTERN, IDS_MAX

ASK = kind_of(CATALOGUE["getProviderLocationsAvailability"])
# Days of one call, both ends counted: Zocdoc's servers refuse a span of 31.
DAYS_A_CALL, MOST_PLACES, MOST_OTHERS, DAYS = 30, 200, 5, 14
A = "trigger.appointment"
NONE = "No free time suits."
NONE_FOUND: dict[str, Any] = {"found": False, "start_time": None, "provider_location_id": None, "others": []}
IF_NONE = (("fail", "The run fails"), ("stop", "The run ends"), ("go_on", "It goes on, with found = false"))
HOURS = "The hours are two times of day, such as 08:00 and 17:00."


@dataclass(frozen=True)
class Wish:
    """What suits: after an instant, up to a number of days later, on weekdays and within hours of the place."""

    after: datetime
    days: int
    weekdays: frozenset[int]
    opens: time
    closes: time
    places: tuple[str, ...]

    def suits(self, start: datetime) -> bool:
        """Tell whether a start suits; its offset is that of its place."""
        on_day = not self.weekdays or start.weekday() in self.weekdays
        in_time = self.after < start <= self.after + timedelta(days=self.days)
        return on_day and in_time and self.opens <= start.time() < self.closes

    def spans(self, now: datetime) -> Iterator[tuple[date, date]]:
        """Yield the days to ask for, both ends included, in spans that one call may ask for."""
        today = now.astimezone(EASTERN).date()
        # A day to either side: the places' days and Zocdoc's may differ.
        first = max(today, self.after.astimezone(EASTERN).date() - timedelta(days=1))
        last = min(today + AHEAD_MAX, first + timedelta(days=self.days + 1))
        while first <= last:
            end = min(first + timedelta(days=DAYS_A_CALL - 1), last)
            yield first, end
            first = end + timedelta(days=1)


def _choose(given: Given, performing: Performing) -> Result:
    try:
        wish = _wish(given, performing.now)
        return _first(wish, given, performing)
    except ValueProblem as problem:
        return Failed("wrong_wish", problem.sentence)


def _first(wish: Wish, given: Given, performing: Performing) -> Result:
    """Return the first time that suits; a part of the answer that is missing is never taken for no time."""
    for first, last in wish.spans(performing.now):
        found: list[tuple[datetime, str]] = []
        for number in range(0, len(wish.places), IDS_MAX):
            part = _asked(given, wish.places[number : number + IDS_MAX], first, last, performing)
            if not isinstance(part, Done):
                return part
            found += [slot for slot in _slots(part.output) if wish.suits(slot[0])]
        if found:
            return _chosen(sorted(found))
    return NOTHING.get(str(given.get("if_none")), _fails)()


def _wish(given: Given, now: datetime) -> Wish:
    after = moment(given["after"]) if given.get("after") else now
    opens, closes = _time(given.get("from"), time.min), _time(given.get("to"), time.max)
    return Wish(
        max(after, now), _days(given.get("days")), weekdays(given.get("weekdays")), opens, closes, _places(given)
    )


def _time(value: Any, usual: time) -> time:
    try:
        return time.fromisoformat(str(value)) if value else usual
    except ValueError:
        raise ValueProblem(HOURS) from None


def _days(value: Any) -> int:
    text = str(value or DAYS)
    if not text.isdecimal() or not 1 <= int(text[:4]) <= AHEAD_MAX.days:
        raise ValueProblem(f"It looks 1 to {AHEAD_MAX.days} days ahead.")
    return int(text)


def _places(given: Given) -> tuple[str, ...]:
    value = given.get("provider_location_ids") or []
    many = value if isinstance(value, list | tuple) else str(value).split(",")
    places = tuple(dict.fromkeys(str(one).strip() for one in many if one and str(one).strip()))
    if not 1 <= len(places) <= MOST_PLACES:
        raise ValueProblem(f"It looks at 1 to {MOST_PLACES} provider locations.")
    return places


def _asked(given: Given, places: tuple[str, ...], first: date, last: date, performing: Performing) -> Result:
    fields = {
        "provider_location_ids": list(places),
        "visit_reason_id": given.get("visit_reason_id"),
        "patient_type": given.get("patient_type"),
        "insurance_plan_id": given.get("insurance_plan_id"),
        "start_date_in_provider_local_time": first.isoformat(),
        "end_date_in_provider_local_time": last.isoformat(),
    }
    return ASK.run(fields, performing)


def _slots(output: Mapping[str, Any]) -> Iterator[tuple[datetime, str]]:
    for place in output.get("items") or []:
        for slot in place.get("timeslots") or []:
            yield moment(slot.get("start_time")), str(place.get("provider_location_id"))


def _chosen(found: list[tuple[datetime, str]]) -> Done:
    start, place = found[0]
    others = [
        {"start_time": when.isoformat(), "provider_location_id": where} for when, where in found[1 : MOST_OTHERS + 1]
    ]
    output = {"found": True, "start_time": start.isoformat(), "provider_location_id": place, "others": others}
    return Done(output=output, sentence=f"The first that suits is {start:%Y-%m-%d %H:%M %Z}.")


def _fails() -> Result:
    return Failed("no_slot", NONE)


NOTHING: dict[str, Callable[[], Result]] = {
    "fail": _fails,
    "stop": lambda: Stop(NONE, filtered=True),
    "go_on": lambda: Done(output=dict(NONE_FOUND), sentence=NONE),
}


def _check(config: Given) -> list[Problem]:
    needed = (
        ("provider_location_ids", "Say where."),
        ("visit_reason_id", "Say what for."),
        ("patient_type", "Say who."),
    )
    found = [Problem(name, told) for name, told in needed if not config.get(name)]
    typed = {name: None if has_template(str(value)) else value for name, value in config.items()}
    try:
        _wish({**typed, "provider_location_ids": "any", "weekdays": None}, datetime.now(UTC))
    except ValueProblem as problem:
        found.append(Problem("from" if problem.sentence == HOURS else "days", problem.sentence))
    return [*found, *check_weekdays(config)]


KINDS = (
    StepKind(
        code="choose_slot",
        label="Choose a free time",
        group="Decide",
        icon="event_available",
        summary="Asks Zocdoc for free times and takes the first that suits; it books nothing.",
        fields=(
            Field(
                name="provider_location_ids",
                label="Provider locations",
                widget="list",
                required=True,
                default=f"{{{{ {A}.provider_location.id }}}}",
                help="The appointment's own, or any of several.",
            ),
            Field(
                name="visit_reason_id", label="Visit reason", required=True, default=f"{{{{ {A}.visit_reason.id }}}}"
            ),
            Field(name="patient_type", label="Patient", required=True, default=f"{{{{ {A}.patient_type }}}}"),
            Field(name="insurance_plan_id", label="Insurance plan"),
            Field(name="after", label="After", default="{{ now }}", help="A time, such as {{ now | add_hours: 2 }}."),
            Field(name="days", label="Days ahead", widget="number", default=str(DAYS), help=f"1 to {AHEAD_MAX.days}."),
            weekdays_field("", none_ticked="any day"),
            Field(name="from", label="From", help="A time of day of the place, such as 08:00."),
            Field(name="to", label="To", help="A time of day of the place, such as 17:00."),
            Field(name="if_none", label="If none suits", widget="choice", choices=IF_NONE, default="fail"),
        ),
        run=_choose,
        check=_check,
        sample=lambda _config: {
            "found": True,
            "start_time": "2026-11-30T09:00:00-05:00",
            "provider_location_id": "pr_…|lo_…",
            "others": [{"start_time": "2026-11-30T09:30:00-05:00", "provider_location_id": "pr_…|lo_…"}],
        },
    ),
)
