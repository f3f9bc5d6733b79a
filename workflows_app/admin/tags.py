"""The box of tags on an appointment's page: added and taken off by who may set its status."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from workflows_app.models import Remark
from workflows_app.recipes.table import CHECKED_IN
from workflows_app.steps.remarking import tag_by_hand, untag
from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.visible import visible_appointment
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import say_and_go
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Appointment

TAGS = "zocdoc_sync.perform_updateappointmentstatus"


def panel(request: HttpRequest, appointment: Appointment, now: datetime) -> SafeString | str:  # noqa: ARG001 (one signature for all panels)
    """Return the box with an appointment's tags, with a form for those who may set its status."""
    tags = sorted(set(Remark.objects.filter(appointment=appointment).exclude(tag="").values_list("tag", flat=True)))
    may = request.user.has_perm(TAGS)
    if not (tags or may):
        return ""
    context = {"tags": tags, "may_tag": may, "usual": CHECKED_IN, "address": _tag_address(appointment)}
    token = issue(request, _purpose(appointment)) if may else ""
    return render_to_string("console/workflows/tags.html", {**context, "form_token": token}, request=request)


def tag(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001 (the signature of pages)
    """Add a tag to a visible appointment, or take one off (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm(TAGS):
        raise PermissionDenied
    appointment = visible_appointment(request, pk)
    back = reverse("admin:zocdoc_sync_appointment_change", args=(appointment.pk,)) + "#tags"
    try:
        key_of(request, _purpose(appointment))
        ok, told, action = _tagged(request, appointment)
    except (StaleForm, ValueError) as wrong:
        return say_and_go(request, back, str(wrong), ok=False)
    subject = f"appointment {appointment.zocdoc_id}"
    audit.record(action, request=request, now=timezone.now(), subject=subject, connection=appointment.connection)
    return say_and_go(request, back, told, ok=ok)


def _tagged(request: HttpRequest, appointment: Appointment) -> tuple[bool, str, str]:
    word = request.POST.get("off", "")
    if word:
        done = untag(appointment, word)
        return done, f"The tag “{word}” is taken off." if done else "It has no such tag any more.", "tag.removed"
    by = request.user.get_username()
    kept = tag_by_hand(appointment, request.POST.get("tag", ""), by=by, now=timezone.now())
    return True, f"The tag “{kept}” is added.", "tag.added"


def _purpose(appointment: Appointment) -> str:
    return f"tag:{appointment.pk}"


def _tag_address(appointment: Appointment) -> str:
    return reverse("admin:appointment_tag", args=(appointment.pk,))
