"""The picker: every value that a field can take from before, with an example from the newest appointment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflows_app.admin.builder.offers import MOST_PATHS, Offer, Offers, flat, short, step_offers, type_of
from workflows_app.enums import TriggerKind
from workflows_app.exchange.definition import Definition
from workflows_app.exchange.differences import title
from workflows_app.models import Workflow
from workflows_app.values.scope import patient_data, trigger_data
from zocdoc_sync.models import Appointment, Participant

HIDDEN = "•••"
WHOLE = "Zocdoc's whole answer"
PLACES = ("provider", "location", "provider_location", "practice", "visit_reason")


@dataclass(frozen=True)
class PickerGroup:
    """Values that belong together; `order` is the step that gives them, 0 for the trigger."""

    title: str
    order: int
    offers: Sequence[Offer]


@dataclass(frozen=True)
class Sample:
    """What the trigger would tell of the newest appointment; `appointment` is None while there is none."""

    appointment: Appointment | None
    data: Mapping[str, Any]
    shows_patient: bool


def newest(workflow: Workflow) -> Appointment | None:
    """Return the appointment whose values serve as examples."""
    rows = Appointment.objects.of(workflow.connection).filter(gone_at__isnull=True)
    found: Appointment | None = rows.select_related(*PLACES).order_by("-created_time", "-pk").first()
    return found


def sample_of(workflow: Workflow, trigger: str, *, patient: bool) -> Sample:
    """Return the sample of a workflow's connection; the patient only when asked for."""
    appointment = newest(workflow)
    if appointment is None:
        return Sample(None, {}, shows_patient=False)
    kind = TriggerKind(trigger) if trigger in TriggerKind.values else TriggerKind.MANUAL
    data = dict(trigger_data(kind, appointment))
    known = Participant.objects.filter(appointment=appointment).first() if patient else None
    if known is not None:
        data["patient"] = patient_data(known)
    return Sample(appointment, data, shows_patient=patient)


def groups(definition: Definition, offers: Offers, sample: Sample) -> list[PickerGroup]:
    """Return all values in the order of the builder: those of the trigger, then those of each step."""
    values = dict(flat(dict(sample.data), "trigger"))
    found = [PickerGroup(name, 0, [_with_example(one, values, sample) for one in rows]) for name, rows in offers.groups]
    more = _whole_answer(sample)
    if more:
        found.append(PickerGroup(WHOLE, 0, more))
    for order, step in enumerate(definition.every_step(), start=1):
        rows = list(step_offers(step))
        if rows:
            found.append(PickerGroup(f"{order}. {title(step)}", order, rows))
    return found


def _with_example(offer: Offer, values: Mapping[str, Any], sample: Sample) -> Offer:
    if offer.private and not sample.shows_patient:
        return replace(offer, example=HIDDEN)
    return replace(offer, example=short(values.get(offer.path)))


def _whole_answer(sample: Sample) -> list[Offer]:
    payload = (sample.data.get("appointment") or {}).get("payload") or {}
    rows = list(flat(payload, "trigger.appointment.payload"))[:MOST_PATHS] if payload else []
    return [
        Offer(
            path=path,
            label=path.removeprefix("trigger.appointment.payload."),
            type=type_of(value),
            group=WHOLE,
            private=True,
            example=short(value) if sample.shows_patient else HIDDEN,
        )
        for path, value in rows
    ]
