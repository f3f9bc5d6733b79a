"""Keep what Zocdoc tells of a place in the mirror, together with what was asked and is not through yet."""

from datetime import datetime

from django.db import transaction

from zocdoc_sync.alerts import close_alert
from zocdoc_sync.insurance.outlook import REPLACE, desired, verdicts
from zocdoc_sync.insurance.told import Told
from zocdoc_sync.models import (
    ChangeState,
    InsuranceChange,
    InsuranceMapping,
    InsurancePlan,
    MappingState,
    PlaceInsurance,
    ProviderLocation,
)

SEEN = (MappingState.ACTIVE, MappingState.BEING_REMOVED, MappingState.MANAGED_ELSEWHERE)
# One that Zocdoc did not apply for an hour may still be applied later.
WAITING = (ChangeState.ASKED, ChangeState.NOT_APPLIED)
ROWS_AT_ONCE = 500


def keep(place: ProviderLocation, told: Told, *, now: datetime) -> PlaceInsurance:
    """Write what Zocdoc told of a place and settle the requests that it shows; `now` is when it was asked (UTC)."""
    with transaction.atomic():
        row = _locked(place)
        if row.read_at is not None and row.read_at > now:
            return row
        _settle(place, told.accepted, now)
        row.read_at = row.tried_at = now
        row.managed_by = row.fault = ""
        row.offered = told.kept()
        _write(row, told.accepted, read_at=now)
    return row


def note_managed_elsewhere(place: ProviderLocation, words: str, *, now: datetime) -> PlaceInsurance:
    """Write that Zocdoc says the mappings of a place are managed elsewhere: what it takes is not told any more."""
    with transaction.atomic():
        row = _locked(place)
        row.read_at = row.tried_at = now
        row.managed_by, row.fault, row.changing_count = words, "", 0
        row.save()
        rows = InsuranceMapping.objects.filter(place=place)
        rows.filter(state=MappingState.BEING_ADDED).delete()
        rows.update(state=MappingState.MANAGED_ELSEWHERE, change=None)
    return row


def note_fault(place: ProviderLocation, sentence: str, *, now: datetime) -> PlaceInsurance:
    """Write that a place could not be read; what was known of it stays."""
    with transaction.atomic():
        row = _locked(place)
        row.tried_at, row.fault = now, sentence
        row.save(update_fields=["tried_at", "fault"])
    return row


def show_asked(place: ProviderLocation) -> None:
    """Write the rows of a place anew after a request was made or ended, from what Zocdoc showed last."""
    with transaction.atomic():
        row = _locked(place)
        if not row.managed_by:
            _write(row, seen_at(place))


def seen_at(place: ProviderLocation) -> frozenset[str]:
    """Return the plans that Zocdoc last showed as accepted."""
    rows = InsuranceMapping.objects.filter(place=place, state__in=SEEN)
    return frozenset(rows.values_list("zocdoc_id", flat=True))


def waiting(place: ProviderLocation, *states: ChangeState) -> list[InsuranceChange]:
    """Return the requests of a place in these states, oldest first."""
    return _waiting(place.pk, *states)


def fault_of(change: InsuranceChange) -> str:
    """Return the name under which the alert about a change that was not applied is open."""
    return f"insurance:{change.pk}"


def _locked(place: ProviderLocation) -> PlaceInsurance:
    PlaceInsurance.objects.get_or_create(place_id=place.pk, defaults={"connection_id": place.connection_id})
    found: PlaceInsurance = PlaceInsurance.objects.select_for_update().get(place_id=place.pk)
    return found


def _waiting(place_id: int, *states: ChangeState) -> list[InsuranceChange]:
    return list(InsuranceChange.objects.filter(place_id=place_id, state__in=states).order_by("asked_at", "pk"))


def _settle(place: ProviderLocation, seen: frozenset[str], now: datetime) -> None:
    changes = [one for one in waiting(place, *WAITING) if one.asked_at <= now]
    for change, verdict in zip(changes, verdicts(seen, changes), strict=True):
        if verdict != ChangeState.ASKED:
            InsuranceChange.objects.filter(pk=change.pk).update(state=verdict, settled_at=now, sentence="")
            close_alert(fault_of(change), now=now)


def _write(row: PlaceInsurance, seen: frozenset[str], *, read_at: datetime | None = None) -> None:
    """Write one row for each plan that is seen or asked for; `read_at` is given when Zocdoc was read just now."""
    changes = _waiting(row.pk, ChangeState.ASKED)
    wanted = desired(seen, changes)
    mine = InsuranceMapping.objects.filter(place_id=row.pk)
    last_seen = dict(mine.values_list("zocdoc_id", "seen_at"))
    plans = _plans(row, seen | wanted)
    rows = [
        InsuranceMapping(
            connection_id=row.connection_id,
            place_id=row.pk,
            zocdoc_id=zocdoc_id,
            plan_id=plans.get(zocdoc_id),
            state=_state(zocdoc_id, seen, wanted),
            change=_about(zocdoc_id, changes) if zocdoc_id in seen ^ wanted else None,
            seen_at=read_at if read_at and zocdoc_id in seen else last_seen.get(zocdoc_id),
        )
        for zocdoc_id in sorted(seen | wanted)
    ]
    mine.exclude(zocdoc_id__in=seen | wanted).delete()
    InsuranceMapping.objects.bulk_create(
        rows, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=["connection", "place", "zocdoc_id"],
        update_fields=["plan", "state", "change", "seen_at"],
    )  # fmt: skip
    row.accepted_count, row.changing_count = len(seen), len(seen ^ wanted)
    row.save()


def _plans(row: PlaceInsurance, zocdoc_ids: frozenset[str]) -> dict[str, int]:
    known = InsurancePlan.objects.filter(connection_id=row.connection_id, zocdoc_id__in=zocdoc_ids)
    return dict(known.values_list("zocdoc_id", "pk"))


def _state(zocdoc_id: str, seen: frozenset[str], wanted: frozenset[str]) -> MappingState:
    if zocdoc_id not in seen:
        return MappingState.BEING_ADDED
    return MappingState.ACTIVE if zocdoc_id in wanted else MappingState.BEING_REMOVED


def _about(zocdoc_id: str, changes: list[InsuranceChange]) -> InsuranceChange | None:
    """Return the latest request that decides about a plan; a replacement decides about all."""
    return next((one for one in changes[::-1] if one.way == REPLACE or zocdoc_id in one.plan_ids), None)
