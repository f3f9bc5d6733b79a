"""The pages of the second step: the code after the password, and the person's own app and recovery codes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import segno
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from zocdoc_sync import audit
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import SecondStep
from zocdoc_sync.people import second_step, sessions, tries

PURPOSE = "second-step"
WRONG = "This code is not right, or was used before. The app shows a new one every thirty seconds."
WAIT = "Too many tries. Wait fifteen minutes, then try again."
Doing = Callable[[HttpRequest, User, datetime], HttpResponse]


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a code of the app, or a recovery code (POST), and let the person in."""
    if sessions.second_step(request.session) != sessions.ASK:
        return redirect("admin:index")
    if request.method != "POST":
        return _page(request, "ask", "Second step")
    fault = _unproved(request)
    if fault:
        return _page(request, "ask", "Second step", status=400, fault=fault)
    sessions.second_step_done(request.session)
    left = second_step.codes_left(_person(request))
    if left < 3:
        messages.warning(request, f"You have {left} recovery codes left: make new ones under “My sign-in”.")
    return redirect(_next(request))


@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show the person's own second step, and set it up, renew its codes or remove it (POST)."""
    if request.method != "POST":
        return _mine(request)
    try:
        key_of(request, PURPOSE)
    except StaleForm as stale:
        return _mine(request, str(stale), status=400)
    doing = ACTIONS.get(request.POST.get("action", ""))
    return doing(request, _person(request), timezone.now()) if doing else _mine(request, status=400)


def _begin(_request: HttpRequest, person: User, now: datetime) -> HttpResponse:
    second_step.begin(person, now=now)
    return redirect("admin:second_step_mine")


def _confirm(request: HttpRequest, person: User, now: datetime) -> HttpResponse:
    if not _may_try(request, now):
        return _mine(request, WAIT, status=400)
    codes = second_step.confirm(person, request.POST.get("code", ""), now=now)
    if not codes:
        return _mine(request, WRONG, status=400)
    _forget(request)
    audit.record("second_step.set_up", request=request, now=now)
    sessions.second_step_done(request.session)
    return _page(request, "codes", "Your recovery codes", codes=codes, next=_next(request))


def _renew(request: HttpRequest, person: User, now: datetime) -> HttpResponse:
    if fault := _unproved(request):
        return _mine(request, fault, status=400)
    codes = second_step.new_codes(person)
    audit.record("second_step.codes_renewed", request=request, now=now)
    return _page(request, "codes", "Your recovery codes", codes=codes, next=reverse("admin:index"))


def _remove(request: HttpRequest, person: User, now: datetime) -> HttpResponse:
    if second_step.is_required(person):
        return _mine(request, "Your role needs a second step: it cannot be removed.", status=400)
    if fault := _unproved(request):
        return _mine(request, fault, status=400)
    second_step.remove(person)
    audit.record("second_step.removed", request=request, now=now)
    messages.success(request, "Your second step is removed: the password alone signs you in.")
    return redirect("admin:second_step_mine")


ACTIONS: dict[str, Doing] = {"begin": _begin, "confirm": _confirm, "renew": _renew, "remove": _remove}


def _unproved(request: HttpRequest) -> str:
    """Return why a posted code does not prove the second step, "" when it does; both are written into the audit."""
    now = timezone.now()
    try:
        key_of(request, PURPOSE)
    except StaleForm as stale:
        return str(stale)
    if not _may_try(request, now):
        return WAIT
    proof = second_step.check(_person(request), request.POST.get("code", ""), now=now)
    audit.record(f"second_step:{proof}" if proof else "second_step_failed", request=request, now=now)
    if not proof:
        return WRONG
    _forget(request)
    return ""


def _may_try(request: HttpRequest, now: datetime) -> bool:
    return all(counted.admit(now) for counted in _counted(request))


def _forget(request: HttpRequest) -> None:
    for counted in _counted(request):
        counted.forget()


def _counted(request: HttpRequest) -> list[tries.Tries]:
    person = _person(request).pk
    return [tries.codes_here(person, request.META.get("REMOTE_ADDR", "")), tries.codes_anywhere(person)]


def _mine(request: HttpRequest, fault: str = "", *, status: int = 200) -> HttpResponse:
    person = _person(request)
    step = SecondStep.objects.filter(person=person).first()
    is_confirmed = step is not None and step.confirmed_at is not None
    context: dict[str, Any] = {
        "fault": fault,
        "is_confirmed": is_confirmed,
        "is_required": second_step.is_required(person),
        "codes_left": second_step.codes_left(person) if is_confirmed else 0,
    }
    if step is not None and not is_confirmed:
        context |= {"picture": _picture(second_step.address_for_app(step)), "seed": _in_fours(step.seed)}
    return _page(request, "mine", "My sign-in", status=status, **context)


def _picture(address: str) -> SafeString:
    code = segno.make(address, error="m", micro=False)
    # segno draws squares; of the address only dark and light is left.
    return SafeString(
        code.svg_inline(scale=5, border=4, light="#fff", svgclass="sd-qr", lineclass=None, omitsize=False)
    )


def _in_fours(seed: str) -> str:
    return " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))


def _person(request: HttpRequest) -> User:
    person: User = request.user  # type: ignore[assignment]  # the address is for staff
    return person


def _next(request: HttpRequest) -> str:
    asked_for = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(asked_for, {request.get_host()}, require_https=request.is_secure())
    return asked_for if inside else reverse("admin:index")


def _page(request: HttpRequest, name: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    known = {"title": title, "form_token": issue(request, PURPOSE), "next": _next(request), **context}
    whole = {**admin.site.each_context(request), **known}
    return TemplateResponse(request, f"console/sign_in/{name}.html", whole, status=status)
