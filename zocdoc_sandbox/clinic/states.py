"""The life of an appointment: which action is allowed in which state, and how the practice settles what waits."""

ALLOWED_FROM: dict[str, frozenset[str]] = {
    "confirm": frozenset({"pending_booking"}),
    "cancel": frozenset(
        {"pending_booking", "booking_failed", "confirmed", "pending_reschedule", "reschedule_failed", "rescheduled"}
    ),
    "reschedule": frozenset({"pending_booking", "confirmed", "pending_reschedule", "rescheduled"}),
    # Zocdoc names no states for these two: a patient can only arrive for, or miss, an appointment that stands.
    "arrived": frozenset({"pending_booking", "confirmed", "pending_reschedule", "rescheduled", "reschedule_failed"}),
    "no_show": frozenset({"pending_booking", "confirmed", "pending_reschedule", "rescheduled", "reschedule_failed"}),
}
FAILED = frozenset({"booking_failed", "reschedule_failed"})
HOLDS_ITS_SLOT = frozenset({"pending_booking", "confirmed", "pending_reschedule", "rescheduled", "reschedule_failed"})
STATUSES = (
    "pending_booking", "confirmed", "booking_failed", "cancelled", "no_show", "pending_reschedule", "rescheduled",
    "reschedule_failed",
)  # fmt: skip

AFTER_RESCHEDULE = {"auto": "rescheduled", "manual": "pending_reschedule", "pending_evaluation": "pending_reschedule"}
AFTER_BOOKING = {"auto": "confirmed", "manual": "pending_booking", "pending_evaluation": "pending_booking"}


def allows(action: str, status: str) -> bool:
    """Say whether an appointment in `status` accepts `action`."""
    return status in ALLOWED_FROM[action]
