"""The sliding minute that Zocdoc's edge allows each client."""

import threading
import time
from collections import defaultdict, deque

WINDOW_SECONDS = 60.0
DEFAULT = {"read": 1200, "write": 600}


class Limits:
    """Count requests of a client in a sliding minute, reads and writes apart."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)
        self.allowed: dict[str, int] | None = dict(DEFAULT)

    def admit(self, client_id: str, kind: str) -> bool:
        """Count one request and say whether it is still within the limit; a refused one is not counted."""
        if self.allowed is None:
            return True
        now = time.monotonic()
        with self._lock:
            seen = self._seen[client_id, kind]
            while seen and seen[0] <= now - WINDOW_SECONDS:
                seen.popleft()
            if len(seen) >= self.allowed[kind]:
                return False
            seen.append(now)
        return True

    def set(self, allowed: dict[str, int] | None) -> None:
        """Allow so many reads and writes a minute, None for any number, and forget what was counted."""
        with self._lock:
            self._seen.clear()
            self.allowed = None if allowed is None else {**DEFAULT, **allowed}


LIMITS = Limits()
