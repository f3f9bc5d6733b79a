"""How reading goes: one line a connection, with what runs now, what is wrong and the button that mends it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse

from zocdoc_sync.admin.connections.polls import freshness, rhythm
from zocdoc_sync.admin.times import clock_time, span
from zocdoc_sync.admin.tokens import issue
from zocdoc_sync.connections.environments import addresses
from zocdoc_sync.coordination.budget import READS_PER_MINUTE, WRITES_PER_MINUTE, budget_key
from zocdoc_sync.coordination.usage import Usage, usage_of
from zocdoc_sync.enums import SyncState, SyncWhat
from zocdoc_sync.jobs.beats import TICKER, last_beat
from zocdoc_sync.models import Connection, PublishDayState, PublishRun, PublishState, SyncRun

RUNNING_SHOWN = 12
WORKER_SILENT_SECONDS = 60
SEES = "zocdoc_sync.view_appointment"
MENDS = "zocdoc_sync.change_connection"
UNHANDLED = (PublishDayState.PENDING, PublishDayState.WAITING)


@dataclass(frozen=True)
class Going:
    """Something that runs now: `done` of `total` where the total is known, and where its page is."""

    says: str
    link: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Strip:
    """A connection's line; `check_token` is set where the person may have it read now."""

    row: Connection
    rhythm: str
    freshness: str
    usage: str
    percent: int
    trouble: str
    mend: tuple[str, str] | None
    check_token: str
    going: list[Going]


def strips(request: HttpRequest, connections: list[Connection], now: datetime) -> list[Strip]:
    """Return the line of each connection."""
    keys = {one.pk: budget_key(addresses(one).api_url, one.client_id) for one in connections}
    usages = usage_of(set(keys.values()), now) if keys else {}
    going = [*_syncs(request, connections, now), *_publishing(request, connections)]
    troubles = _troubles(request, connections, now)
    return [
        _strip(
            request, one, now, usages[keys[one.pk]], [it for pk, it in going if pk == one.pk], trouble=troubles[one.pk]
        )
        for one in connections
    ]


def check_purpose(connection: Connection) -> str:
    """Return what the token of “Check now” is made for."""
    return f"home:check:{connection.pk}"


def _strip(
    request: HttpRequest, row: Connection, now: datetime, usage: Usage, going: list[Going], *, trouble: str
) -> Strip:
    state = freshness(row, now)
    mends = request.user.has_perm(MENDS)
    may_ask = state in ("fresh", "new", "late") and request.user.has_perm(SEES)
    return Strip(
        row=row,
        rhythm=rhythm(row, now),
        freshness=state,
        usage=_used(usage),
        percent=min(usage.percent, 100),
        trouble=trouble,
        mend=_mend(row, state) if mends else None,
        check_token=issue(request, check_purpose(row)) if may_ask else "",
        going=going,
    )


def _used(usage: Usage) -> str:
    slowed = " · slowed down, because Zocdoc asked for it" if usage.is_slowed else ""
    reads, writes = f"{usage.reads} of {READS_PER_MINUTE:,}", f"{usage.writes} of {WRITES_PER_MINUTE:,}"
    return f"this minute {reads} reads, {writes} writes{slowed}"


def _troubles(request: HttpRequest, connections: list[Connection], now: datetime) -> dict[int, str]:
    """Return what is wrong with reading each connection, "" where nothing is."""
    mends, silent = request.user.has_perm(MENDS), _worker_is_silent(connections, now)
    states = {one.pk: freshness(one, now) for one in connections}
    faults = _last_faults([pk for pk, state in states.items() if state in ("new", "late")])
    return {
        one.pk: _trouble(one, states[one.pk], faults.get(one.pk) or "", silent=silent, mends=mends)
        for one in connections
    }


def _last_faults(connections: list[int]) -> dict[int, str | None]:
    """Return why the latest poll of each of these connections failed; no query when there is none to ask about."""
    if not connections:
        return {}
    ended = SyncRun.objects.filter(connection=OuterRef("pk"), what=SyncWhat.APPOINTMENTS).exclude(
        state=SyncState.RUNNING
    )
    newest = Subquery(ended.order_by("-started_at", "-pk").values("error_sentence")[:1])
    rows = Connection.objects.filter(pk__in=connections).annotate(fault=newest)
    return dict(rows.values_list("pk", "fault"))


def _trouble(row: Connection, state: str, fault: str, *, silent: bool, mends: bool) -> str:
    """Return what is wrong with reading in one or two sentences, "" when nothing is."""
    if state == "cut":
        return row.state_sentence if mends else f"{row.state_sentence} Ask an administrator to reconnect it."
    if state == "off":
        return "Nothing is read and nothing is sent." + ("" if mends else " Ask an administrator to switch it on.")
    if state == "fresh":
        return ""
    if silent:
        return "The worker gives no sign of life, so nothing is read: start it again."
    said = f"No reading has gone well since {clock_time(row.last_good_poll_at)}."
    if state == "new":
        again = "It could not be read yet, and is tried again by itself."
        said = again if fault else "It has not been read yet: the first reading begins by itself."
    return f"{said} {fault}".strip()


def _mend(row: Connection, state: str) -> tuple[str, str] | None:
    words = {"cut": "Reconnect", "off": "Switch on", "new": "Check connection"}.get(state)
    return (words, reverse("admin:zocdoc_sync_connection_change", args=(row.pk,))) if words else None


def _worker_is_silent(connections: Iterable[Connection], now: datetime) -> bool:
    """Tell whether the worker has stopped; it is asked about only where something is not read."""
    if all(freshness(one, now) in ("fresh", "off", "cut") for one in connections):
        return False
    last = last_beat(TICKER)
    return last is None or (now - last).total_seconds() > WORKER_SILENT_SECONDS


def _syncs(request: HttpRequest, connections: list[Connection], now: datetime) -> list[tuple[int, Going]]:
    """Return the syncs that run now, for those who may see syncs."""
    if not request.user.has_perm("zocdoc_sync.view_syncrun"):
        return []
    rows = SyncRun.objects.filter(connection__in=connections, state=SyncState.RUNNING)
    return [
        (
            row.connection_id,
            Going(
                f"Reading {row.get_what_display().lower()}: {row.rows_seen} rows so far, "
                f"for {span(now - row.started_at)}",
                reverse("admin:zocdoc_sync_syncrun_change", args=(row.pk,)),
            ),
        )
        for row in rows.order_by("-started_at", "-pk")[:RUNNING_SHOWN]
    ]


def _publishing(request: HttpRequest, connections: list[Connection]) -> list[tuple[int, Going]]:
    """Return the publishing runs that compare or send now, with how many of their days are handled."""
    if not request.user.has_perm("zocdoc_sync.view_publishrun"):
        return []
    live = (PublishState.COMPARING, PublishState.PUBLISHING)
    rows = PublishRun.objects.filter(connection__in=connections, state__in=live).annotate(
        total=Count("days"), left=Count("days", filter=Q(days__state__in=UNHANDLED))
    )
    return [
        (
            row.connection_id,
            Going(
                f"{row.get_state_display()}: {row.total - row.left} of {row.total} days",
                reverse("admin:zocdoc_sync_publishrun_change", args=(row.pk,)),
                row.total - row.left,
                row.total,
            ),
        )
        for row in rows.order_by("-started_at", "-pk")[:RUNNING_SHOWN]
    ]
