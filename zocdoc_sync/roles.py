"""The roles: groups with exactly the permissions that each needs, kept as this table says at every migrate."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from zocdoc_sync.enums import Operation

APP = "zocdoc_sync"
READS = tuple(code for code in Operation.values if code.startswith("get"))
APPOINTMENT_WRITES = (
    "createAppointment",
    "cancelAppointment",
    "confirmAppointment",
    "rescheduleAppointment",
    "uploadAppointmentAttachment",
    "updateAppointmentStatus",
)
APPOINTMENT_READS = ("getAppointment", "getAppointments", "getAppointmentParticipants")
BOOKING_READS = (
    "getProviders",
    "getProviderLocations",
    "getProviderLocation",
    "getProviderLocationsAvailability",
    "getInsurancePlans",
    "getInsurancePlan",
    "getVisitReasons",
    "getVisitReasonById",
)
SCHEDULE_WRITES = ("putProviderCalendarTimeslots", "updateProviderLocationInsuranceMappings")


def _own(*names: str) -> frozenset[str]:
    return frozenset(f"{APP}.{name}" for name in names)


def _perform(*codes: str) -> frozenset[str]:
    return _own(*(f"perform_{Operation(code).lower()}" for code in codes))


CLINIC = _own(
    "view_appointment", "view_change", "view_practice", "view_provider", "view_location", "view_providerlocation",
    "view_visitreason", "view_operationlog", "view_alert",
)  # fmt: skip
PATIENTS = _own("view_participant")
HEALTH = _own("view_connection", "view_syncrun", "view_synccursor", "view_job")
PEOPLE = frozenset(
    f"auth.{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in ("user", "group")
)

ROLES: dict[str, frozenset[str]] = {
    "Front desk": CLINIC | PATIENTS | _perform(*APPOINTMENT_WRITES, *APPOINTMENT_READS, *BOOKING_READS),
    "Scheduler": CLINIC | _own("change_visitreason") | _perform(*SCHEDULE_WRITES, *(set(READS) - {*APPOINTMENT_READS})),
    "Builder": CLINIC | PATIENTS | HEALTH | _perform(*READS, *APPOINTMENT_WRITES, *SCHEDULE_WRITES),
    "Administrator": CLINIC
    | HEALTH
    | PEOPLE
    | _own("add_connection", "change_connection", "delete_connection", "change_alert", "view_accessevent")
    | _own("change_visitreason")
    | _perform("rotateCredentials", "mockWebhookRequest"),
    "Viewer": CLINIC | PATIENTS,
}


def make_roles(using: str = "default", **_signal: Any) -> None:
    """Make each role's group and give it exactly its permissions; a group of another name is left alone."""
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in _permissions(using)}
    for name, permissions in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set([found[one] for one in sorted(permissions) if one in found])


def _permissions(using: str) -> Any:
    apps = Q(content_type__app_label__in=[APP, "auth"])
    return Permission.objects.using(using).filter(apps).select_related("content_type")
