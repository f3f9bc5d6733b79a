"""Add to the mirror: what a search found and a person ticked is read again and kept as the sync keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.asking.answers import Shown
from zocdoc_sync.admin.asking.question import Question, question
from zocdoc_sync.admin.pages import say_and_go
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.client.answer import Answer
from zocdoc_sync.models import Connection, Facility, Provider, ProviderLocation
from zocdoc_sync.models.directory import DirectoryEntry
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import InputRefused, OperationError
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.sync.places.facilities import keep_facilities
from zocdoc_sync.sync.places.keeping import keep_place, keep_places_of_providers
from zocdoc_sync.sync.places.place import object_of, place_of

MOST = 25


@dataclass(frozen=True)
class Adding:
    """How rows of a search get into the mirror: what names a row, what reads it, what keeps it."""

    key: str
    model: type[DirectoryEntry]
    column: str
    reads: str
    field: str
    keep: Callable[[Connection, Answer, datetime], None]
    # How many are read by one request.
    a_call: int = 1


def _place(connection: Connection, answer: Answer, now: datetime) -> None:
    if place := place_of(object_of(answer.data)):
        keep_place(connection, place, now=now)


def _providers(connection: Connection, answer: Answer, now: datetime) -> None:
    keep_places_of_providers(connection, answer.items, now=now)


def _facility(connection: Connection, answer: Answer, now: datetime) -> None:
    keep_facilities(connection, [answer.data], now=now)


def _by_place(key: str) -> Adding:
    return Adding(key, ProviderLocation, "zocdoc_id", "getProviderLocation", "provider_location_id", _place)


BY_NPI = Adding("npi", Provider, "npi", "getProviders", "npis", _providers, a_call=MOST)
ADDINGS: Mapping[str, Adding] = {
    "getProviderLocations": _by_place("provider_location_id"),
    "getSchedulableEntities": _by_place("id"),
    "getFacilities": Adding("facility_id", Facility, "zocdoc_id", "getFacility", "facility_id", _facility),
    "getProviders": BY_NPI,
    "getProviderNpis": BY_NPI,
}


@dataclass(frozen=True)
class Line:
    """A row of an answer with the key that its box posts, "" for a row without one; `known` when the mirror has it."""

    key: str
    known: bool
    cells: list[str]


@dataclass(frozen=True)
class Offer:
    """The form that adds rows of an answer."""

    lines: list[Line]
    form_token: str
    address: str
    most: int = MOST


def offer(request: HttpRequest, asked: Question, seen: Shown) -> Offer | None:
    """Return what can be added of an answer, None where nothing can."""
    adding = ADDINGS.get(asked.spec.code)
    if adding is None or not seen.is_listing or not seen.tables[0].rows or asked.connection is None:
        return None
    found = [(_key(adding, row.told), row.cells) for row in seen.tables[0].rows]
    rows = adding.model.objects.of(asked.connection).filter(gone_at__isnull=True, detailed_at__isnull=False)
    keys = [key for key, _ in found]
    known = set(rows.filter(**{f"{adding.column}__in": keys}).values_list(adding.column, flat=True))
    lines = [Line(key, key in known, cells) for key, cells in found]
    address = reverse("admin:operation_add", args=(asked.spec.code,))
    return Offer(lines, issue(request, purpose(asked)), address)


def add(request: HttpRequest, code: str) -> HttpResponse:
    """Read the ticked rows again and keep them in the mirror (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    asked = question(request, code)
    back = reverse("admin:operation", args=(code,))
    adding = ADDINGS.get(code)
    if adding is None or asked.connection is None:
        return say_and_go(request, back, "Nothing of this answer can be added.", ok=False)
    try:
        key_of(request, purpose(asked))
        keys = _ticked(request)
        added, faults = _added(request, asked.connection, adding, keys)
    except (OperationError, StaleForm) as refused:
        return say_and_go(request, back, str(refused), ok=False)
    audit.record(
        "directory.added", request=request, now=timezone.now(), subject=f"{code}: {added}", connection=asked.connection
    )
    there = reverse(f"admin:zocdoc_sync_{adding.model._meta.model_name}_changelist")
    return say_and_go(request, there if added else back, _sentence(added, faults), ok=not faults)


def purpose(asked: Question) -> str:
    """Return what the token of a form that adds is made for."""
    return f"add:{asked.spec.code}:{asked.connection.pk if asked.connection else 0}"


def _ticked(request: HttpRequest) -> list[str]:
    keys = list(dict.fromkeys(key for key in request.POST.getlist("key") if key))
    if not keys:
        raise InputRefused("Tick what is to be added.")
    if len(keys) > MOST:
        raise InputRefused(f"Add at most {MOST} at a time: {len(keys)} were ticked.")
    return keys


def _added(request: HttpRequest, connection: Connection, adding: Adding, keys: list[str]) -> tuple[int, dict[str, str]]:
    """Read and keep what was ticked; return how many, and why others were not."""
    added = 0
    faults: dict[str, str] = {}
    for first in range(0, len(keys), adding.a_call):
        few = keys[first : first + adding.a_call]
        now = timezone.now()
        outcome = perform(
            adding.reads,
            connection,
            {adding.field: ",".join(few)},
            actor=Actor.of(request.user),  # type: ignore[arg-type]  # the admin lets only signed-in people through
            now=now,
        )
        if outcome.answer is None:
            faults |= dict.fromkeys(few, outcome.sentence)
            continue
        adding.keep(connection, outcome.answer, now)
        added += len(few)
    return added, faults


def _sentence(added: int, faults: Mapping[str, str]) -> str:
    done = f"{added} added to the mirror." if added else "Nothing was added."
    why = "; ".join(f"{key}: {sentence}" for key, sentence in list(faults.items())[:3])
    return f"{done} {why}".strip()


def _key(adding: Adding, told: Mapping[str, Any]) -> str:
    value = told.get(adding.key) or told.get("value") or ""
    return value if isinstance(value, str) else ""
