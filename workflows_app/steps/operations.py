"""Steps that perform one of Zocdoc's operations: one kind for each entry of the catalogue."""

from collections.abc import Mapping
from typing import Any

from django import forms

from workflows_app.steps.results import Asks, Done, Failed, Result, Settling, Skipped, TryAgain
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.values.language import has_template
from workflows_app.values.moments import plain
from zocdoc_sync.enums import OperationState
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.errors import Busy, OperationError, WrongState
from zocdoc_sync.operations.fields.lists import ListOf
from zocdoc_sync.operations.outcomes import Outcome
from zocdoc_sync.operations.performing import perform
from zocdoc_sync.operations.spec import OperationSpec
from zocdoc_sync.operations.wording import in_words

PREFIX = "zocdoc."
# The field whose text must be typed before a step may empty something whole.
MAY_EMPTY = "may_empty"
A = "trigger.appointment"
DEFAULTS = {
    "appointment_id": f"{{{{ {A}.id }}}}",
    "provider_id": f"{{{{ {A}.provider.id }}}}",
    "provider_location_id": f"{{{{ {A}.provider_location.id }}}}",
    "provider_location_ids": f"{{{{ {A}.provider_location.id }}}}",
    "visit_reason_id": f"{{{{ {A}.visit_reason.id }}}}",
    "patient_type": f"{{{{ {A}.patient_type }}}}",
    "practice_id": f"{{{{ {A}.practice.id }}}}",
}
GROUPS = {"appointments": "Appointments", "timeslots": "Timeslots", "insurance": "Insurance", "account": "Account"}
# What an answer has that later steps mostly read; a real one has more.
SAMPLES: dict[str, dict[str, Any]] = {
    "getAppointment": {"appointment_id": "", "appointment_status": "confirmed", "start_time": "", "visit_type": ""},
    "getAppointmentParticipants": {"patient": {"first_name": "", "last_name": "", "insurance": {}}},
    "getProviderLocationInsuranceMappings": {"insurance_plan_mappings": [{"insurance_plan_id": ""}]},
    "createAppointment": {"appointment_id": "", "appointment_status": "pending_booking"},
    "getInsurancePlan": {"id": "", "name": "", "carrier": {"id": "", "name": ""}, "status": "active"},
}


def kind_of(spec: OperationSpec) -> StepKind:
    """Return the kind of step that performs an operation."""

    def run(given: Given, performing: Performing) -> Result:
        return _performed(spec, given, performing)

    def check(config: Given) -> list[Problem]:
        return [problem for field in fields for problem in _problems(field, config.get(field.name))]

    fields = _fields(spec)
    return StepKind(
        code=f"{PREFIX}{spec.code}",
        label=spec.label,
        group=GROUPS.get(spec.area, "Directory"),
        icon=spec.icon,
        summary=f"{spec.verb} at Zocdoc." if spec.writes else f"{spec.verb}: asks Zocdoc and changes nothing.",
        fields=fields,
        run=run,
        check=check,
        sample=lambda _config: SAMPLES.get(spec.code, {"status": 200}),
        writes=spec.writes,
        permission=spec.permission,
    )


def _performed(spec: OperationSpec, given: Given, performing: Performing) -> Result:
    fields = {name: plain(value) for name, value in given.items() if value not in (None, "") and name != MAY_EMPTY}
    try:
        outcome = perform(
            spec.code,
            performing.connection,
            fields,
            actor=performing.actor,
            now=performing.now,
            key=performing.key if spec.writes else None,
            allow_empty=_may_empty(given),
            dry_run=performing.rehearsing and spec.writes,
        )
    except Busy as busy:
        return TryAgain(busy.code, busy.sentence, soon=True)
    except WrongState as wrong:
        return Skipped(wrong.sentence)
    except OperationError as refused:
        return Failed(refused.code, in_words(spec.code, refused.sentence))
    if performing.rehearsing and spec.writes:
        return Done(sentence=outcome.sentence, request=outcome.request, output=SAMPLES.get(spec.code, {}))
    return result_of(spec, outcome)


