"""Input of any operation, from a page, a command or a step, brought through the operation's form."""

import difflib
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.files import File

from zocdoc_sync.errors import InvalidRequest
from zocdoc_sync.models import Connection
from zocdoc_sync.operations.bodies import flatten, prefixes_of
from zocdoc_sync.operations.errors import InputRefused, WouldEmpty
from zocdoc_sync.operations.fields.words import Text
from zocdoc_sync.operations.forms.base import OperationForm
from zocdoc_sync.operations.requests import assemble
from zocdoc_sync.operations.spec import OperationSpec

# A dotted name that leads into the JSON body.
PATH = re.compile(r"data(\.[A-Za-z][A-Za-z0-9_]{0,60}){1,8}")
TEXT_MAX = 500


def accept(
    spec: OperationSpec,
    fields: Mapping[str, Any],
    body: Any = None,
    *,
    now: datetime,
    allow_empty: bool = False,
    also: Collection[str] = (),
) -> dict[str, Any]:
    """Return the cleaned input of an operation; raise InputRefused with a sentence for each fault.

    `body` is the JSON body whole and goes through the same form as `fields`. What would be emptied needs `allow_empty`.
    `also` names paths that Zocdoc asks for and the form does not know: each is a plain text that must be given.
    """
    given = _merged(spec, fields, body)
    more = [name for name in also if fits(spec.form, name)]
    _refuse_strangers(spec.form, {name: value for name, value in given.items() if name not in more})
    _refuse_wrong_shapes(spec.form, given)
    files = {name: value for name, value in given.items() if isinstance(value, File)}
    form = spec.form({name: value for name, value in given.items() if name not in files}, files, now=now)
    form.fields.update({name: required_text() for name in more})
    if not form.is_valid():
        raise _refusal({name: [str(fault) for fault in faults] for name, faults in form.errors.items()})
    emptied = spec.empties(form.cleaned_data)
    if emptied and not allow_empty:
        raise WouldEmpty(f"This would delete {emptied}. If that is meant, say so: it must be allowed explicitly.")
    cleaned = {
        name: value
        for name, value in form.cleaned_data.items()
        if value not in (None, "", []) or name in form.keeps_empty
    }
    _refuse_unsendable(spec, cleaned)
    return cleaned


def _refuse_unsendable(spec: OperationSpec, cleaned: Mapping[str, Any]) -> None:
    """Refuse what cannot be written into an address, such as control characters."""
    try:
        assemble(spec, cleaned)
    except InvalidRequest as fault:
        raise _refusal({name: ["It holds characters that cannot be sent."] for name, _ in fault.fields}) from None


def fits(form: type[OperationForm], path: str) -> bool:
    """Tell whether a path that the form does not know can stand beside its fields: no value lies inside another."""
    known = form.all_fields()
    inside = any(path.startswith(f"{name}.") or name.startswith(f"{path}.") for name in known)
    return bool(PATH.fullmatch(path)) and path not in known and not inside


def required_text() -> Text:
    """Return the field of a path that the form does not know."""
    return Text(max_length=TEXT_MAX)


def refuse_misplaced(spec: OperationSpec, connection: Connection, cleaned: Mapping[str, Any]) -> None:
    """Raise InputRefused for what does not belong together as far as the mirror knows."""
    why = spec.misplaced(connection, cleaned)
    if why:
        raise InputRefused(why)


def _merged(spec: OperationSpec, fields: Mapping[str, Any], body: Any) -> dict[str, Any]:
    if body is None:
        return dict(fields)
    if spec.form.multipart:
        raise InputRefused(f"{spec.code} takes a file and no JSON body: give its fields one by one.")
    if not isinstance(body, Mapping):
        raise InputRefused("The body must be a JSON object.")
    flat = flatten(body, prefixes_of(spec.form.all_fields()))
    twice = sorted(set(flat) & set(fields))
    if twice:
        raise InputRefused(f"Given twice, in the body and as a field: {', '.join(twice)}.")
    return {**flat, **fields}


def _refuse_strangers(form: type[OperationForm], given: Mapping[str, Any]) -> None:
    known = form.all_fields()
    strange = [name for name in given if name not in known]
    if not strange:
        return
    near = [found for name in strange for found in _near(name, list(known))]
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Its fields: {', '.join(known) or 'none'}."
    sentence = f"There is no field {', '.join(name[:80] for name in strange)}. {hint}"
    raise InputRefused(sentence, {name: ["There is no such field."] for name in strange})


def _near(name: str, known: list[str]) -> list[str]:
    # "first_name" is what a person writes for "data.patient.first_name".
    by_end = [one for one in known if one.endswith(f".{name}")]
    return by_end or difflib.get_close_matches(name, known, n=1, cutoff=0.7)


def _refuse_wrong_shapes(form: type[OperationForm], given: Mapping[str, Any]) -> None:
    known = form.all_fields()
    wrong = {
        name: ["This must be a single value."]
        for name, value in given.items()
        if isinstance(value, Mapping | list | tuple) and not getattr(known.get(name), "takes_lists", False)
    }
    if wrong:
        raise _refusal(wrong)


def _refusal(faults: Mapping[str, list[str]]) -> InputRefused:
    by_name = {"" if name == "__all__" else name: sentences for name, sentences in faults.items()}
    parts = [f"{name}: {' '.join(said)}" if name else " ".join(said) for name, said in by_name.items()]
    return InputRefused(" ".join(parts), by_name)
