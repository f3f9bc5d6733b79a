"""Look appointments up: one, many, and the people in them."""

import uuid
from typing import Any

from django.db.models import QuerySet

from zocdoc_sandbox.api.appointment_body import details
from zocdoc_sandbox.clinic.models import Appointment, Attachment
from zocdoc_sandbox.clinic.states import STATUSES
from zocdoc_sandbox.directory.fixed import ERROR_APPOINTMENT
from zocdoc_sandbox.nulls import optional
from zocdoc_sandbox.paging import envelope, page_of
from zocdoc_sandbox.reading import bound, choice, listed
from zocdoc_sandbox.wire import Call, Json, Refused

CEILING = 1000
LAST_PAGE, LARGEST_PAGE, DEFAULT_PAGE = 10, 100, 10
SORT_COLUMNS = {"start_time_utc": "start", "created_time_utc": "created", "last_modified_time_utc": "modified"}
SIGNS = {"ascending": "", "descending": "-"}
LISTS = {
    "practice_ids": "practice_id__in", "provider_ids": "provider_id__in", "location_ids": "location_id__in",
}  # fmt: skip
BOUNDS = {"start_time": "start", "created_time": "created", "last_modified_time": "modified"}
SENTENCE = "The appointment was not found."


def visible(call: Call) -> QuerySet[Appointment]:
    """Return the appointments of the client's organization; a user sees only those that the user booked."""
    rows = Appointment.objects.filter(organization=call.client.organization)
    return rows.filter(user=call.user) if call.user else rows


def found(call: Call, appointment_id: str) -> Appointment:
    """Return one visible appointment or refuse with 404; the sandbox's broken appointment is a 500."""
    if appointment_id == ERROR_APPOINTMENT:
        raise Refused(500)
    try:
        key = uuid.UUID(appointment_id)
    except ValueError:
        raise Refused(404, SENTENCE, "appointment_id") from None
    row = visible(call).filter(pk=key).first()
    if row is None:
        raise Refused(404, SENTENCE, "appointment_id")
    return row


def get_appointment(call: Call, appointment_id: str) -> Json:
    """Answer one appointment."""
    return {"data": details(found(call, appointment_id))}


def get_appointments(call: Call) -> Json:
    """Answer one page of a query that never yields more than 1,000 rows, latest start first unless asked otherwise."""
    page = page_of(call, DEFAULT_PAGE, LARGEST_PAGE, LAST_PAGE)
    sort_by = choice(call.query.get("sort_by") or "start_time_utc", SORT_COLUMNS, "sort_by")
    direction = choice(call.query.get("sort_direction") or "descending", SIGNS, "sort_direction")
    rows = visible(call).filter(**_filters(call))
    total = rows.order_by()[:CEILING].count()
    ordered = rows.order_by(f"{SIGNS[direction]}{SORT_COLUMNS[sort_by]}", "id").defer("patient")
    data = [details(row) for row in ordered[page.begin : max(page.begin, min(page.end, CEILING))]]
    return envelope(call, page, total, data, LAST_PAGE)


def _filters(call: Call) -> dict[str, Any]:
    query = call.query
    filters: dict[str, Any] = {column: listed(query, name) for name, column in LISTS.items() if query.get(name)}
    if query.get("statuses"):
        filters["status__in"] = [choice(status, STATUSES, "statuses") for status in listed(query, "statuses")]
    if query.get("developer_patient_id"):
        filters["developer_patient_id"] = query["developer_patient_id"]
    for name, column in BOUNDS.items():
        for end, comparison in (("min", "gte"), ("max", "lte")):
            limit = bound(query, f"{name}_utc_{end}")
            if limit is not None:
                filters[f"{column}__{comparison}"] = limit
    return filters


def get_appointment_participants(call: Call, appointment_id: str) -> Json:
    """Answer the patient; attachment addresses need the same bearer token."""
    row = found(call, appointment_id)
    attachments = Attachment.objects.filter(appointment=row).defer("content").order_by("id")
    patient = {"is_booked_by_another_patient": False} | row.patient
    patient["uploaded_attachments"] = [
        {
            "attachment_type": each.attachment_type,
            "attachment_url": f"{call.base_url}/v1/appointments/{row.id}/attachments/{each.id}",
        }
        | optional(side=each.side)
        for each in attachments
    ]
    patient |= optional(developer_patient_id=row.developer_patient_id)
    return {"data": {"patient": patient, "provider_id": row.provider_id, "location_id": row.location_id}}
