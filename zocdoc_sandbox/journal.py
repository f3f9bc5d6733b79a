"""Append-only logs of what was asked and what came of it; no tokens, no bodies."""

import threading
from collections import deque
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

KEPT = 200_000


@dataclass
class RequestEntry:
    """One request; `fault` is the kind applied and `effect` whether a write was committed."""

    id: int
    time: str
    method: str
    path: str
    client_id: str = ""
    operation_id: str = ""
    status: int | None = None
    fault: str = ""
    effect: bool = False


@dataclass(frozen=True)
class EffectEntry:
    """One committed effect of a write, tied to the request that asked for it."""

    id: int
    time: str
    operation: str
    appointment_id: str
    request: int


class Journal:
    """Keep requests and effects in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Forget everything; ids start again."""
        with self._lock:
            self._requests: deque[RequestEntry] = deque(maxlen=KEPT)
            self._effects: deque[EffectEntry] = deque(maxlen=KEPT)
            self._request_ids, self._effect_ids = count(1), count(1)

    def began(self, time: str, method: str, path: str) -> RequestEntry:
        """Log that a request came and return its entry, which the answer completes."""
        with self._lock:
            entry = RequestEntry(next(self._request_ids), time, method, path)
            self._requests.append(entry)
        return entry

    def committed(self, entry: RequestEntry, time: str, operation: str, appointment_id: str) -> None:
        """Log a committed effect of `entry`."""
        with self._lock:
            entry.effect = True
            self._effects.append(EffectEntry(next(self._effect_ids), time, operation, appointment_id, entry.id))

    def counts(self) -> dict[str, int]:
        """Return how many requests and effects are kept."""
        return {"requests": len(self._requests), "effects": len(self._effects)}

    def requests(self, since: int) -> list[dict[str, Any]]:
        """Return the requests after id `since`, oldest first, by the names of the control interface."""
        with self._lock:
            rows = [asdict(entry) for entry in self._requests if entry.id > since]
        for row in rows:
            row["operationId"] = row.pop("operation_id")
        return rows

    def effects(self, since: int) -> list[dict[str, Any]]:
        """Return the effects after id `since`, oldest first."""
        with self._lock:
            return [asdict(entry) for entry in self._effects if entry.id > since]


JOURNAL = Journal()
