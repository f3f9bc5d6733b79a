"""Sentences for people who do not know Zocdoc's names: fields and operations as the console's pages call them."""

import re

from django.forms.utils import pretty_name

from zocdoc_sync.operations.catalogue import CATALOGUE


def in_words(code: str, sentence: str) -> str:
    """Return a sentence about an operation with Zocdoc's names of it and of its fields replaced by the reader's."""
    return _pattern(code).sub(lambda found: _names(code)[found.group()], sentence)


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
