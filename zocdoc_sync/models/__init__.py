"""What the console keeps: connections, the mirror of Zocdoc, the ledger of operations, jobs and the audit."""

from zocdoc_sync.models.appointment import Appointment
from zocdoc_sync.models.calendar_feeds import CalendarFeed
from zocdoc_sync.models.change import Change
from zocdoc_sync.models.connection import Connection, ConnectionToken
from zocdoc_sync.models.directory import (
    Facility,
    Location,
    Practice,
    Provider,
    ProviderLocation,
    Specialty,
    VisitReason,
)
from zocdoc_sync.models.document import Document
from zocdoc_sync.models.drift import DriftDay, DriftProvider, DriftRun, DriftState
from zocdoc_sync.models.guide import GuideDismissal
from zocdoc_sync.models.insurance import InsurancePlan
from zocdoc_sync.models.job import Job, ScheduleState, WorkerBeat
from zocdoc_sync.models.mail import AlertMail, MailWish
from zocdoc_sync.models.mappings import (
    ChangeState,
    InsuranceChange,
    InsuranceMapping,
    InsuranceRun,
    InsuranceRunPlace,
    InsuranceRunState,
    MappingState,
    PlaceInsurance,
    RunPlaceState,
    WantedPlans,
)
from zocdoc_sync.models.operation_log import OperationLog
from zocdoc_sync.models.participant import Participant
from zocdoc_sync.models.people import RecoveryCode, SecondStep, SignInTries
from zocdoc_sync.models.publishing import PublishDay, PublishDayState, PublishKind, PublishRun, PublishState
from zocdoc_sync.models.scoping import OwnedModel, OwnedQuerySet
from zocdoc_sync.models.shared import Lease, RateBudget
from zocdoc_sync.models.sync import SyncCursor, SyncRun
from zocdoc_sync.models.templates import (
    ExceptionHours,
    ExceptionKind,
    Hours,
    PatientType,
    SlotException,
    SlotTemplate,
    TemplateRule,
)
from zocdoc_sync.models.timeslots import DayState, DayVersion, ProviderDay
from zocdoc_sync.models.trust import AccessEvent, Alert, AuditChain
from zocdoc_sync.models.webhooks import WebhookCount, WebhookEvent, WebhookKey, WebhookOutcome, WebhookState

__all__ = [
    "AccessEvent",
    "Alert",
    "AlertMail",
    "Appointment",
    "AuditChain",
    "CalendarFeed",
    "Change",
    "ChangeState",
    "Connection",
    "ConnectionToken",
    "DayState",
    "DayVersion",
    "Document",
    "DriftDay",
    "DriftProvider",
    "DriftRun",
    "DriftState",
    "ExceptionHours",
    "ExceptionKind",
    "Facility",
    "GuideDismissal",
    "Hours",
    "InsuranceChange",
    "InsuranceMapping",
    "InsurancePlan",
    "InsuranceRun",
    "InsuranceRunPlace",
    "InsuranceRunState",
    "Job",
    "Lease",
    "Location",
    "MailWish",
    "MappingState",
    "OperationLog",
    "OwnedModel",
    "OwnedQuerySet",
    "Participant",
    "PatientType",
    "PlaceInsurance",
    "Practice",
    "Provider",
    "ProviderDay",
    "ProviderLocation",
    "PublishDay",
    "PublishDayState",
    "PublishKind",
    "PublishRun",
    "PublishState",
    "RateBudget",
    "RecoveryCode",
    "RunPlaceState",
    "ScheduleState",
    "SecondStep",
    "SignInTries",
    "SlotException",
    "SlotTemplate",
    "Specialty",
    "SyncCursor",
    "SyncRun",
    "TemplateRule",
    "VisitReason",
    "WantedPlans",
    "WebhookCount",
    "WebhookEvent",
    "WebhookKey",
    "WebhookOutcome",
    "WebhookState",
    "WorkerBeat",
]
