"""Steps that write on the appointment in this console: a note or a tag, nothing at Zocdoc."""

from datetime import datetime
from typing import Any

from workflows_app.models import Remark
from workflows_app.steps.results import Done, Failed, Result
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.values.language import has_template
from workflows_app.values.tags import TAG_WORDS, is_tag, plain_tag
from zocdoc_sync.models import Appointment

LONGEST_NOTE = 4000
TOO_LONG = f"A note may have {LONGEST_NOTE} characters."


def _note(given: Given, performing: Performing) -> Result:
    text = str(given.get("text") or "").strip()
    if len(text) > LONGEST_NOTE:
        return Failed("too_long", TOO_LONG)
    return _kept(performing, "note", {"text": text}, {"text": text})


def _tag(given: Given, performing: Performing) -> Result:
    tag = plain_tag(given.get("tag"))
    if not is_tag(tag):
        return Failed("wrong_tag", TAG_WORDS)
    return _kept(performing, "tag", {"tag": tag}, {"tag": tag})


def _kept(performing: Performing, what: str, values: dict[str, Any], output: dict[str, Any]) -> Result:
    appointment = performing.appointment
    if appointment is None:
        return Failed("no_appointment", f"There is no appointment to write the {what} on.")
    if performing.rehearsing:
        return Done(output=output, sentence=f"The {what} would be written on the appointment.")
    remark = _remark(appointment, key=performing.key, by=performing.actor.label, now=performing.now, **values)
    return Done(output=output, sentence=f"The {what} was written on the appointment.", remarks=(remark,))


def write_remark(appointment: Appointment, *, key: str, by: str, now: datetime, tag: str = "", text: str = "") -> None:
    """Write a tag or a note on an appointment, once for a `key`, however often it is performed."""
    remark = _remark(appointment, key=key, by=by, now=now, tag=tag, text=text)
    Remark.objects.bulk_create([remark], ignore_conflicts=True)


def _remark(appointment: Appointment, *, key: str, by: str, now: datetime, tag: str = "", text: str = "") -> Remark:
    return Remark(
        connection_id=appointment.connection_id,
        appointment=appointment,
        key=key,
        by=by[:150],
        at=now,
        tag=tag,
        text=text or None,
    )


def tag_by_hand(appointment: Appointment, tag: str, *, by: str, now: datetime) -> str:
    """Add a tag that a person gives, once, and return it as it is kept; raise ValueError with a sentence."""
    kept = plain_tag(tag)
    if not is_tag(kept):
        raise ValueError(TAG_WORDS)
    if not Remark.objects.filter(appointment=appointment, tag=kept).exists():
        write_remark(appointment, key=f"hand:{appointment.pk}:{kept}", by=by, now=now, tag=kept)
    return kept


def untag(appointment: Appointment, tag: str) -> bool:
    """Take a tag off an appointment, whoever added it; False when it has none such."""
    return bool(Remark.objects.filter(appointment=appointment, tag=tag).exclude(tag="").delete()[0])


def note_by_hand(appointment: Appointment, typed: str, *, key: str, by: str, now: datetime) -> None:
    """Write a note of a person, once for a `key`; raise ValueError with a sentence."""
    text = typed.strip()
    if not text:
        raise ValueError("Write the note first.")
    if len(text) > LONGEST_NOTE:
        raise ValueError(TOO_LONG)
    write_remark(appointment, key=key, by=by, now=now, text=text)


def _check_text(config: Given) -> list[Problem]:
    return [] if str(config.get("text") or "").strip() else [Problem("text", "Write the note.")]


def _check_tag(config: Given) -> list[Problem]:
    tag = plain_tag(config.get("tag"))
    return [] if has_template(tag) or is_tag(tag) else [Problem("tag", TAG_WORDS)]


KINDS = (
    StepKind(
        code="note",
        label="Write a note",
        group="On the appointment",
        icon="sticky_note_2",
        summary="Writes a note on the appointment, for the staff only.",
        fields=(Field(name="text", label="Note", widget="long", required=True, longest=LONGEST_NOTE),),
        run=_note,
        stays_here=True,
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
        stays_here=True,
        check=_check_tag,
        sample=lambda config: {"tag": str(config.get("tag") or "")},
    ),
)
