"""For which visits a provider's free times are asked: without one, Zocdoc tells none."""

from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Count

from zocdoc_sync.drift.judging import Visit
from zocdoc_sync.models import Appointment, Provider
from zocdoc_sync.operations.forms.booking import PATIENT_TYPES
from zocdoc_sync.timeslots.slot import Slot

USUAL, FURTHER = 3, 3
EVERYBODY = tuple(word for word, _ in PATIENT_TYPES)


def usual_reasons(provider: Provider) -> list[str]:
    """Return the reasons to ask for: the provider's own first one, as Zocdoc tells it, and those most often booked."""
    told = (provider.payload or {}).get("default_visit_reason_id")
    rows = Appointment.objects.filter(provider=provider, visit_reason__isnull=False).order_by()
    used = (
        rows.values("visit_reason__zocdoc_id")
        .annotate(number=Count("pk"))
        .order_by("-number", "visit_reason__zocdoc_id")
    )
    ids = [told] if isinstance(told, str) and told else []
    return list(dict.fromkeys([*ids, *(row["visit_reason__zocdoc_id"] for row in used[:USUAL])]))[:USUAL]


def further_reasons(slots: Iterable[Slot], known: Collection[str]) -> list[str]:
    """Return the reasons that most of these slots ask for by name, so that slots for rare visits are judged too."""
    named = Counter(
        reason for slot in slots for reason in slot.allowed if reason not in slot.excluded and reason not in known
    )
    return [reason for reason, _ in sorted(named.items(), key=lambda pair: (-pair[1], pair[0]))[:FURTHER]]


def visits_of(reason_ids: Iterable[str]) -> list[Visit]:
    """Return these reasons for new and for existing patients."""
    return [Visit(reason, patient) for reason in reason_ids for patient in EVERYBODY]
