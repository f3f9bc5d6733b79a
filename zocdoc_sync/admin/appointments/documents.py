"""The document box of an appointment: add a file, upload it, remove it, and download what Zocdoc holds."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.patients import may_see_patients, patient_of
from zocdoc_sync.admin.badges import badge
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import say_and_go, visible_or_404
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.documents.errors import DocumentRefused
from zocdoc_sync.documents.held import HeldFile, bring, held_files
from zocdoc_sync.documents.keeping import UPLOAD, discard, keep, why_not
from zocdoc_sync.documents.planning import plan_upload
from zocdoc_sync.documents.uploading import ask, is_small, upload
from zocdoc_sync.enums import AttachmentType, DocumentState
from zocdoc_sync.models import Appointment, Document
from zocdoc_sync.operations import gates
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import Busy

HIDDEN_NAME = "a file"
WORKER_AFTER_SECONDS = 90
D = DocumentState
SAYS = {
    D.UPLOADED: "Zocdoc has the file.",
    D.UPLOADING: "The file is being uploaded in the background: its state is shown here.",
    D.WAITING: "The file is kept here and has not been sent.",
}


@dataclass(frozen=True)
class Line:
    """A file that we keep or uploaded, as the box shows it."""

    pk: UUID
    name: str
    kind: str
    size: str
    badge: SafeString
    fault: str
    added: str
    waits: bool


@dataclass(frozen=True)
class Box:
    """The whole box; `why_not` says why nothing can be added now."""

    why_not: str
    why_no_upload: str
    kinds: list[tuple[str, str]]
    lines: list[Line]
    held: list[HeldFile]
    held_known: bool
    address: str
    form_token: str
    busy: bool


def box_of(request: HttpRequest, appointment: Appointment, now: datetime) -> Box | None:
    """Return what the page shows of documents, None for a person who may neither see patients nor upload."""
    actor, sees = Actor.of(request.user), may_see_patients(request.user)  # type: ignore[arg-type]  # signed in
    if not sees and not actor.may(UPLOAD.permission):
        return None
    rows = list(Document.objects.filter(appointment=appointment))
    why = why_not(appointment, actor, now)
    patient = patient_of(appointment) if sees else None
    return Box(
        why_not=why,
        why_no_upload=gates.closed(UPLOAD, appointment.connection),
        kinds=list(AttachmentType.choices),
        lines=[_line(row, zone_of(appointment), sees=sees) for row in rows],
        held=held_files(patient),
        held_known=patient is not None,
        address=reverse("admin:appointment_documents", args=(appointment.pk,)),
        form_token=issue(request, _purpose(appointment)) if not why else "",
        busy=any(row.state in (D.UPLOADING, D.UNKNOWN) for row in rows),
    )


def _line(row: Document, zone: tzinfo, *, sees: bool) -> Line:
    return Line(
        pk=row.pk,
        name=row.name if sees else HIDDEN_NAME,
        kind=row.get_attachment_type_display(),
        size=filesizeformat(row.size),
        badge=badge(DocumentState, row.state),
        fault=row.fault,
        added=f"{row.added_by_label}, {long_time(row.added_at, zone)}",
        waits=row.state in (D.WAITING, D.REFUSED) and row.removed_at is None,
    )


def add(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a posted file for an appointment, and upload it unless it is to wait."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment: Appointment = visible_or_404(admin, request, pk)
    now, actor = timezone.now(), Actor.of(request.user)  # type: ignore[arg-type]  # signed in
    try:
        key = UUID(key_of(request, _purpose(appointment)).rpartition(":")[2])
        file, kind = request.FILES.get("file"), request.POST.get("attachment_type", "")
        document = keep(appointment, file, kind, actor=actor, now=now, pk=key)
    except (StaleForm, DocumentRefused) as refused:
        return _answer(request, appointment, str(refused), ok=False)
    _note(request, "document.kept", document, now)
    if request.POST.get("then") == "keep":
        return _answer(request, appointment, SAYS[D.WAITING], ok=True)
    return _uploaded(request, appointment, document, now)


def change(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Upload a kept document now, or remove it (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment: Appointment = visible_or_404(admin, request, pk)
    document = Document.objects.filter(appointment=appointment, pk=key).first()
    if document is None or not request.user.has_perm(UPLOAD.permission):
        raise Http404
    now = timezone.now()
    if request.POST.get("then") != "remove":
        return _uploaded(request, appointment, document, now)
    if not discard(document):
        return _answer(request, appointment, "It is on its way to Zocdoc or there already.", ok=False)
    _note(request, "document.removed", document, now)
    return _answer(request, appointment, "The file was removed; Zocdoc was not asked for anything.", ok=True)


def _uploaded(request: HttpRequest, appointment: Appointment, document: Document, now: datetime) -> HttpResponse:
    if not ask(document):
        document.refresh_from_db()
        return _answer(request, appointment, _said(document), ok=document.state == D.UPLOADED)
    _note(request, "document.uploading", document, now)
    if not is_small(document):
        plan_upload(document, now)
        document.refresh_from_db()
    else:
        _at_once(document, now)
    return _answer(request, appointment, _said(document), ok=document.state in (D.UPLOADED, D.UPLOADING))


def _at_once(document: Document, now: datetime) -> None:
    # The job is there first: if this process dies, the worker goes on.
    plan_upload(document, now, seconds=WORKER_AFTER_SECONDS)
    try:
        upload(document, now=now)
    except Busy:
        document.refresh_from_db()
    if document.state in (D.UPLOADING, D.UNKNOWN):
        plan_upload(document, now)


def _said(document: Document) -> str:
    return document.fault or SAYS.get(D(document.state), document.get_state_display())


def download(
    admin: ConsoleModelAdmin, request: HttpRequest, pk: int, mark: str
) -> HttpResponse | StreamingHttpResponse:
    """Hand a file of Zocdoc's through, as a download that no browser opens by itself."""
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    appointment: Appointment = visible_or_404(admin, request, pk)
    files = held_files(patient_of(appointment)) if may_see_patients(request.user) else []
    found = next((one for one in files if one.mark == mark), None)
    if found is None:
        raise Http404
    try:
        name, content = bring(appointment, found)
    except DocumentRefused as refused:
        return _answer(request, appointment, f"The file could not be brought. {refused.sentence}", ok=False)
    subject = f"file of appointment {appointment.zocdoc_id}"
    now, connection = timezone.now(), appointment.connection
    audit.record("document.downloaded", request=request, now=now, subject=subject, connection=connection)
    answer = StreamingHttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _note(request: HttpRequest, action: str, document: Document, now: datetime) -> None:
    subject = f"document {document.pk}"
    audit.record(action, request=request, now=now, subject=subject, connection=document.connection)


def _purpose(appointment: Appointment) -> str:
    return f"document:{appointment.pk}"


def _answer(request: HttpRequest, appointment: Appointment, sentence: str, *, ok: bool) -> HttpResponse:
    """Tell the person on the appointment's page; a script that uploads is told where to go instead."""
    target = reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,)) + "#documents"
    answer = say_and_go(request, target, sentence, ok=ok)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    return JsonResponse({"go": target}) if by_script else answer
