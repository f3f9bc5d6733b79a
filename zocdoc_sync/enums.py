"""The closed lists that are stored; stored values are public and are never renamed without a migration."""

from django.db.models import TextChoices


class Environment(TextChoices):
    SANDBOX = "sandbox", "Zocdoc sandbox"
    PRODUCTION = "production", "Zocdoc production"
    LOCAL = "local", "Local stand-in"
    CUSTOM = "custom", "Custom addresses"


class Grant(TextChoices):
    CLIENT_CREDENTIALS = "client_credentials", "Client credentials (machine to machine)"
    AUTHORIZATION_CODE = "authorization_code", "Authorization code (a person approves)"


class ConnectionState(TextChoices):
    NEW = "new", "Not checked yet"
    READY = "ready", "Ready"
    NEEDS_RECONNECTING = "needs_reconnecting", "Needs reconnecting"


class AppointmentStatus(TextChoices):
    """Statuses known today; the column takes any text, because Zocdoc adds values without notice."""

    PENDING_BOOKING = "pending_booking", "To confirm"
    CONFIRMED = "confirmed", "Confirmed"
    BOOKING_FAILED = "booking_failed", "Booking failed"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "No-show"
    PENDING_RESCHEDULE = "pending_reschedule", "Reschedule pending"
    RESCHEDULED = "rescheduled", "Rescheduled"
    RESCHEDULE_FAILED = "reschedule_failed", "Reschedule failed"


class CancellationReasonType(TextChoices):
    PATIENT_NO_LONGER_NEEDS = "patient_no_longer_needs_appointment", "Patient no longer needs the appointment"
    PATIENT_NO_LONGER_AVAILABLE = "patient_no_longer_available", "Patient is no longer available"
    OTHER_PATIENT_REASON = "other_patient_reason", "Other reason on the patient's side"
    MISSING_INFORMATION = "missing_needed_patient_information", "Needed patient information is missing"
    PAYMENT_OR_INSURANCE = "payment_or_insurance_issue", "Payment or insurance issue"
    NOT_ACCEPTED = "patient_or_visit_type_not_accepted", "Patient or visit type is not accepted"
    PROVIDER_NOT_AVAILABLE = "provider_not_available", "Provider is not available"
    RESCHEDULING_PATIENT = "rescheduling_patient", "Patient is being rescheduled"
    OTHER_PROVIDER_REASON = "other_provider_reason", "Other reason on the provider's side"


class StatusToSet(TextChoices):
    ARRIVED = "arrived", "Arrived"
    NO_SHOW = "no_show", "No-show"


class ChangeKind(TextChoices):
    BOOKED = "booked", "Booked"
    CONFIRMED = "confirmed", "Confirmed"
    MOVED = "moved", "Moved"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "No-show"
    FAILED = "failed", "Failed"
    DETAILS = "details", "Details"


class Channel(TextChoices):
    """How a difference came to us."""

    SEED = "seed", "First sync"
    POLL = "poll", "Poll"
    SWEEP = "sweep", "Nightly sweep"
    WEBHOOK = "webhook", "Webhook"
    OPERATION = "operation", "Answer to an operation"
    READ_BACK = "read_back", "Read back"


class SyncWhat(TextChoices):
    APPOINTMENTS = "appointments", "Appointments"
    DIRECTORY = "directory", "Directory"
    TIMESLOTS = "timeslots", "Timeslots"
    INSURANCE = "insurance", "Insurance mappings"
    REFERENCE = "reference", "Reference data"
    PLANS = "plans", "Insurance plans"
    PARTICIPANTS = "participants", "Patients"


class SyncReason(TextChoices):
    SCHEDULE = "schedule", "Schedule"
    ASKED = "asked", "Check now"
    COMMAND = "command", "Command"
    WEBHOOK = "webhook", "Webhook"
    SWEEP = "sweep", "Nightly sweep"


class SyncState(TextChoices):
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    INCOMPLETE = "incomplete", "Incomplete"
    FAILED = "failed", "Failed"


