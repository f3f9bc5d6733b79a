"""Input of the operations that read and change an appointment."""

from typing import Any

from django import forms

from zocdoc_sync.enums import AttachmentType, CancellationReasonType, StatusToSet
from zocdoc_sync.operations.fields import ids
from zocdoc_sync.operations.fields.attachments import Attachment
from zocdoc_sync.operations.fields.lists import ListOf
from zocdoc_sync.operations.fields.times import Instant, UtcInstant
from zocdoc_sync.operations.fields.words import OneOf, Text
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.forms.paging import page_field, size_field

FREE_TEXT_REASONS = (CancellationReasonType.OTHER_PATIENT_REASON, CancellationReasonType.OTHER_PROVIDER_REASON)
SORTS = [(f"{name}_time_utc", name) for name in ("start", "created", "last_modified")]
DIRECTIONS = [("ascending", "Ascending"), ("descending", "Descending")]


class OneAppointment(OperationForm):
    appointment_id = ids.appointment_id()


class CancelAppointment(OneAppointment):
    cancellation_reason_type = OneOf(CancellationReasonType.choices, required=False, label="Reason")
    cancellation_reason = Text(
        required=False,
        label="In your words",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only with one of the two “other” reasons.",
    )

    def clean(self) -> None:
        if self.given("cancellation_reason") and self.given("cancellation_reason_type") not in FREE_TEXT_REASONS:
            named = " or ".join(f"“{CancellationReasonType(code).label}”" for code in FREE_TEXT_REASONS)
            self.add_error("cancellation_reason", f"A text goes only with the reason {named}.")


class RescheduleAppointment(OneAppointment):
    start_time = Instant(label="New time")

    def clean_start_time(self) -> Any:
        """Refuse a time that has passed."""
        start = self.cleaned_data["start_time"]
        if start <= self.now:
            raise forms.ValidationError("The new time has passed already.")
        return start


class UpdateStatus(OneAppointment):
    appointment_status = OneOf(StatusToSet.choices, label="Set to")


class UploadAttachment(OneAppointment):
    multipart = True
    attachment_type = OneOf(AttachmentType.choices, label="What it is")
    attachment = Attachment(label="File", help_text="jpg, png, pdf or docx, under 100 MB.")


class SearchAppointments(OperationForm):
    page = page_field(10)
    page_size = size_field(100)
    statuses = ListOf(Text(pattern="[a-z][a-z_]*", says="A status is written like pending_booking."), required=False)
    developer_patient_id = Text(required=False, max_length=200)
    sort_by = OneOf(SORTS, required=False)
    sort_direction = OneOf(DIRECTIONS, required=False)
    practice_ids = ListOf(ids.ZocdocId("pt", "a practice"), required=False)
    provider_ids = ListOf(ids.ZocdocId("pr", "a provider"), required=False)
    location_ids = ListOf(ids.ZocdocId("lo", "a location"), required=False)
    start_time_utc_min = UtcInstant(required=False)
    start_time_utc_max = UtcInstant(required=False)
    created_time_utc_min = UtcInstant(required=False)
    created_time_utc_max = UtcInstant(required=False)
    last_modified_time_utc_min = UtcInstant(required=False)
    last_modified_time_utc_max = UtcInstant(required=False)

    def clean(self) -> None:
        for name in ("start", "created", "last_modified"):
            self.need_order(f"{name}_time_utc_min", f"{name}_time_utc_max")
