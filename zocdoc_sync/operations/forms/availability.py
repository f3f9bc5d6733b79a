"""Input of the search for free times."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from zocdoc_sync.operations.fields import ids
from zocdoc_sync.operations.fields.ids import ProviderLocationId
from zocdoc_sync.operations.fields.lists import ListOf
from zocdoc_sync.operations.fields.times import Day
from zocdoc_sync.operations.fields.words import OneOf, Text
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.forms.booking import PATIENT_TYPES

IDS_MAX = 50
# The text of the API allows a span of 31 days, its servers refuse it.
SPAN_MAX = timedelta(days=30)
AHEAD_MAX = timedelta(days=150)
DEFAULT_SPAN = timedelta(days=7)
CONTEXTS = [("direct_listing", "All slots"), ("condition_driven_search", "Only of providers active on Zocdoc")]
# Zocdoc's "today" for this search.
EASTERN = ZoneInfo("America/New_York")
FIRST, LAST = "start_date_in_provider_local_time", "end_date_in_provider_local_time"


class GetAvailability(OperationForm):
    """Free times of provider locations on local days, both days included; without days, Zocdoc's next seven."""

    provider_location_ids = ListOf(ProviderLocationId(), at_most=IDS_MAX, label="Provider location ids")
    visit_reason_id = ids.visit_reason_id(required=True)
    patient_type = OneOf(PATIENT_TYPES, label="Patient")
    start_date_in_provider_local_time = Day(required=False, label="First day")
    end_date_in_provider_local_time = Day(required=False, label="Last day")
    published_context = OneOf(CONTEXTS, required=False)
    insurance_plan_id = ids.insurance_plan_id()
    insurance_carrier_id = Text(required=False, max_length=110)

    def clean(self) -> None:
        if FIRST in self.errors or LAST in self.errors:
            return
        today = self.now.astimezone(EASTERN).date()
        fault = span_fault(self.given(FIRST), self.given(LAST), today)
        if fault:
            self.add_error(LAST if self.given(LAST) else FIRST, fault)


def span_fault(first: date | None, last: date | None, today: date) -> str:
    """Return what is wrong with a span of days as Zocdoc counts it, "" when nothing is."""
    begin, end = first or today, last or today + DEFAULT_SPAN
    checks = (
        (end >= begin, "The last day is before the first; without a last day Zocdoc takes seven days from today."),
        (end - begin <= SPAN_MAX, f"The days must span at most {SPAN_MAX.days} days."),
        (end - today <= AHEAD_MAX, f"Zocdoc looks at most {AHEAD_MAX.days} days ahead."),
    )
    return next((sentence for holds, sentence in checks if not holds), "")
