"""What would be sent, exactly, and what a person must say before it is."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlencode

from django.http import HttpRequest

from zocdoc_sync.admin.asking.answers import raw
from zocdoc_sync.admin.asking.question import Question
from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import WouldEmpty
from zocdoc_sync.operations.targets import mirrored

SECRETS = frozenset({"webhook_key"})
MEANT = "Tick the box to say that you mean it."


class NotMeant(Exception):
    """What must be said before a write that takes something away was not said."""


@dataclass(frozen=True)
class Preview:
    """The exact request, and how a person says that it is meant: `typed` is what they type to delete all of it."""

    method: str
    address: str
    body: str
    form_token: str
    asks_to_tick: bool
    emptied: str = ""
    typed: str = ""
    typed_name: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)


def preview(request: HttpRequest, asked: Question, now: datetime) -> Preview:
    """Return what would be sent; nothing is. Raise what `perform` raises, but for what only needs to be allowed."""
    emptied = ""
    try:
        shown = _rehearsed(request, asked, now, allow_empty=False)
    except WouldEmpty as would:
        emptied = would.sentence.partition(". ")[0] + "."
        shown = _rehearsed(request, asked, now, allow_empty=True)
    spec = asked.spec
    return Preview(
        method=shown["method"],
        address=_address(asked, shown),
        body=_body(shown),
        form_token=issue(request, asked.purpose) if spec.writes else "",
        asks_to_tick=spec.writes and spec.destroys and not emptied,
        emptied=emptied,
        typed=str(asked.fields.get(spec.typed, "")) if emptied else "",
        typed_name=spec.typed,
        facts=_facts(asked),
        values=[(name, str(value)) for name, value in asked.fields.items() if not spec.form.multipart],
    )


def meant(request: HttpRequest, asked: Question) -> bool:
    """Return whether deleting all was allowed by typing what is emptied; raise NotMeant when something was not said."""
    spec = asked.spec
    typed = request.POST.get("typed")
    if spec.typed and typed is not None:
        if typed.strip() != str(asked.fields.get(spec.typed, "")):
            raise NotMeant(f"Type {asked.fields.get(spec.typed, '')} exactly to delete all of it.")
        return True
    if spec.destroys and request.POST.get("meant") != "yes":
        raise NotMeant(MEANT)
    return False


def _rehearsed(request: HttpRequest, asked: Question, now: datetime, *, allow_empty: bool) -> dict[str, Any]:
    actor = Actor.of(request.user)  # type: ignore[arg-type]  # the admin lets only signed-in people through
    return asked.perform(actor, now, allow_empty=allow_empty, dry_run=True).request


def _address(asked: Question, shown: dict[str, Any]) -> str:
    where = addresses(asked.connection).api_url  # type: ignore[arg-type]  # a question without one is answered before
    query = unquote(urlencode(shown["query"]))
    return f"{where}{shown['path']}{'?' if query else ''}{query}"


def _body(shown: dict[str, Any]) -> str:
    if "files" in shown:
        return raw({**shown["form"], **shown["files"]})
    body = shown["json"]
    return "" if body is None else raw({name: "…" if name in SECRETS else value for name, value in body.items()})


def _facts(asked: Question) -> list[tuple[str, str]]:
    """Return what the mirror knows of the appointment that is meant, without its patient."""
    zocdoc_id = str(asked.fields.get("appointment_id", "")).strip().lower()
    row = mirrored(asked.connection, zocdoc_id) if zocdoc_id and asked.connection else None
    if row is None:
        return []
    return [
        ("Appointment", f"{long_time(row.start_time, zone_of(row))}, {row.provider or '—'}"),
        ("Status now", row.status_label),
    ]
