"""Documents of an appointment: upload, and download behind the same token."""

import io
import uuid
import zipfile
from datetime import timedelta

from django.http import HttpResponse

from zocdoc_sandbox.api.appointments import found
from zocdoc_sandbox.clinic.models import Attachment
from zocdoc_sandbox.clinic.states import FAILED
from zocdoc_sandbox.clock import micros
from zocdoc_sandbox.reading import choice
from zocdoc_sandbox.wire import Call, Json, Refused, invalid

UPLOADABLE = (
    "community_care_packet", "pcp_patient_referral", "patient_front_insurance_card", "patient_back_insurance_card",
)  # fmt: skip
# What a card is called once it is among the patient's documents.
SHOWN_AS = {
    "patient_front_insurance_card": ("insurance_card_medical", "front"),
    "patient_back_insurance_card": ("insurance_card_medical", "back"),
}
FIRST_BYTES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST = 100 * 1024 * 1024
UNTIL = timedelta(days=7) // timedelta(microseconds=1)


def upload_appointment_attachment(call: Call, appointment_id: str) -> Json:
    """Keep a jpg, png, pdf or docx under 100 MB, up to 7 days after an appointment that did not fail."""
    row = found(call, appointment_id)
    kind = choice(call.request.POST.get("attachment_type"), UPLOADABLE, "attachment_type")
    upload = call.request.FILES.get("attachment")
    if upload is None or not upload.size:
        raise invalid("attachment is required.", "attachment")
    if upload.size >= LARGEST:
        raise invalid("A document is smaller than 100 MB.", "attachment")
    content = upload.read()
    media_type = media_type_of(content)
    if not media_type:
        raise invalid("Only jpg, png, pdf and docx are supported.", "attachment")
    if row.status in FAILED:
        raise invalid("The appointment has failed.", "appointment_id")
    if micros(call.now) > row.start + UNTIL:
        raise invalid("The appointment was more than 7 days ago.", "appointment_id")
    shown, side = SHOWN_AS.get(kind, (kind, ""))
    Attachment.objects.create(
        id=uuid.uuid4(), appointment=row, attachment_type=shown, side=side, media_type=media_type, content=content
    )
    row.modified = max(micros(call.now), row.modified + 1)
    row.save(update_fields=["modified"])
    call.committed(str(row.id))
    return {"data": {"appointment_id": str(row.id), "attachments": [{"attachment_type": kind}]}}


def media_type_of(content: bytes) -> str:
    """Return the type that the content shows, empty for one that is not supported."""
    for start, media_type in FIRST_BYTES.items():
        if content.startswith(start):
            return media_type
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return DOCX if "word/document.xml" in archive.namelist() else ""
    except zipfile.BadZipFile:
        return ""


def download_attachment(call: Call, appointment_id: str, attachment_id: uuid.UUID) -> HttpResponse:
    """Answer the document itself."""
    row = found(call, appointment_id)
    attachment = Attachment.objects.filter(appointment=row, pk=attachment_id).first()
    if attachment is None:
        raise Refused(404, "The attachment was not found.", "attachment_id")
    return HttpResponse(bytes(attachment.content), content_type=attachment.media_type)
