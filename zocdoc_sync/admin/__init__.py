"""The console's pages: which model has which page."""

from django.contrib import admin
from django.contrib.auth.models import Group, User

from zocdoc_sync.admin.activity.alerts import AlertAdmin
from zocdoc_sync.admin.activity.audit import AccessEventAdmin
from zocdoc_sync.admin.activity.changes import ChangeAdmin
from zocdoc_sync.admin.activity.jobs import JobAdmin
from zocdoc_sync.admin.activity.operations import OperationLogAdmin
from zocdoc_sync.admin.activity.syncs import SyncRunAdmin
from zocdoc_sync.admin.appointments.admin import AppointmentAdmin
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.connections.admin import ConnectionAdmin
from zocdoc_sync.admin.directory import (
    FacilityAdmin,
    LocationAdmin,
    PracticeAdmin,
    ProviderLocationAdmin,
    SpecialtyAdmin,
    VisitReasonAdmin,
)
from zocdoc_sync.admin.drift.admin import DriftRunAdmin
from zocdoc_sync.admin.insurance.admin import InsuranceRunAdmin, PlaceInsuranceAdmin, WantedPlansAdmin
from zocdoc_sync.admin.people import PersonAdmin, RoleAdmin
from zocdoc_sync.admin.plans import InsurancePlanAdmin
from zocdoc_sync.admin.providers import ProviderAdmin
from zocdoc_sync.admin.publishing.exceptions import SlotExceptionAdmin
from zocdoc_sync.admin.publishing.runs import PublishRunAdmin
from zocdoc_sync.admin.publishing.templates import SlotTemplateAdmin
from zocdoc_sync.admin.timeslots.admin import ProviderDayAdmin
from zocdoc_sync.admin.webhooks.events import WebhookEventAdmin
from zocdoc_sync.models import (
    AccessEvent,
    Alert,
    Appointment,
    Change,
    Connection,
    DriftRun,
    Facility,
    InsurancePlan,
    InsuranceRun,
    Job,
    Location,
    OperationLog,
    PlaceInsurance,
    Practice,
    Provider,
    ProviderDay,
    ProviderLocation,
    PublishRun,
    SlotException,
    SlotTemplate,
    Specialty,
    SyncRun,
    VisitReason,
    WantedPlans,
    WebhookEvent,
)

PAGES: dict[type, type[ConsoleModelAdmin]] = {
    Appointment: AppointmentAdmin,
    Provider: ProviderAdmin,
    ProviderDay: ProviderDayAdmin,
    ProviderLocation: ProviderLocationAdmin,
    Location: LocationAdmin,
    Practice: PracticeAdmin,
    Facility: FacilityAdmin,
    Specialty: SpecialtyAdmin,
    VisitReason: VisitReasonAdmin,
    SlotTemplate: SlotTemplateAdmin,
    SlotException: SlotExceptionAdmin,
    PublishRun: PublishRunAdmin,
    InsurancePlan: InsurancePlanAdmin,
    PlaceInsurance: PlaceInsuranceAdmin,
    InsuranceRun: InsuranceRunAdmin,
    WantedPlans: WantedPlansAdmin,
    DriftRun: DriftRunAdmin,
    Change: ChangeAdmin,
    OperationLog: OperationLogAdmin,
    SyncRun: SyncRunAdmin,
    WebhookEvent: WebhookEventAdmin,
    Job: JobAdmin,
    Alert: AlertAdmin,
    AccessEvent: AccessEventAdmin,
    Connection: ConnectionAdmin,
    User: PersonAdmin,
    Group: RoleAdmin,
}
# The queue's own tables are transport: our jobs have a page of their own.
UNWANTED_APPS = ("django_q",)

for model in list(admin.site._registry):
    if model in PAGES or model._meta.app_label in UNWANTED_APPS:
        admin.site.unregister(model)
for model, page in PAGES.items():
    admin.site.register(model, page)
