"""From a file of wanted plans to what would change at each place that it names."""

from zocdoc_sync.insurance import sheet
from zocdoc_sync.insurance.comparing import Compared, compare, holdings
from zocdoc_sync.insurance.reading import places_of
from zocdoc_sync.insurance.runs import Line, line_of
from zocdoc_sync.models import Connection, InsuranceMapping, InsurancePlan

NAMED = 5


def known_plans(connection: Connection) -> frozenset[str]:
    """Return the plan ids that the mirror of a connection knows, by name or from a place that takes them."""
    tables = (InsurancePlan, InsuranceMapping)
    return frozenset().union(*(table.objects.of(connection).values_list("zocdoc_id", flat=True) for table in tables))


def lines_from(connection: Connection, content: bytes, *, only_add: bool) -> tuple[list[Line], list[str]]:
    """Return what a file would change by place, and what is wrong with it; with a fault nothing is to be changed.

    A place that the file does not name stays as it is. Raise SheetRefused for a file that is no such list at all.
    """
    places = {place.zocdoc_id: place for place in places_of(connection)}
    found = sheet.read(content, places, known_plans(connection))
    if found.faults:
        return [], found.faults
    compared = compare(
        holdings([places[one] for one in found.wanted]), lambda one: frozenset(found.wanted[one.place.zocdoc_id])
    )
    faults = [fault for one in compared if (fault := _fault(one))]
    lines = [line for one in compared if (line := line_of(one, only_add=only_add))]
    return ([], faults[: sheet.MOST_FAULTS]) if faults else (lines, [])


def _fault(one: Compared) -> str:
    if one.holding.why_not:
        return f"{one.place.zocdoc_id}: {one.holding.why_not}"
    if one.absent:
        return f"{one.place.zocdoc_id}: Zocdoc does not offer {', '.join(sorted(one.absent)[:NAMED])} there."
    return ""
