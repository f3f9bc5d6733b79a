"""Read the insurance plans of a state, because somebody needs them: there are too many to read them all by habit."""

from datetime import datetime

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.connections.clients import client_for
from zocdoc_sync.enums import Operation, SyncReason, SyncWhat
from zocdoc_sync.models import Connection, InsurancePlan, SyncRun
from zocdoc_sync.models.insurance import marked
from zocdoc_sync.sync.clock import Clock
from zocdoc_sync.sync.holding import Holding, holding
from zocdoc_sync.sync.listing.whole import whole_listing
from zocdoc_sync.sync.places.plans import keep_plans
from zocdoc_sync.sync.runs import left_to_another, recorded

# Zocdoc's largest page; unless asked it lists active plans alone.
PAGE_ROWS = 500
STATUSES = ("active", "inactive", "deleted")
PROGRESS = ("requests", "rows_seen", "rows_created", "rows_changed")


def sync_plans(connection: Connection, state: str, *, reason: SyncReason, now: datetime) -> SyncRun:
    """Read a state's plans of every status and return the finished run; `now` is UTC, `state` two capital letters.

    The run's row grows while pages are turned. What names the state and was not listed is marked as gone, after a
    complete listing only; national plans belong to no state's listing and are left alone.
    """
    clock = Clock(now)
    with holding(f"sync:plans:{connection.pk}", clock) as held:
        if held is None:
            return left_to_another(connection, SyncWhat.PLANS, reason, now)
        with recorded(connection, SyncWhat.PLANS, reason, clock, part=state) as run:
            _Plans(connection, state, run, held).read()
    return run


class _Plans:
    def __init__(self, connection: Connection, state: str, run: SyncRun, held: Holding) -> None:
        self.connection, self.state, self.run, self.held = connection, state, run, held
        self.client: ZocdocClient = client_for(connection)
        self.listed: set[str] = set()

    def read(self) -> None:
        for status in STATUSES:
            asked = {"state": self.state, "status": status}
            for rows in whole_listing(
                self.client,
                Operation.GET_INSURANCE_PLANS,
                asked,
                rows_a_page=PAGE_ROWS,
                before_each=self._before_each,
            ):
                self._keep(rows)
        self._mark_gone()

    def _before_each(self) -> None:
        self.held.keep()
        self.run.requests += 1

    def _keep(self, rows: list[object]) -> None:
        kept = keep_plans(self.connection, rows, now=self.held.clock.now())
        self.listed |= kept.ids
        self.run.rows_seen += len(kept.ids)
        self.run.rows_created += kept.created
        self.run.rows_changed += kept.changed
        self.run.save(update_fields=PROGRESS)

    def _mark_gone(self) -> None:
        here = InsurancePlan.objects.of(self.connection).filter(
            gone_at__isnull=True, is_national=False, states__contains=marked([self.state])
        )
        gone = [key for key, zocdoc_id in here.values_list("pk", "zocdoc_id") if zocdoc_id not in self.listed]
        self.run.rows_changed += InsurancePlan.objects.filter(pk__in=gone).update(gone_at=self.held.clock.now())
