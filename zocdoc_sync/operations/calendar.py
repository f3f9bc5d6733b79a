"""The operations on a provider's timeslots."""

from zocdoc_sync.operations import wishes
from zocdoc_sync.operations.forms import calendar as forms
from zocdoc_sync.operations.spec import PROVIDER, Cleaned, OperationSpec


def _empties_the_day(cleaned: Cleaned) -> str:
    """Return what an empty list would delete: Zocdoc replaces the whole day at all locations."""
    if cleaned["timeslots"]:
        return ""
    return f"all timeslots of {cleaned['provider_id']} on {cleaned['date']}, at all locations"


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
    ),
)
