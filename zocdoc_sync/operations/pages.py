"""Where in the admin each operation is performed: every operation has the general page, some have one of their own."""

from dataclasses import dataclass

GENERAL = "admin:operation"


@dataclass(frozen=True)
class OwnPage:
    """The page on which people usually do it: the name of its URL, one that takes no argument, and its title."""

    url: str
    title: str


APPOINTMENTS = OwnPage("admin:zocdoc_sync_appointment_changelist", "Appointments")
INSURANCE = OwnPage("admin:zocdoc_sync_placeinsurance_changelist", "Accepted insurance")
FREE_TIMES = OwnPage("admin:availability", "Free times")
PROVIDER_DAYS = OwnPage("admin:zocdoc_sync_providerday_changelist", "Provider days")
OWN_PAGES: dict[str, OwnPage] = {
    "createAppointment": FREE_TIMES,
    "getProviderLocationsAvailability": FREE_TIMES,
    "uploadAppointmentAttachment": APPOINTMENTS,
    "getAppointment": APPOINTMENTS,
    "getAppointmentParticipants": APPOINTMENTS,
    "cancelAppointment": APPOINTMENTS,
    "confirmAppointment": APPOINTMENTS,
    "rescheduleAppointment": APPOINTMENTS,
    "updateAppointmentStatus": APPOINTMENTS,
    "getProviderReviews": OwnPage("admin:zocdoc_sync_provider_changelist", "Providers"),
    "getProviderLocationInsuranceMappings": INSURANCE,
    "updateProviderLocationInsuranceMappings": INSURANCE,
    "getProviderCalendarTimeslots": PROVIDER_DAYS,
    "putProviderCalendarTimeslots": PROVIDER_DAYS,
    "getInsurancePlans": OwnPage("admin:zocdoc_sync_insuranceplan_changelist", "Insurance plans"),
}
