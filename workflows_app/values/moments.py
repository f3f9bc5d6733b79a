"""Instants as workflows see them: with a zone, and written as ISO 8601 wherever they become text."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows_app.values.problem import ValueProblem


class Moment(datetime):
    """An instant with its zone; as text it is ISO 8601 with the offset."""

    def __str__(self) -> str:
        return self.isoformat()

    @classmethod
    def of(cls, value: datetime) -> "Moment":
        """Return the same instant in the same zone; one without a zone is taken as UTC."""
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return cls(
            aware.year, aware.month, aware.day, aware.hour, aware.minute, aware.second, aware.microsecond,
            tzinfo=aware.tzinfo, fold=aware.fold,
        )  # fmt: skip


def moment(value: Any) -> Moment:
    """Return an instant from an instant or from ISO 8601 text with an offset; raise ValueProblem."""
    if isinstance(value, datetime):
        return Moment.of(value)
    try:
        found = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueProblem("A time is written like 2026-11-30T14:30:00-05:00.") from None
    return Moment.of(found)


def zone_named(name: Any) -> ZoneInfo:
    """Return a zone by its IANA name; raise ValueProblem."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueProblem(f"There is no time zone {str(name)[:60]}: write it like America/New_York.") from None


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it; instants become ISO 8601 text."""
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
