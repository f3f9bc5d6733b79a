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
from zocdoc_sync.admin.directory import LocationAdmin, ProviderAdmin, VisitReasonAdmin
from zocdoc_sync.admin.people import PersonAdmin, RoleAdmin
from zocdoc_sync.models import (
    AccessEvent,
    Alert,
    Appointment,
    Change,
    Connection,
    Job,
    Location,
    OperationLog,
    Provider,
    SyncRun,
    VisitReason,
)

PAGES: dict[type, type[ConsoleModelAdmin]] = {
    Appointment: AppointmentAdmin,
    Provider: ProviderAdmin,
    Location: LocationAdmin,
    VisitReason: VisitReasonAdmin,
    Change: ChangeAdmin,
    OperationLog: OperationLogAdmin,
    SyncRun: SyncRunAdmin,
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
