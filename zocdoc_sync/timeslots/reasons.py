"""Which visit reasons a timeslot takes: excluding is stronger than allowing, and empty lists restrict nothing."""

from collections.abc import Mapping

from zocdoc_sync.timeslots.slot import Slot


def takes(slot: Slot, reason_id: str) -> bool:
    """Tell whether a visit reason can be booked into a slot."""
    return reason_id not in slot.excluded and (not slot.allowed or reason_id in slot.allowed)


def in_words(slot: Slot, names: Mapping[str, str] | None = None) -> str:
    """Return what a slot takes, such as "only Annual physical"; `names` gives the names of visit reasons by id."""
    known = names or {}

    def listed(ids: tuple[str, ...]) -> str:
        return ", ".join(known.get(one, one) for one in ids)

    left = tuple(one for one in slot.allowed if one not in slot.excluded)
    if slot.allowed:
        return f"only {listed(left)}" if left else "nothing: unbookable"
    return f"all except {listed(slot.excluded)}" if slot.excluded else "all visit reasons"
