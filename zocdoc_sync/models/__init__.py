"""What the console keeps: connections, the mirror of Zocdoc, the ledger of operations, jobs and the audit."""

from zocdoc_sync.models.appointment import Appointment
from zocdoc_sync.models.change import Change
from zocdoc_sync.models.connection import Connection, ConnectionToken
from zocdoc_sync.models.directory import Location, Practice, Provider, ProviderLocation, VisitReason
from zocdoc_sync.models.job import Job, ScheduleState, WorkerBeat
from zocdoc_sync.models.operation_log import OperationLog
from zocdoc_sync.models.participant import Participant
from zocdoc_sync.models.scoping import OwnedModel, OwnedQuerySet
from zocdoc_sync.models.shared import Lease, RateBudget
from zocdoc_sync.models.sync import SyncCursor, SyncRun
from zocdoc_sync.models.timeslots import DayState, DayVersion, ProviderDay
from zocdoc_sync.models.trust import AccessEvent, Alert

__all__ = [
    "AccessEvent",
    "Alert",
    "Appointment",
    "Change",
    "Connection",
    "ConnectionToken",
    "DayState",
    "DayVersion",
    "Job",
    "Lease",
    "Location",
    "OperationLog",
    "OwnedModel",
    "OwnedQuerySet",
    "Participant",
    "Practice",
    "Provider",
    "ProviderDay",
    "ProviderLocation",
    "RateBudget",
    "ScheduleState",
    "SyncCursor",
    "SyncRun",
    "VisitReason",
    "WorkerBeat",
]
