"""Tags: what one may look like."""

import re
from typing import Any

TAG = re.compile(r"[a-z0-9][a-z0-9 _-]{0,39}")
TAG_WORDS = "A tag is one or a few small words, at most 40 letters, digits, spaces and dashes."


def plain_tag(typed: Any) -> str:
    """Return a typed tag as it is kept: small, without spaces around it."""
    return str(typed or "").strip().lower()


def is_tag(tag: str) -> bool:
    """Tell whether a plain tag may be kept."""
    return TAG.fullmatch(tag) is not None


def tags_in(typed: Any) -> list[str]:
    """Return the plain tags of a text with commas, each once."""
    return list(dict.fromkeys(tag for tag in map(plain_tag, str(typed or "").split(",")) if tag))
