"""Sentences for people who do not know Zocdoc's names: fields and operations as the console's pages call them."""

import re

from django.forms.utils import pretty_name

from zocdoc_sync.errors import ServerFault, UnreadableAnswer, ZocdocError
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.outcomes import NO_ANSWER, SENTENCES, State, state_after

STRANGE_NAME = re.compile(r"(?<![\w.])[a-z]\w*(?:[._]\w+)+(?=: )")
AFTERWARDS = {State.REFUSED: "Nothing was changed.", State.NOT_SENT: SENTENCES[State.NOT_SENT]}


def in_words(code: str, sentence: str) -> str:
    """Return a sentence about an operation with Zocdoc's names of it and of its fields replaced by the reader's.

    A name that no form knows, where a fault begins, is read as words: Zocdoc may check more than it has told of.
    """
    known = _pattern(code).sub(lambda found: _names(code)[found.group()], sentence)
    return STRANGE_NAME.sub(lambda found: pretty_name(found.group().rpartition(".")[2]), known)


def sentence_after(code: str, error: ZocdocError) -> str:
    """Return what an error of a write means for the reader: why, and whether something may have changed at Zocdoc."""
    state, why = state_after(error), in_words(code, error.sentence)
    if state != State.UNKNOWN:
        return f"{why} {AFTERWARDS[state]}"
    # Zocdoc answered, and yet what it did is not known.
    answered = isinstance(error, ServerFault | UnreadableAnswer)
    return SENTENCES[state].replace(NO_ANSWER, why.partition(";")[0].rstrip(".")) if answered else SENTENCES[state]


def _names(code: str) -> dict[str, str]:
    fields = CATALOGUE[code].form.all_fields()
    named = {name: str(field.label or pretty_name(name.rpartition(".")[2])) for name, field in fields.items()}
    return {**named, code: f"“{CATALOGUE[code].label}”"}


def _pattern(code: str) -> re.Pattern[str]:
    longest_first = sorted(_names(code), key=len, reverse=True)
    words = "|".join(re.escape(name) for name in longest_first if name == code or not name.isalpha())
    # A name of one plain word, such as "page" or "notes", is English too: it is replaced only where a fault begins.
    alone = "|".join(re.escape(name) for name in longest_first if name.isalpha() and name != code)
    parts = [rf"(?<![\w.])(?:{words})(?![\w.]*\w)"] if words else []
    parts += [rf"(?<![\w.])(?:{alone})(?=: )"] if alone else []
    return re.compile("|".join(parts))
