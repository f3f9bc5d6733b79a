"""The page of one operation: fill in its form, see the exact request, send it, read the answer."""

from collections.abc import Callable
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.asking.adding import offer
from zocdoc_sync.admin.asking.answers import shown
from zocdoc_sync.admin.asking.frame import framed
from zocdoc_sync.admin.asking.preview import NotMeant, meant, preview
from zocdoc_sync.admin.asking.question import Question, question
from zocdoc_sync.admin.asking.suggestions import suggested
from zocdoc_sync.admin.blaming import blame
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.admin.widgets import dressed
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import InputRefused, OperationError
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.outcomes import Outcome
from zocdoc_sync.operations.pages import OWN_PAGES

TEMPLATE = "console/asking/ask.html"
# What turns pages is folded away, and of a long form what may stay empty.
PAGING = frozenset({"page", "page_size", "limit", "next_page_token"})
SHOWN_AT_ONCE = 9


def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Show an operation's form (GET), or do what its button says (POST); 404 for what the person may not perform."""
    asked = question(request, code)
    if request.method in ("GET", "HEAD"):
        return _page(request, asked, asked.opening(timezone.now()))
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    if asked.connection is None:
        return _page(request, asked, asked.opening(timezone.now()), status=409)
    return STEPS.get(request.POST.get("do", "send"), _edited)(request, asked)


def _edited(request: HttpRequest, asked: Question) -> HttpResponse:
    return _page(request, asked, asked.opening(timezone.now()))


def _previewed(request: HttpRequest, asked: Question, not_meant: str = "") -> HttpResponse:
    now = timezone.now()
    form = asked.form(now)
    try:
        rehearsed = preview(request, asked, now)
    except InputRefused as refused:
        blame(form, refused)
        return _page(request, asked, form, status=422)
    except OperationError as refused:
        return _page(request, asked, form, status=409, fault=refused.sentence)
    status = 422 if not_meant else 200
    return _page(request, asked, form, status=status, preview=rehearsed, not_meant=not_meant)


def _sent(request: HttpRequest, asked: Question) -> HttpResponse:
    """Perform it: a write only from the preview of exactly this input, and once however often that is posted."""
    form = asked.form(timezone.now())
    try:
        outcome = _performed(request, asked)
    except NotMeant as missing:
        return _previewed(request, asked, str(missing))
    except InputRefused as refused:
        blame(form, refused)
        return _page(request, asked, form, status=422)
    except (OperationError, StaleForm) as refused:
        return _page(request, asked, form, status=409, fault=str(refused))
    return _page(request, asked, form, **_told(request, asked, outcome))


def _performed(request: HttpRequest, asked: Question) -> Outcome:
    key = key_of(request, asked.purpose) if asked.spec.writes else None
    allow_empty = asked.spec.writes and meant(request, asked)
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # the admin lets only signed-in people through
    outcome = asked.perform(actor, timezone.now(), key=key, allow_empty=allow_empty)
    _note(request, asked, outcome)
    return outcome


def _note(request: HttpRequest, asked: Question, outcome: Outcome) -> None:
    """Write into the audit who wrote to Zocdoc, and who saw patients."""
    spec, actions = asked.spec, []
    if spec.writes:
        actions.append(f"{spec.code}:{outcome.state}"[:60])
    if spec.shows_patient and not spec.writes and outcome.ok:
        actions.append("patient.viewed")
    subject = f"appointment {asked.fields['appointment_id']}"[:200] if "appointment_id" in asked.fields else spec.code
    for action in actions:
        audit.record(action, request=request, now=timezone.now(), subject=subject, connection=asked.connection)


def _told(request: HttpRequest, asked: Question, outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "outcome": outcome,
        "request_id": outcome.request_id,
        "answer": (seen := shown(answer) if answer else None),
        "offer": offer(request, asked, seen) if seen else None,
    }


def _page(
    request: HttpRequest, asked: Question, form: OperationForm, *, status: int = 200, **context: Any
) -> HttpResponse:
    upfront, folded = _folded(form)
    whole = {
        "spec": asked.spec,
        "question": asked,
        "form": form,
        "upfront": upfront,
        "folded": folded,
        "unfolded": any(field.errors or field.value() for field in folded),
        "suggestions": suggested(form, asked.connection),
        "own_page": OWN_PAGES.get(asked.spec.code),
        "takes_file": asked.spec.form.multipart,
        "sends_at_once": not asked.spec.writes or asked.spec.form.multipart,
        "form_token": issue(request, asked.purpose) if asked.spec.form.multipart else "",
        **context,
    }
    return framed(request, TEMPLATE, asked.spec.label, status=status, **whole)


def _folded(form: OperationForm) -> tuple[list[BoundField], list[BoundField]]:
    """Return the fields that are shown and those that are folded away, each in the form's order."""
    fields = list(dressed(form))
    needed = sum(field.field.required for field in fields)
    spare = [field.name for field in fields if not field.field.required and field.name not in PAGING]
    kept = set(spare[: max(SHOWN_AT_ONCE - needed, 0)])
    upfront = [field for field in fields if field.field.required or field.name in kept]
    return upfront, [field for field in fields if field not in upfront]


Step = Callable[[HttpRequest, Question], HttpResponse]
STEPS: dict[str, Step] = {"edit": _edited, "show": _previewed, "send": _sent}
