"""The kinds of jobs: the table itself is settings.JOB_KINDS."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from zocdoc_sync.jobs.context import Handler
from zocdoc_sync.jobs.outcomes import GiveUp


@dataclass(frozen=True)
class JobKind:
    """Where a kind's handler is, how long one attempt may take (seconds), and what people call it."""

    handler: str
    label: str
    timeout_seconds: int = 60


class UnknownKind(GiveUp):
    """A job row of a kind that this version does not know."""

    def __init__(self, name: str) -> None:
        super().__init__("unknown_kind", f"This version knows no job of the kind {name}.")


def kind_named(name: str) -> JobKind:
    """Return a kind; raise UnknownKind when this version has none of that name."""
    try:
        kind: JobKind = settings.JOB_KINDS[name]
    except KeyError:
        raise UnknownKind(name) from None
    return kind


def handler_of(kind: JobKind) -> Handler:
    """Return the function that does jobs of this kind."""
    handler: Handler = import_string(kind.handler)
    return handler