def result_of(spec: OperationSpec, outcome: Outcome) -> Result:
    """Return what an outcome means for a step: what provably did nothing may be tried again, and nothing else."""
    if outcome.ok:
        return Done(output=_output(outcome), operation=outcome.log, request_id=outcome.request_id, wrote=spec.writes)
    return UNDONE.get(outcome.state, _try_again)(outcome)


def _try_again(outcome: Outcome) -> Result:
    return TryAgain(outcome.error_code or "not_sent", outcome.sentence, outcome.log)


def _settling(outcome: Outcome) -> Result:
    return Settling(outcome.log) if outcome.log else _try_again(outcome)


def _refused(outcome: Outcome) -> Result:
    return Failed(outcome.error_code or "refused", outcome.sentence, outcome.log, outcome.request_id)


def _asks(outcome: Outcome) -> Result:
    return Asks(outcome.sentence, outcome.log)


UNDONE = {
    OperationState.REFUSED: _refused,
    OperationState.UNKNOWN: _settling,
    OperationState.SENDING: _settling,
    OperationState.PLANNED: _settling,
    OperationState.ASKS: _asks,
}


def _output(outcome: Outcome) -> dict[str, Any]:
    """Return an answer as later steps read it: its `data`, or the whole body where there is none."""
    answer = outcome.answer
    if answer is None:
        kept = outcome.log.answer if outcome.log else None
        body: Any = kept if isinstance(kept, Mapping) else {}
        data = body.get("data", body)
    else:
        data = answer.data if answer.data is not None else answer.body
    return dict(data) if isinstance(data, Mapping) else {"items": data if isinstance(data, list) else []}


def _may_empty(given: Given) -> bool:
    """Tell whether a step may delete a whole day or all mappings: its day or its place was typed out."""
    typed = str(given.get(MAY_EMPTY) or "").strip()
    return bool(typed) and typed in (str(given.get("date") or ""), str(given.get("provider_location_id") or ""))


def _fields(spec: OperationSpec) -> tuple[Field, ...]:
    fields = tuple(_field(name, field) for name, field in spec.form.all_fields().items())
    if spec.destroys and spec.changes_appointment is False:
        told = "Type the day, or the provider location's id, that this step may empty whole. Leave it out otherwise."
        return (*fields, Field(name=MAY_EMPTY, label="May empty", help=told))
    return fields


def _field(name: str, field: forms.Field) -> Field:
    choices = tuple((str(value), str(label)) for value, label in getattr(field, "choices", ()) if value)
    return Field(
        name=name,
        label=str(field.label or name.rsplit(".", 1)[-1].replace("_", " ").capitalize()),
        widget=_widget(field, bool(choices)),
        required=field.required,
        help=str(field.help_text or ""),
        choices=choices,
        default=DEFAULTS.get(name.rsplit(".", 1)[-1], ""),
        longest=getattr(field, "max_length", None),
    )


def _widget(field: forms.Field, has_choices: bool) -> str:  # noqa: FBT001 (the one other thing that decides)
    if isinstance(field, ListOf):
        return "list"
    if has_choices:
        return "choice"
    if isinstance(field, forms.IntegerField | forms.FloatField):
        return "number"
    return "long" if isinstance(field.widget, forms.Textarea) else "text"


def _problems(field: Field, value: Any) -> list[Problem]:
    if value in (None, "", []):
        return [Problem(field.name, f"{field.label} is needed.")] if field.required else []
    if not isinstance(value, str) or has_template(value):
        return []
    if field.choices and field.widget == "choice" and value not in dict(field.choices):
        return [Problem(field.name, f"{field.label}: choose one of {', '.join(dict(field.choices).values())}.")]
    if field.longest and len(value) > field.longest:
        return [Problem(field.name, f"{field.label} may have {field.longest} characters, this has {len(value)}.")]
    return []


KINDS = tuple(kind_of(spec) for spec in CATALOGUE.values() if not spec.form.multipart)
