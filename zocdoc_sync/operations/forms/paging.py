"""Fields that many listings share."""

from zocdoc_sync.operations.fields.words import OneOf, Whole

CARE_CATEGORIES = [(word, word.capitalize()) for word in ("health", "dental", "vision")]


def page_field(most: int | None = None) -> Whole:
    """Return a field for a page counted from 0."""
    return Whole(0, most)


def size_field(most: int | None = None) -> Whole:
    """Return a field for the number of rows of a page."""
    return Whole(1, most)


def care_categories() -> OneOf:
    """Return a field for Zocdoc's care categories."""
    return OneOf(CARE_CATEGORIES, required=False)
