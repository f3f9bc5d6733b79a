"""Why the insurance of a place was not read or not changed."""

from zocdoc_sync.operations.errors import OperationError


class PlaceNotRead(OperationError):
    """Zocdoc did not tell what the place takes."""

    code = "place_not_read"


class ManagedElsewhere(OperationError):
    """The practice or the provider manages the mappings, so they cannot be read or changed place by place."""

    code = "managed_elsewhere"


class NotOffered(OperationError):
    """A plan is not one of those that Zocdoc offers for the place."""

    code = "not_offered"


class ChangedMeanwhile(OperationError):
    """What Zocdoc shows is not what the person was shown when they decided."""

    code = "changed_meanwhile"


class WouldTakeNone(OperationError):
    """The place would take no plan at all; `typed` is the text that must be typed to mean it."""

    code = "would_take_none"

    def __init__(self, count: int) -> None:
        self.typed = str(count)
        super().__init__(
            f"This takes away all {count} accepted plans: the place would take no insurance at all. "
            f"Type {count} to do it."
        )


class NothingToChange(OperationError):
    """The place takes what is wished already, or it is being changed to it."""

    code = "nothing_to_change"
