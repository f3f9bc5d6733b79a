"""Steps that wait: for a time, until a time of the appointment, or for the next opening hour."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from workflows_app.steps.results import Failed, Result, Sleep
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.steps.weekdays import check_weekdays, weekdays
from workflows_app.steps.weekdays import field as weekdays_field
from workflows_app.values.language import has_template
from workflows_app.values.moments import moment, zone_named
from workflows_app.values.operators import UNITS, length
from workflows_app.values.problem import ValueProblem

LONGEST = timedelta(days=366)
WORKDAYS = frozenset(range(5))
HOURS = "Opening hours are two times of day, such as 08:00 and 17:00."
UNIT_CHOICES = tuple((unit, unit) for unit in UNITS)
SIDES = (("before", "before"), ("after", "after"))
AMOUNT = Field(name="amount", label="How long", widget="number", required=True, default="1")
UNIT = Field(name="unit", label="Unit", widget="choice", choices=UNIT_CHOICES, required=True, default="hours")


def _for(given: Given, performing: Performing) -> Result:
    return _slept(lambda: performing.now + length(given), performing)


def _until(given: Given, performing: Performing) -> Result:
    def when() -> datetime:
        span = length({"amount": given.get("amount") or 0, "unit": given.get("unit") or "hours"})
        return moment(given.get("time")) + (span if given.get("side") == "after" else -span)

    return _slept(when, performing)


def _opening(given: Given, performing: Performing) -> Result:
    return _slept(lambda: next_opening(given, performing), performing)


def next_opening(given: Given, performing: Performing) -> datetime:
    """Return now when it is within the opening hours, else the next opening; raise ValueProblem."""
    appointment = performing.scope.get("trigger", {}).get("appointment") or {}
    zone = zone_named(given.get("zone") or (appointment.get("location") or {}).get("time_zone") or "UTC")
    first, last = _hours(given)
    days = weekdays(given.get("weekdays")) or WORKDAYS
    here = performing.now.astimezone(zone)
    for ahead in range(8):
        day = here.date() + timedelta(days=ahead)
        opens, closes = datetime.combine(day, first, zone), datetime.combine(day, last, zone)
        if day.weekday() in days and here < closes:
            return max(here, opens).astimezone(UTC)
    raise ValueProblem("It never opens: choose at least one weekday.")


def _hours(given: Given) -> tuple[time, time]:
    try:
        first, last = time.fromisoformat(str(given.get("from"))), time.fromisoformat(str(given.get("to")))
    except ValueError:
        raise ValueProblem(HOURS) from None
    if last <= first:
        raise ValueProblem("It closes before it opens.")
    return first, last


def _slept(when: Any, performing: Performing) -> Result:
    try:
        until = when()
    except ValueProblem as problem:
        return Failed("wrong_time", problem.sentence)
    if until - performing.now > LONGEST:
        return Failed("wrong_time", "A run waits for a year at most.")
    there = until.astimezone(performing.scope["now"].tzinfo)
    told = "It was time already." if until <= performing.now else f"Waits until {there:%Y-%m-%d %H:%M %Z}."
    return Sleep(until, told, {"until": until.isoformat()})


def _check_length(config: Given) -> list[Problem]:
    amount = config.get("amount")
    if amount in (None, "") or (isinstance(amount, str) and has_template(amount)):
        return [] if amount not in (None, "") else [Problem("amount", "Say how long.")]
    try:
        return (
            [] if timedelta(0) <= length(config) <= LONGEST else [Problem("amount", "A run waits for a year at most.")]
        )
    except ValueProblem as problem:
        return [Problem("amount", problem.sentence)]


def _check_time(config: Given) -> list[Problem]:
    return [] if config.get("time") else [Problem("time", "Choose the time that it waits for.")]


def _check_hours(config: Given) -> list[Problem]:
    if any(has_template(str(config.get(name))) for name in ("from", "to")):
        return check_weekdays(config)
    try:
        _hours(config)
    except ValueProblem as problem:
        return [Problem("from" if problem.sentence == HOURS else "to", problem.sentence)]
    return check_weekdays(config)


def _sample(_config: Given) -> dict[str, Any]:
    return {"until": "2026-11-30T09:00:00+00:00"}


KINDS = (
    StepKind(
        code="wait.for",
        label="Wait for a time",
        group="Waiting",
        icon="hourglass_empty",
        summary="Waits for some minutes, hours or days.",
        fields=(AMOUNT, UNIT),
        run=_for,
        stays_here=True,
        check=_check_length,
        sample=_sample,
    ),
    StepKind(
        code="wait.until",
        label="Wait until a time of the appointment",
        group="Waiting",
        icon="alarm",
        summary="Waits until before or after a time, such as a day before the start.",
        fields=(
            Field(name="amount", label="How long", widget="number", default="1"),
            Field(name="unit", label="Unit", widget="choice", choices=UNIT_CHOICES, default="days"),
            Field(name="side", label="Before or after", widget="choice", choices=SIDES, default="before"),
            Field(name="time", label="Time", required=True, default="{{ trigger.appointment.start_time }}"),
        ),
        run=_until,
        stays_here=True,
        check=_check_time,
        sample=_sample,
    ),
    StepKind(
        code="wait.opening",
        label="Wait for opening hours",
        group="Waiting",
        icon="storefront",
        summary="Waits until the clinic is open; goes on at once while it is.",
        fields=(
            Field(name="from", label="Opens at", required=True, default="08:00"),
            Field(name="to", label="Closes at", required=True, default="17:00"),
            weekdays_field(["0", "1", "2", "3", "4"], none_ticked="Monday to Friday"),
            Field(name="zone", label="Time zone", help="The location's unless you name one."),
        ),
        run=_opening,
        stays_here=True,
        check=_check_hours,
        sample=_sample,
    ),
)
