"""What a person asks on an operation's page: which operation, through which connection, with which input."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files import File
from django.http import Http404, HttpRequest

from zocdoc_sync.client.private import PRIVATE
from zocdoc_sync.models import Connection
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.errors import InputRefused
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.outcomes import Outcome
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.spec import OperationSpec

# Buttons that turn a page post its field beside the form's own one.
TURNS = ("page", "next_page_token")


@dataclass(frozen=True)
class Question:
    """An operation that this person may perform, the connections that they see, and the one they ask through."""

    spec: OperationSpec
    connections: list[Connection]
    connection: Connection | None
    given: Mapping[str, Any]

    @property
    def fields(self) -> dict[str, Any]:
        """Return the input without what was left empty: a field that was not touched says nothing."""
        return {name: value for name, value in self.given.items() if value not in ("", None)}

    @property
    def purpose(self) -> str:
        """Return what a form token is made for: this operation, this connection, and exactly this input.

        A file is chosen again on the page that sends it, so the input of such a form is not part of it.
        """
        where = f"operation:{self.spec.code}:{self.connection.pk if self.connection else 0}"
        if self.spec.form.multipart:
            return where
        said = json.dumps(sorted((name, str(value)) for name, value in self.fields.items()))
        return f"{where}:{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def form(self, now: datetime) -> OperationForm:
        """Return the operation's form, filled with the input."""
        files = {name: value for name, value in self.given.items() if isinstance(value, File)}
        return self.spec.form({name: value for name, value in self.given.items() if name not in files}, files, now=now)

    def perform(self, actor: Actor, now: datetime, **asked: Any) -> Outcome:
        """Perform the operation with this input; raise what `operations.performing.perform` raises."""
        if self.connection is None:
            raise InputRefused("Choose a connection.")
        return perform(self.spec.code, self.connection, self.fields, actor=actor, now=now, **asked)

    def opening(self, now: datetime) -> OperationForm:
        """Return the operation's form before anything was sent."""
        return self.spec.form(initial=self.given, now=now)


def permitted(request: HttpRequest, code: str) -> OperationSpec:
    """Return an operation of the catalogue; raise Http404 for an unknown one as for one that is not allowed."""
    spec = CATALOGUE.get(code)
    if spec is None or not request.user.has_perm(spec.permission):
        raise Http404
    return spec


def question(request: HttpRequest, code: str) -> Question:
    """Return what a request asks; raise Http404 for what this person may not perform or see.

    From a link only ids and the like are taken: what is about a patient must not stand in an address.
    """
    spec = permitted(request, code)
    connections = list(Connection.objects.visible_to(request.user))
    posted = request.method == "POST"
    chosen = (request.POST if posted else request.GET).get("connection", "")
    names = spec.form.all_fields()
    given = _posted(request, names) if posted else _linked(request, names)
    return Question(spec, connections, _connection(connections, chosen), given)


def _connection(connections: list[Connection], chosen: str) -> Connection | None:
    if not chosen:
        return connections[0] if connections else None
    found = next((one for one in connections if str(one.pk) == chosen), None)
    if found is None:
        raise Http404
    return found


def _posted(request: HttpRequest, names: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {name: request.POST[name] for name in names if name in request.POST}
    given |= {name: request.FILES[name] for name in names if name in request.FILES}
    name, _, value = request.POST.get("turn", "").partition("=")
    return {**given, name: value} if name in TURNS and name in names else given


def _linked(request: HttpRequest, names: Mapping[str, Any]) -> dict[str, Any]:
    public = [name for name in names if name.rpartition(".")[2] not in PRIVATE]
    return {name: request.GET[name][:500] for name in public if name in request.GET}
