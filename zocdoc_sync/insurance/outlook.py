"""What a place will take once everything that was asked is applied, and which requests are through."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from zocdoc_sync.models import ChangeState

ADD, REMOVE, REPLACE = "Add", "Remove", "Replace"
Plans = frozenset[str]


class Request(Protocol):
    """A change as far as this module looks at it."""

    way: str
    plan_ids: list[str]


WAYS: Mapping[str, Callable[[Plans, Plans], Plans]] = {
    ADD: lambda now, asked: now | asked,
    REMOVE: lambda now, asked: now - asked,
    REPLACE: lambda _now, asked: asked,
}


@dataclass(frozen=True)
class Reach:
    """What later requests decide: some plans, or all of them."""

    plans: Plans = frozenset()
    everything: bool = False


def desired(seen: Plans, requests: Iterable[Request]) -> Plans:
    """Return what a place takes after these requests, oldest first."""
    plans = seen
    for request in requests:
        plans = WAYS[request.way](plans, frozenset(request.plan_ids))
    return plans


def verdicts(seen: Plans, requests: Sequence[Request]) -> list[ChangeState]:
    """Return for each request, oldest first, whether Zocdoc shows it by now or a later one took its place."""
    later, found = Reach(), []
    for request in reversed(requests):
        found.append(_verdict(seen, request, later))
        asked = frozenset(request.plan_ids)
        later = Reach(later.plans | asked, everything=later.everything or request.way == REPLACE)
    return found[::-1]


def _verdict(seen: Plans, request: Request, later: Reach) -> ChangeState:
    asked = frozenset(request.plan_ids)
    ours = asked - later.plans
    if later.everything or (request.way != REPLACE and not ours):
        return ChangeState.REPLACED
    holds = {ADD: ours <= seen, REMOVE: not ours & seen, REPLACE: ours == seen - later.plans}
    return ChangeState.APPLIED if holds[request.way] else ChangeState.ASKED
