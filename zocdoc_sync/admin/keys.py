"""The keys of each page, in the one table that its help shows; the page's own elements carry them as `data-key`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Key:
    """A key, or keys that belong together, and what it does."""

    keys: tuple[str, ...]
    does: str


@dataclass(frozen=True)
class Keys:
    """Keys that are pressed in one place."""

    where: str
    keys: tuple[Key, ...]


MOVE = Keys(
    "Anywhere",
    (
        Key(("j", "k"), "next line, previous line"),
        Key(("/",), "the search at the top, which finds everything; a list's own search has no key"),
        Key(("?",), "this help"),
        Key(("Esc",), "close"),
    ),
)
HOME = (
    MOVE,
    Keys(
        "On a line",
        (
            Key(("Enter",), "open it"),
            Key(("c",), "confirm"),
            Key(("d",), "decline, with a reason"),
            Key(("a",), "arrived"),
            Key(("n",), "no-show"),
            Key(("u",), "undo an arrival"),
            Key(("x",), "tick it"),
        ),
    ),
    Keys(
        "On the page",
        (
            Key(("1", "2", "3", "4", "5"), "to confirm, today, waiting, needs a person, alerts"),
            Key(("C",), "confirm what is ticked"),
            Key(("f",), "narrow by connection, location, provider"),
            Key(("r",), "refresh"),
        ),
    ),
)
