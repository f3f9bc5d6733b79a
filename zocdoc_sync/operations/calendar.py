"""The operations on a provider's timeslots."""

from zocdoc_sync.models import Connection, ProviderLocation
from zocdoc_sync.operations import wishes
from zocdoc_sync.operations.forms import calendar as forms
from zocdoc_sync.operations.spec import PROVIDER, Cleaned, OperationSpec


def _empties_the_day(cleaned: Cleaned) -> str:
    """Return what an empty list would delete: Zocdoc replaces the whole day at all locations."""
    if cleaned["timeslots"]:
        return ""
    return f"all timeslots of {cleaned['provider_id']} on {cleaned['date']}, at all locations"


def _elsewhere(connection: Connection, cleaned: Cleaned) -> str:
    """Return which timeslots are at no location of the provider: Zocdoc takes the day and drops them silently."""
    places = ProviderLocation.objects.of(connection).filter(
        provider__zocdoc_id=cleaned["provider_id"], gone_at__isnull=True, location__isnull=False
    )
    known = set(places.values_list("location__zocdoc_id", flat=True))
    strange = sorted({slot["location_id"] for slot in cleaned["timeslots"]} - known) if known else []
    if not strange:
        return ""
    return (
        f"Not a location of this provider: {', '.join(strange)}. Zocdoc would drop such timeslots silently. "
        "If the location is new, read the directory first."
    )


OPERATIONS = (
    OperationSpec(
        code="getProviderCalendarTimeslots",
        label="Get provider timeslots",
        area="timeslots",
        target=PROVIDER,
        form=forms.GetTimeslots,
        verb="Read the day",
        icon="calendar_today",
    ),
    OperationSpec(
        code="putProviderCalendarTimeslots",
        label="Put provider timeslots",
        area="timeslots",
        target=PROVIDER,
        form=forms.PutTimeslots,
        verb="Publish the day",
        icon="edit_calendar",
        writes=True,
        destroys=True,
        repeatable=True,
        wish=wishes.day_replaced,
        empties=_empties_the_day,
        misplaced=_elsewhere,
        typed="date",
    ),
)
