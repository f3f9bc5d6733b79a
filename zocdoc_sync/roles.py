"""The roles: groups with exactly the permissions that each needs, kept as this table says at every migrate."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from zocdoc_sync.enums import Operation

APP, WORKFLOWS = "zocdoc_sync", "workflows_app"
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
    "view_visitreason", "view_facility", "view_specialty", "view_insuranceplan", "view_operationlog", "view_alert",
    "view_placeinsurance", "view_insurancemapping", "view_insurancerun", "view_wantedplans", "view_driftrun",
    "view_slottemplate", "view_slotexception", "view_publishrun",
    "view_providerday",
)  # fmt: skip
TEMPLATES = _own(
    *(f"{verb}_{row}" for verb in ("add", "change", "delete") for row in ("slottemplate", "slotexception"))
)
PATIENTS = _own("view_participant")
SUPPORT = _own("see_raw_answer")
EXPORT = _own("export_lists")
HEALTH = _own("view_connection", "view_syncrun", "view_synccursor", "view_job", "view_webhookevent")
ALERT_MAIL = _own("get_alert_mail")


def _workflows(*names: str) -> frozenset[str]:
    return frozenset(f"{WORKFLOWS}.{name}" for name in names)


RUNS = _workflows("view_workflowrun")
TARGETS = _workflows("view_webhooktarget", "add_webhooktarget", "change_webhooktarget", "delete_webhooktarget")
BUILDING = (
    RUNS | TARGETS | _workflows("view_workflow", "add_workflow", "change_workflow", "delete_workflow", "run_workflow")
)
PEOPLE = frozenset(
    f"auth.{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in ("user", "group")
)

ROLES: dict[str, frozenset[str]] = {
    "Front desk": CLINIC | RUNS | PATIENTS | EXPORT | _perform(*APPOINTMENT_WRITES, *APPOINTMENT_READS, *BOOKING_READS),
    "Scheduler": CLINIC
    | RUNS
    | EXPORT
    | TEMPLATES
    | _own("change_visitreason", "delete_wantedplans")
    | _perform(*SCHEDULE_WRITES, *(set(READS) - {*APPOINTMENT_READS})),
    "Builder": CLINIC
    | BUILDING
    | PATIENTS
    | SUPPORT
    | EXPORT
    | HEALTH
    | ALERT_MAIL
    | _perform(*READS, *APPOINTMENT_WRITES, *SCHEDULE_WRITES),
    "Administrator": CLINIC
    | RUNS
    | TARGETS
    | EXPORT
    | _workflows("view_workflow")
    | HEALTH
    | ALERT_MAIL
    | PEOPLE
    | _own("add_connection", "change_connection", "delete_connection", "change_alert", "view_accessevent")
    | _own("change_visitreason")
    | _perform("rotateCredentials", "mockWebhookRequest"),
    "Viewer": CLINIC | RUNS | PATIENTS,
}


def roles_with(permission: str) -> list[str]:
    """Return the roles that hold a permission, in the order of the table."""
    return [name for name, permissions in ROLES.items() if permission in permissions]


def may_publish(person: Any) -> bool:
    """Tell whether a person may send timeslots to Zocdoc."""
    return bool(person.has_perm(f"{APP}.perform_{Operation.PUT_TIMESLOTS.lower()}"))


def make_roles(using: str = "default", **_signal: Any) -> None:
    """Make each role's group and give it exactly its permissions; a group of another name is left alone."""
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in _permissions(using)}
    for name, permissions in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set([found[one] for one in sorted(permissions) if one in found])


def _permissions(using: str) -> Any:
    apps = Q(content_type__app_label__in=[APP, WORKFLOWS, "auth"])
    return Permission.objects.using(using).filter(apps).select_related("content_type")
