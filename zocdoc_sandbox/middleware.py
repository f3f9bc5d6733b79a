"""Every request is logged, meets its fault, and is dated by the stand-in's clock."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve

from zocdoc_sandbox.clock import CLOCK
from zocdoc_sandbox.faults.rules import RULES, Rule
from zocdoc_sandbox.faults.spoiling import AFTER, BEFORE, DROPPED
from zocdoc_sandbox.journal import JOURNAL

CONTROL = "/_control/"
Answer = Callable[[HttpRequest], HttpResponse]


def recorded(get_response: Answer) -> Callable[[HttpRequest], HttpResponseBase]:
    """Log a request of the API, apply the fault that waits for it, and set the Date."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(CONTROL):
            return get_response(request)
        entry = JOURNAL.began(CLOCK.now().isoformat(), request.method or "", request.path)
        entry.operation_id = _operation(request)
        request.META["sandbox.entry"] = entry
        rule = RULES.next_for(entry.operation_id, request.path)
        entry.fault = request.META["sandbox.fault"] = rule.kind if rule else ""
        response = _answered(request, get_response, rule)
        response["Date"] = CLOCK.http_date()
        return response

    return middleware


def _answered(request: HttpRequest, get_response: Answer, rule: Rule | None) -> HttpResponseBase:
    entry = request.META["sandbox.entry"]
    if rule and rule.kind in AFTER:
        # An answer that is to be spoilt must not be packed first.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
    early = BEFORE[rule.kind](request, rule) if rule and rule.kind in BEFORE else None
    response = early if early is not None else get_response(request)
    entry.status = _seen(response)
    if rule and rule.kind in AFTER:
        spoilt = AFTER[rule.kind](request, response, rule)
        entry.status = _seen(spoilt)
        return spoilt
    return response


def _seen(response: HttpResponseBase) -> int | None:
    return None if response.status_code == DROPPED else response.status_code


def _operation(request: HttpRequest) -> str:
    try:
        operations: dict[str, str] = getattr(resolve(request.path_info).func, "operations", {})
    except Http404:
        return ""
    return operations.get(request.method or "", "")
