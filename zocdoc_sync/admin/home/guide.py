"""The guide for the first steps: it ticks itself off from what is true, and ends with the last of them."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.enums import ConnectionState, Operation
from zocdoc_sync.models import Connection, GuideDismissal, OperationLog
from zocdoc_sync.operations.outcomes import HAPPENED

PURPOSE = "home:guide"
ASK = "Ask an administrator to do this."


@dataclass(frozen=True)
class Step:
    """One of the first steps; `link` is where it is done, by whoever may do it."""

    title: str
    says: str
    is_done: bool
    is_next: bool = False
    link: str = ""
    verb: str = ""


@dataclass(frozen=True)
class Guide:
    """The steps in their order; `dismiss_token` is set where the guide may be put away."""

    steps: list[Step]
    dismiss_token: str = ""

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)


def guide_of(request: HttpRequest, connections: list[Connection]) -> Guide | None:
    """Return what is left of the first steps; None when all are done, or the person has put the guide away."""
    known = _known(request)
    done = (
        bool(connections),
        any(one.state == ConnectionState.READY for one in connections),
        any(one.last_good_poll_at for one in connections),
        known["is_used"],
    )
    if all(done) or (connections and known["is_dismissed"]):
        return None
    here = done.index(False)
    steps = [
        Step(title, says, is_done=done[number], is_next=number == here, link=link, verb=verb)
        for number, (title, says, link, verb) in enumerate(_steps(request, connections))
    ]
    return Guide(steps, issue(request, PURPOSE) if connections else "")


def _known(request: HttpRequest) -> dict[str, bool]:
    """Return in one query whether the guide was put away, and whether anybody here has confirmed or automated."""
    me: Any = request.user
    confirmed = OperationLog.objects.visible_to(me).filter(operation=Operation.CONFIRM_APPOINTMENT, state__in=HAPPENED)
    uses = [confirmed, *(import_string(path)(request) for path in settings.FIRST_USES)]
    used = reduce(or_, (Q(Exists(rows)) for rows in uses))
    dismissed = Exists(GuideDismissal.objects.filter(person_id=me.pk))
    asked = User.objects.filter(pk=me.pk).annotate(is_used=used, is_dismissed=dismissed)
    is_used, is_dismissed = asked.values_list("is_used", "is_dismissed").get()
    return {"is_used": is_used, "is_dismissed": is_dismissed}


def _steps(request: HttpRequest, connections: list[Connection]) -> list[tuple[str, str, str, str]]:
    first = connections[0] if connections else None
    page = reverse("admin:zocdoc_sync_connection_change", args=(first.pk,)) if first else ""
    adds = request.user.has_perm("zocdoc_sync.add_connection")
    changes = request.user.has_perm("zocdoc_sync.change_connection")
    return [
        (
            "Connect your Zocdoc account",
            "With the client id and the secret that Zocdoc gave you."
            if adds
            else "No Zocdoc account is shared with you yet. Ask an administrator to add you to a connection.",
            reverse("admin:zocdoc_sync_connection_add") if adds else "",
            "Add a connection",
        ),
        (
            "Check it",
            "Slotdesk signs in and tells what the credentials can do." if changes else ASK,
            page if changes else "",
            "Check connection",
        ),
        (
            "Read the appointments",
            "The first reading begins by itself while the worker runs; nothing is sent, nobody is told.",
            "",
            "",
        ),
        (
            "Confirm a booking, or let a workflow do it",
            "New bookings stand under “To confirm” below. A recipe confirms those that fit your rules by itself.",
            _workflows(request),
            "Look at the recipes",
        ),
    ]


def _workflows(request: HttpRequest) -> str:
    builds = request.user.has_perm("workflows_app.add_workflow")
    return reverse("admin:workflows_app_workflow_changelist") if builds else ""
