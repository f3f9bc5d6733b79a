"""One performance that was asked for, with input that was accepted."""

from dataclasses import dataclass
from functools import cached_property

from zocdoc_sync.models import Connection
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.clock import Clock
from zocdoc_sync.operations.requests import Request, assemble
from zocdoc_sync.operations.spec import Cleaned, OperationSpec
from zocdoc_sync.operations.targets import name_of


@dataclass(frozen=True)
class Asked:
    """What is to be performed, for whom, and since when; `key` makes it happen once."""

    spec: OperationSpec
    connection: Connection
    cleaned: Cleaned
    actor: Actor
    clock: Clock
    key: str | None = None

    @cached_property
    def target(self) -> str:
        """Return what it acts on, as the ledger names it."""
        return name_of(self.spec, self.cleaned)

    @cached_property
    def request(self) -> Request:
        """Return the exact request."""
        return assemble(self.spec, self.cleaned)
