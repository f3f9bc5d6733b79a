"""Steps that write on the appointment in this console: a note or a tag, nothing at Zocdoc."""

import re
from datetime import datetime
from typing import Any

from workflows_app.models import Remark
from workflows_app.steps.results import Done, Failed, Result
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.values.language import has_template
from zocdoc_sync.models import Appointment

TAG = re.compile(r"[a-z0-9][a-z0-9 _-]{0,39}")
LONGEST_NOTE = 4000
TAG_WORDS = "A tag is one or a few small words, at most 40 letters, digits, spaces and dashes."


def _note(given: Given, performing: Performing) -> Result:
    text = str(given.get("text") or "").strip()
    if len(text) > LONGEST_NOTE:
        return Failed("too_long", f"A note may have {LONGEST_NOTE} characters.")
    return _kept(performing, "note", {"text": text}, {"text": text})


def _tag(given: Given, performing: Performing) -> Result:
    tag = str(given.get("tag") or "").strip().lower()
    if not TAG.fullmatch(tag):
        return Failed("wrong_tag", TAG_WORDS)
    return _kept(performing, "tag", {"tag": tag}, {"tag": tag})


def _kept(performing: Performing, what: str, values: dict[str, Any], output: dict[str, Any]) -> Result:
    appointment = performing.appointment
    if appointment is None:
        return Failed("no_appointment", f"There is no appointment to write the {what} on.")
    if performing.rehearsing:
        return Done(output=output, sentence=f"The {what} would be written on the appointment.")
    remark = Remark(
        connection_id=appointment.connection_id,
        appointment=appointment,
        key=performing.key,
        by=performing.actor.label,
        at=performing.now,
        **values,
    )
    # Found under its key when it was written before: once, however often it is performed.
    Remark.objects.bulk_create([remark], ignore_conflicts=True)
    return Done(output=output, sentence=f"The {what} was written on the appointment.")


def tag_by_hand(appointment: Appointment, tag: str, *, by: str, now: datetime) -> str:
    """Add a tag that a person gives, once, and return it as it is kept; raise ValueError with a sentence."""
    kept = tag.strip().lower()
    if not TAG.fullmatch(kept):
        raise ValueError(TAG_WORDS)
    if not Remark.objects.filter(appointment=appointment, tag=kept).exists():
        key = f"hand:{appointment.pk}:{kept}"
        row = Remark(
            connection_id=appointment.connection_id, appointment=appointment, tag=kept, key=key, by=by[:150], at=now
        )
        Remark.objects.bulk_create([row], ignore_conflicts=True)
    return kept


def untag(appointment: Appointment, tag: str) -> bool:
    """Take a tag off an appointment, whoever added it; False when it has none such."""
    return bool(Remark.objects.filter(appointment=appointment, tag=tag).exclude(tag="").delete()[0])


def _check_text(config: Given) -> list[Problem]:
    return [] if str(config.get("text") or "").strip() else [Problem("text", "Write the note.")]


def _check_tag(config: Given) -> list[Problem]:
    tag = str(config.get("tag") or "").strip().lower()
    return [] if has_template(tag) or TAG.fullmatch(tag) else [Problem("tag", TAG_WORDS)]


KINDS = (
    StepKind(
        code="note",
        label="Write a note",
        group="On the appointment",
        icon="sticky_note_2",
        summary="Writes a note on the appointment, for the staff only.",
        fields=(Field(name="text", label="Note", widget="long", required=True, longest=LONGEST_NOTE),),
        run=_note,
        check=_check_text,
        sample=lambda config: {"text": str(config.get("text") or "")},
    ),
    StepKind(
        code="tag",
        label="Add a tag",
        group="On the appointment",
        icon="label",
        summary="Adds a tag to the appointment, for the staff and for other workflows.",
        fields=(Field(name="tag", label="Tag", required=True, longest=40),),
        run=_tag,
        check=_check_tag,
        sample=lambda config: {"tag": str(config.get("tag") or "")},
    ),
)
