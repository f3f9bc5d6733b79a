"""What worklist and calendar are narrowed to: chosen by a form, kept for the person's session, not in addresses."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from zocdoc_sync.admin.base import visible_rows
from zocdoc_sync.admin.choices import TABLES, Choice
from zocdoc_sync.admin.pages import say_and_go
from zocdoc_sync.admin.tokens import StaleForm, key_of
from zocdoc_sync.models import Appointment

KEPT = "home_filters"
PURPOSE = "home:filters"
OFFERED = 200


def choices(request: HttpRequest) -> list[Choice]:
    """Return the filters with what the person may choose; a choice that is no longer theirs counts as none."""
    kept = request.session.get(KEPT, {})
    found = []
    for name, (label, model) in TABLES.items():
        offered = list(visible_rows(model.objects.all(), request.user).order_by("name", "pk")[:OFFERED])
        chosen = kept.get(name)
        found.append(Choice(name, label, offered, chosen if chosen in {one.pk for one in offered} else None))
    return found


def narrowed(rows: QuerySet[Appointment], chosen: list[Choice]) -> QuerySet[Appointment]:
    """Keep the appointments of what is chosen."""
    return rows.filter(**{f"{one.name}_id": one.chosen for one in chosen if one.chosen is not None})


def remember(request: HttpRequest) -> HttpResponse:
    """Remember what the worklist and the calendar are narrowed to (POST); nothing chosen clears it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    back = _back(request)
    try:
        key_of(request, PURPOSE)
    except StaleForm as stale:
        return say_and_go(request, back, str(stale), ok=False)
    given = {name: request.POST.get(name, "") for name in TABLES}
    request.session[KEPT] = {name: int(value) for name, value in given.items() if value.isdecimal() and len(value) < 12}
    return HttpResponseRedirect(back)


def _back(request: HttpRequest) -> str:
    """Return the page of the console that asked, home unless it says which."""
    back = request.POST.get("back", "")
    inside = back.startswith(reverse("admin:index")) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if inside else reverse("admin:index")
