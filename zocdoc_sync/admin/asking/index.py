"""The list of operations that a person may perform, by area."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse

from zocdoc_sync.admin.asking.frame import framed
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.pages import GENERAL, OWN_PAGES
from zocdoc_sync.operations.spec import OperationSpec
from zocdoc_sync.roles import roles_with


@dataclass(frozen=True)
class Line:
    """One operation of the list."""

    spec: OperationSpec
    link: str
    roles: str
    own_link: str
    own_title: str


def index(request: HttpRequest) -> HttpResponse:
    """Show what this person may ask of Zocdoc; who may ask nothing is told so."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    allowed = [spec for spec in CATALOGUE.values() if request.user.has_perm(spec.permission)]
    areas = [(area.capitalize(), [_line(spec) for spec in specs]) for area, specs in groupby(allowed, lambda s: s.area)]
    return framed(request, "console/asking/index.html", "Ask Zocdoc", areas=areas)


def _line(spec: OperationSpec) -> Line:
    own = OWN_PAGES.get(spec.code)
    return Line(
        spec=spec,
        link=reverse(GENERAL, args=(spec.code,)),
        roles=", ".join(roles_with(spec.permission)),
        own_link=reverse(own.url) if own else "",
        own_title=own.title if own else "",
    )
