"""A provider's weekly templates, from their rows."""

from collections.abc import Iterable

from zocdoc_sync.models import Hours, Provider, SlotTemplate, TemplateRule
from zocdoc_sync.timeslots.ranges import Range
from zocdoc_sync.timeslots.weekly import Ranges, Week


def weeks_of(provider: Provider) -> tuple[Week, ...]:
    """Return all templates of a provider, whenever they are valid."""
    rows = SlotTemplate.objects.filter(provider=provider).prefetch_related("rules__location")
    return tuple(week_of(row, row.rules.all()) for row in rows)


def week_of(template: SlotTemplate, rules: Iterable[TemplateRule]) -> Week:
    """Return a template with these rules."""
    by_day: dict[int, Ranges] = {}
    for rule in rules:
        for weekday in rule.weekdays:
            by_day[weekday] = (*by_day.get(weekday, ()), range_of(rule))
    return Week(by_day, template.valid_from, template.valid_to)


def range_of(hours: Hours) -> Range:
    """Return hours at a location, in its zone."""
    return Range(
        location_id=hours.location.zocdoc_id,
        zone=hours.location.time_zone,
        first=hours.first,
        until=hours.until,
        every=hours.every,
        allowed=tuple(sorted(hours.allowed)),
        excluded=tuple(sorted(hours.excluded)),
        patient_type=hours.patient_type,
    )
