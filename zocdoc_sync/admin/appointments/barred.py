"""Why the rest of the buttons cannot be pressed: one sentence for all of them."""

from collections.abc import Iterable

from zocdoc_sync.admin.appointments.buttons import BUTTONS, Button
from zocdoc_sync.models import Appointment


def why_not_these(barred: Iterable[tuple[Button, str]], appointment: Appointment) -> str:
    """Return one sentence that names each barred button with its reason, those of one reason together; "" for none."""
    together: dict[str, list[str]] = {}
    for pressed, why in barred:
        together.setdefault(_short(pressed, why, appointment), []).append(pressed.verb)
    if len(together) == 1 and sum(len(verbs) for verbs in together.values()) == len(BUTTONS):
        return f"Nothing can be done with it now: {next(iter(together))}."
    said = "; ".join(f"{_listed(verbs)} ({reason})" for reason, verbs in together.items())
    return f"Not now: {said}." if said else ""


def _short(pressed: Button, why: str, appointment: Appointment) -> str:
    allowed = pressed.spec.allowed_statuses
    if appointment.gone_at is None and allowed is not None and appointment.status not in allowed and _is_state(why):
        return f"it is {appointment.status_label.lower()}"
    reason = why.partition(":")[0].rstrip(".").replace(f"“{pressed.spec.label}”", "it")
    return reason[:1].lower() + reason[1:] if not reason.startswith("Zocdoc") else reason


def _is_state(why: str) -> bool:
    return why.startswith("The appointment is ")


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
