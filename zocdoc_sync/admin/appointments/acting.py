"""The form page of one thing to do: GET shows it and changes nothing, POST does it once."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.buttons import Button, button
from zocdoc_sync.admin.appointments.crumb import Crumb, words_for
from zocdoc_sync.admin.appointments.leading import back_to, then
from zocdoc_sync.admin.appointments.meaning import ask_reason, refuse_unmeant, why_asked_again
from zocdoc_sync.admin.appointments.slots import SlotRefused, chosen, offer
from zocdoc_sync.admin.appointments.summary import summary
from zocdoc_sync.admin.appointments.undoing import remember
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.blaming import blame
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.models import Appointment
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import InputRefused, OperationError
from zocdoc_sync.operations.outcomes import Outcome
from zocdoc_sync.operations.performing import perform

MOVES = "reschedule"
TEMPLATES = {MOVES: "console/appointments/reschedule.html"}
TEMPLATE = "console/appointments/do.html"


def do(admin: ConsoleModelAdmin, request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show the form of a button on an appointment, or do it; answer 404 for what the person does not see."""
    pressed = button(slug)
    appointment: Appointment = visible_or_404(admin, request, pk)
    if request.method == "GET":
        return _asked(admin, request, appointment, pressed, _form(request, pressed, data=None))
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    return _done(admin, request, appointment, pressed)


def _done(admin: ConsoleModelAdmin, request: HttpRequest, appointment: Appointment, pressed: Button) -> HttpResponse:
    form = _form(request, pressed, data=request.POST)
    try:
        given = {name: request.POST.get(name, "") for name in form.fields}
        if pressed.slug == MOVES:
            given["start_time"] = chosen(request, appointment)
        key_of(request, purpose(pressed, appointment))  # a form that is too old is told so before anything else
        refuse_unmeant(pressed, appointment, request.POST, timezone.now())
        outcome = press(request, appointment, pressed, given)
    except InputRefused as refused:
        blame(form, refused)
        return _asked(admin, request, appointment, pressed, form, status=422)
    except (OperationError, StaleForm, SlotRefused) as refused:
        return say_and_go(request, back_to(appointment), str(refused), ok=False)
    appointment.refresh_from_db()  # what was moved is named by its new time
    now = timezone.now()
    which = summary(appointment, request.user, now)
    if outcome.ok and request.POST.get("then") == "home":
        remember(request, appointment, pressed.slug, now)
    # Messages travel in a cookie: the time and the provider say which one it was, the patient's name stays out.
    sentence = f"{which.when}, {which.provider}. {told(pressed, outcome)}"
    return say_and_go(request, then(request, appointment), sentence, ok=outcome.ok, request_id=outcome.request_id)


def press(
    request: HttpRequest, appointment: Appointment, pressed: Button, given: dict[str, Any], suffix: str = ""
) -> Outcome:
    """Perform a button's operation under the posted form's token, and write who asked into the audit.

    Raise StaleForm, and what `perform` raises. The same form posted again returns the first outcome.
    """
    key = key_of(request, purpose(pressed, appointment if not suffix else None)) + suffix
    now = timezone.now()
    outcome = perform(
        pressed.operation,
        appointment.connection,
        pressed.fields(appointment, given),
        actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
        now=now,
        key=key,
    )
    audit.record(
        f"{pressed.operation}:{outcome.state}"[:60],
        request=request, now=now, subject=f"appointment {appointment.zocdoc_id}", connection=appointment.connection,
    )  # fmt: skip
    return outcome


def purpose(pressed: Button, appointment: Appointment | None) -> str:
    """Return what a form token is made for: one button, and one appointment unless it is a bulk form."""
    return f"{pressed.slug}:{appointment.pk if appointment else 'bulk'}"


def token_for(request: HttpRequest, slug: str, appointment: Appointment) -> str:
    """Return the token of a one-click form of a button on an appointment."""
    return issue(request, purpose(button(slug), appointment))


def told(pressed: Button, outcome: Outcome) -> str:
    """Return what came of a button in one sentence that begins with what was asked."""
    return f"{pressed.verb}: {outcome.sentence}"


def _form(request: HttpRequest, pressed: Button, data: Any) -> forms.Form:  # noqa: ARG001 (kept beside its caller)
    form = pressed.spec.form(data=data, now=timezone.now())
    for name in pressed.decided() | ({"start_time"} if pressed.slug == MOVES else set()):
        form.fields.pop(name)
    ask_reason(pressed, form)
    return dressed(form)


def _asked(
    admin: ConsoleModelAdmin,
    request: HttpRequest,
    appointment: Appointment,
    pressed: Button,
    form: forms.Form,
    *,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    why = pressed.why_not(appointment, request.user, now)  # type: ignore[arg-type]  # the admin lets only signed-in people through
    context: dict[str, Any] = {
        "form": form,
        "button": pressed,
        "original": Crumb.of(appointment),
        "why_not": why,
        "asked_again": why_asked_again(pressed, appointment, now),
        "summary": summary(appointment, request.user, now),
        "form_token": issue(request, purpose(pressed, appointment)),
        "back": back_to(appointment),
    }
    if pressed.slug == MOVES and not why:
        context["offer"] = offer(request, appointment, now)
    title = f"{pressed.verb}: {words_for(appointment)}"
    return page(request, admin, TEMPLATES.get(pressed.slug, TEMPLATE), title, status=status, **context)


def read_again(admin: ConsoleModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Read one appointment again from Zocdoc (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment: Appointment = visible_or_404(admin, request, pk)
    try:
        outcome = perform(
            "getAppointment",
            appointment.connection,
            {"appointment_id": appointment.zocdoc_id},
            actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
            now=timezone.now(),
        )
    except OperationError as refused:
        return say_and_go(request, back_to(appointment), refused.sentence, ok=False)
    sentence = "Read again from Zocdoc just now." if outcome.ok else outcome.sentence
    return say_and_go(request, back_to(appointment), sentence, ok=outcome.ok, request_id=outcome.request_id)