class JobState(TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    PARKED = "parked", "Gave up"
    CANCELLED = "cancelled", "Cancelled"


class OperationState(TextChoices):
    PLANNED = "planned", "Planned"
    SENDING = "sending", "Sending"
    CONFIRMED = "confirmed", "Done"
    REFUSED = "refused", "Refused by Zocdoc"
    NOT_SENT = "not_sent", "Not sent"
    UNKNOWN = "unknown", "Unknown"
    RECONCILED = "reconciled", "Settled by reading back"
    ASKS = "asks", "Needs a person"


class Operation(TextChoices):
    """Zocdoc's operations by their operationId."""

    CREATE_APPOINTMENT = "createAppointment", "Create appointment"
    GET_APPOINTMENT = "getAppointment", "Get appointment"
    GET_APPOINTMENTS = "getAppointments", "Search appointments"
    GET_PARTICIPANTS = "getAppointmentParticipants", "Get appointment participants"
    CANCEL_APPOINTMENT = "cancelAppointment", "Cancel appointment"
    CONFIRM_APPOINTMENT = "confirmAppointment", "Confirm appointment"
    RESCHEDULE_APPOINTMENT = "rescheduleAppointment", "Reschedule appointment"
    UPLOAD_ATTACHMENT = "uploadAppointmentAttachment", "Upload appointment attachment"
    UPDATE_STATUS = "updateAppointmentStatus", "Update appointment status"
    GET_PROVIDERS = "getProviders", "Get providers by NPIs"
    GET_REVIEWS = "getProviderReviews", "Get provider reviews"
    GET_NPIS = "getProviderNpis", "Get active provider NPIs"
    GET_TIMESLOTS = "getProviderCalendarTimeslots", "Get provider timeslots"
    PUT_TIMESLOTS = "putProviderCalendarTimeslots", "Put provider timeslots"
    GET_FACILITIES = "getFacilities", "Search facilities"
    GET_FACILITY = "getFacility", "Get facility"
    GET_PROVIDER_LOCATIONS = "getProviderLocations", "Search provider locations"
    GET_PROVIDER_LOCATION = "getProviderLocation", "Get provider location"
    GET_AVAILABILITY = "getProviderLocationsAvailability", "Get provider locations availability"
    GET_INSURANCE_MAPPINGS = "getProviderLocationInsuranceMappings", "Get insurance mappings"
    UPDATE_INSURANCE_MAPPINGS = "updateProviderLocationInsuranceMappings", "Update insurance mappings"
    GET_INSURANCE_PLANS = "getInsurancePlans", "Get insurance plans"
    GET_INSURANCE_PLAN = "getInsurancePlan", "Get insurance plan"
    GET_SCHEDULABLE_ENTITIES = "getSchedulableEntities", "Search schedulable entities"
    GET_SPECIALTIES = "getSpecialties", "Get specialties"
    GET_SPECIALTY = "getSpecialtyById", "Get specialty"
    GET_VISIT_REASONS = "getVisitReasons", "Get visit reasons"
    GET_VISIT_REASON = "getVisitReasonById", "Get visit reason"
    ROTATE_CREDENTIALS = "rotateCredentials", "Rotate credentials"
    MOCK_WEBHOOK = "mockWebhookRequest", "Send a mock webhook"


class AttachmentType(TextChoices):
    """What an uploaded file is, in Zocdoc's words."""

    CARE_PACKET = "community_care_packet", "Community care packet"
    REFERRAL = "pcp_patient_referral", "Referral from a primary care doctor"
    CARD_FRONT = "patient_front_insurance_card", "Insurance card, front"
    CARD_BACK = "patient_back_insurance_card", "Insurance card, back"


class DocumentState(TextChoices):
    WAITING = "waiting", "Kept here"
    UPLOADING = "uploading", "Being uploaded"
    UPLOADED = "uploaded", "Uploaded"
    REFUSED = "refused", "Not taken"
    UNKNOWN = "unknown", "Unknown"


class AlertCode(TextChoices):
    NEEDS_RECONNECTING = "needs_reconnecting", "Connection needs reconnecting"
    JOB_PARKED = "job_parked", "A job gave up"
    OUTCOME_ASKS = "outcome_asks", "An unknown outcome needs a person"
    SYNC_INCOMPLETE = "sync_incomplete", "A sync is incomplete"
    SYNC_FAILING = "sync_failing", "A sync keeps failing"
    NEW_VALUE = "new_value", "Zocdoc sent a new value"
    INSURANCE_NOT_APPLIED = "insurance_not_applied", "Insurance was asked for and not applied"
    CLOCK_SKEW = "clock_skew", "The clocks differ"
    PUBLISHING_ASKS = "publishing_asks", "A publishing run needs a person"
    DAY_DIFFERS = "day_differs", "Zocdoc shows other timeslots than published"
    CLOCK_FAULT = "clock_fault", "A part of the worker's clock fails"
    WORKFLOW_LOOP = "workflow_loop", "Workflows start each other"
    WORKFLOW_PAUSED = "workflow_paused", "A workflow paused itself"
    TRIGGER_STALE = "trigger_stale", "Triggers are not looked at"
    AUDIT_BROKEN = "audit_broken", "The audit was changed from outside"


class MailKind(TextChoices):
    OPENED = "opened", "Alerts"
    DIGEST = "digest", "Daily digest"


class MailState(TextChoices):
    WAITING = "waiting", "Waits"
    SENDING = "sending", "Being handed over"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Refused by the mail server"
    UNKNOWN = "unknown", "Nobody can tell whether it was sent"
    DROPPED = "dropped", "Not needed any more"


def alert_codes() -> list[tuple[str, str]]:
    """Return the codes with their labels: a function, so that a new code needs no migration."""
    return [(str(value), str(label)) for value, label in AlertCode.choices]
