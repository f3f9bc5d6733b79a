"""Appointments: look up, book, and move through their states."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class Appointments(Resource):
    """The appointments that these credentials may see."""

    def get_appointments(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        statuses: Sequence[str] | None = None,
        developer_patient_id: str | None = None,
        sort_by: str | None = None,
        sort_direction: str | None = None,
        practice_ids: Sequence[str] | None = None,
        provider_ids: Sequence[str] | None = None,
        location_ids: Sequence[str] | None = None,
        start_time_utc_min: datetime | None = None,
        start_time_utc_max: datetime | None = None,
        created_time_utc_min: datetime | None = None,
        created_time_utc_max: datetime | None = None,
        last_modified_time_utc_min: datetime | None = None,
        last_modified_time_utc_max: datetime | None = None,
    ) -> Answer:
        """List appointments, never more than 1,000 for one question; pages 0 to 10 of 1 to 100 rows, times aware."""
        query = {
            "page": page,
            "page_size": page_size,
            "statuses": statuses,
            "developer_patient_id": developer_patient_id,
            "sort_by": sort_by,
            "sort_direction": sort_direction,
            "practice_ids": practice_ids,
            "provider_ids": provider_ids,
            "location_ids": location_ids,
            "start_time_utc_min": start_time_utc_min,
            "start_time_utc_max": start_time_utc_max,
            "created_time_utc_min": created_time_utc_min,
            "created_time_utc_max": created_time_utc_max,
            "last_modified_time_utc_min": last_modified_time_utc_min,
            "last_modified_time_utc_max": last_modified_time_utc_max,
        }
        return self._sender.send("getAppointments", query=query)

    def get_appointment(self, appointment_id: str) -> Answer:
        """Read one appointment."""
        return self._sender.send("getAppointment", path={"appointment_id": appointment_id})

    def get_appointment_participants(self, appointment_id: str) -> Answer:
        """Read who comes to an appointment: the only source of patient data."""
        return self._sender.send("getAppointmentParticipants", path={"appointment_id": appointment_id})

    def create_appointment(self, *, data: Mapping[str, Any], appointment_type: str = "providers") -> Answer:
        """Book a patient on a start time that availability returned; `data` has Zocdoc's field names."""
        return self._sender.send("createAppointment", json={"appointment_type": appointment_type, "data": dict(data)})

    def confirm_appointment(self, appointment_id: str) -> Answer:
        """Confirm an appointment in pending_booking."""
        return self._sender.send("confirmAppointment", json={"appointment_id": appointment_id})

    def cancel_appointment(
        self,
        appointment_id: str,
        *,
        cancellation_reason_type: str | None = None,
        cancellation_reason: str | None = None,
    ) -> Answer:
        """Cancel an appointment; the free text only with an other_* reason type."""
        given = {"cancellation_reason_type": cancellation_reason_type, "cancellation_reason": cancellation_reason}
        body = {"appointment_id": appointment_id} | {name: value for name, value in given.items() if value is not None}
        return self._sender.send("cancelAppointment", json=body)

    def reschedule_appointment(self, appointment_id: str, *, start_time: str) -> Answer:
        """Move an appointment in time; `start_time` is ISO 8601 with an offset, as availability returned it."""
        body = {"appointment_id": appointment_id, "start_time": start_time}
        return self._sender.send("rescheduleAppointment", json=body)

    def update_appointment_status(self, appointment_id: str, *, appointment_status: str) -> Answer:
        """Set arrived, or no_show when the start is past and at most two days old."""
        body = {"appointment_id": appointment_id, "appointment_status": appointment_status}
        return self._sender.send("updateAppointmentStatus", json=body)

    def upload_appointment_attachment(
        self, appointment_id: str, *, attachment: BinaryIO, file_name: str, media_type: str, attachment_type: str
    ) -> Answer:
        """Attach a jpg, png, pdf or docx under 100 MB, at most seven days after the appointment."""
        return self._sender.send(
            "uploadAppointmentAttachment",
            path={"appointment_id": appointment_id},
            data={"attachment_type": attachment_type},
            files={"attachment": (file_name, attachment, media_type)},
        )

    def download_attachment(self, attachment_url: str) -> Iterator[bytes]:
        """Stream an attachment that participants named; raise ForeignAddress for another server."""
        return self._sender.download(attachment_url)
