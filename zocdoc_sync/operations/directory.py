"""The operations that read providers, their locations, facilities and what can be scheduled."""

from zocdoc_sync.operations.forms import directory as forms
from zocdoc_sync.operations.forms.availability import GetAvailability
from zocdoc_sync.operations.spec import CONNECTION, PROVIDER, PROVIDER_LOCATION, OperationSpec

OPERATIONS = (
    OperationSpec(
        code="getProviders",
        label="Get providers by NPIs",
        area="providers",
        target=CONNECTION,
        form=forms.GetProviders,
        verb="Read providers",
        icon="stethoscope",
    ),
    OperationSpec(
        code="getProviderReviews",
        label="Get provider reviews",
        area="providers",
        target=PROVIDER,
        form=forms.OneProvider,
        verb="Read reviews",
        icon="reviews",
    ),
    OperationSpec(
        code="getProviderNpis",
        label="Get active provider NPIs",
        area="providers",
        target=CONNECTION,
        form=forms.ActiveNpis,
        verb="List NPIs",
        icon="badge",
    ),
    OperationSpec(
        code="getProviderLocations",
        label="Search provider locations",
        area="provider locations",
        target=CONNECTION,
        form=forms.SearchProviderLocations,
        verb="Search",
        icon="person_pin_circle",
    ),
    OperationSpec(
        code="getProviderLocation",
        label="Get provider location",
        area="provider locations",
        target=PROVIDER_LOCATION,
        form=forms.OneProviderLocation,
        verb="Read",
        icon="pin_drop",
    ),
    OperationSpec(
        code="getProviderLocationsAvailability",
        label="Get provider locations availability",
        area="provider locations",
        target=CONNECTION,
        form=GetAvailability,
        verb="Find free times",
        icon="event_available",
    ),
    OperationSpec(
        code="getFacilities",
        label="Search facilities",
        area="facilities",
        target=CONNECTION,
        form=forms.SearchFacilities,
        verb="Search",
        icon="domain",
    ),
    OperationSpec(
        code="getFacility",
        label="Get facility",
        area="facilities",
        target=CONNECTION,
        form=forms.OneFacility,
        verb="Read",
        icon="local_hospital",
    ),
    OperationSpec(
        code="getSchedulableEntities",
        label="Search schedulable entities",
        area="schedulable entities",
        target=CONNECTION,
        form=forms.SearchSchedulableEntities,
        verb="List",
        icon="calendar_view_week",
    ),
)
