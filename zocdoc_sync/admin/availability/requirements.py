"""What a place wants to know before it can be booked, read from Zocdoc when the form opens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zocdoc_sync.admin.availability.slot import Wanted
from zocdoc_sync.operations.accepting import fits
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.errors import OperationError
from zocdoc_sync.operations.forms.booking import CreateAppointment
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.wording import in_words

CODE = "getProviderLocation"
PAYERS = {
    "self_pay": "patients who pay themselves",
    "in_network": "patients whose plan is in network",
    "out_of_network": "patients whose plan is out of network",
}


@dataclass(frozen=True)
class Requirements:
    """Paths that must be given: `known` are fields of the form, `more` become plain texts, `impossible` cannot be sent.

    `fault` says why they could not be read; the booking itself then tells what is missing.
    """

    known: frozenset[str] = frozenset()
    more: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    payers: str = ""
    fault: str = ""


def requirements_of(wanted: Wanted, person: Any, now: datetime) -> Requirements:
    """Ask Zocdoc what it takes to book at a place; whatever is wrong is told in `fault`."""
    fields = {"provider_location_id": wanted.place.zocdoc_id}
    if wanted.slot.plan_id:
        fields["insurance_plan_id"] = wanted.slot.plan_id
    try:
        outcome = perform(CODE, wanted.connection, fields, actor=Actor.of(person), now=now)
    except OperationError as refused:
        return Requirements(fault=in_words(CODE, refused.sentence))
    if outcome.answer is None or not isinstance(outcome.answer.data, Mapping):
        return Requirements(fault=in_words(CODE, outcome.sentence))
    said = outcome.answer.data.get("booking_requirements")
    return _sorted(said if isinstance(said, Mapping) else {})


def _sorted(said: Mapping[str, Any]) -> Requirements:
    listed = said.get("required_fields")
    paths = [path for path in listed if isinstance(path, str)] if isinstance(listed, list) else []
    fields = CreateAppointment.all_fields()
    strange = [path for path in dict.fromkeys(paths) if path not in fields]
    # An object that is required is required through its fields.
    inner = [path for path in strange if not any(name.startswith(f"{path}.") for name in fields)]
    return Requirements(
        known=frozenset(path for path in paths if path in fields),
        more=tuple(path for path in inner if fits(CreateAppointment, path)),
        impossible=tuple(path for path in inner if not fits(CreateAppointment, path)),
        payers=_payers(said.get("accepts_booking_requests_from")),
    )


def _payers(listed: Any) -> str:
    kinds = [kind for kind in listed if isinstance(kind, str)] if isinstance(listed, list) else []
    if not kinds or set(kinds) >= set(PAYERS):
        return ""
    return " and ".join(PAYERS.get(kind, kind.replace("_", " ")) for kind in kinds)
