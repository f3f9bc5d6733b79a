"""Deliver webhooks in the background: five seconds of patience, and another try only when nothing answered."""

import heapq
import threading
import time
from dataclasses import dataclass, field, replace
from itertools import count

import requests

from zocdoc_sandbox.clock import CLOCK
from zocdoc_sandbox.switches import SWITCHES
from zocdoc_sandbox.webhooks.signature import signature

WAIT_SECONDS = 5.0
LONGEST_PAUSE, GIVE_UP_SECONDS = 6 * 3600.0, 48 * 3600.0


@dataclass(order=True)
class Parcel:
    """One webhook on its way; `due` and `born` are monotonic seconds."""

    due: float
    order: int
    url: str = field(compare=False)
    key: str = field(compare=False)
    body: bytes = field(compare=False)
    born: float = field(compare=False)
    tries: int = field(compare=False, default=0)


def send(url: str, key: str, body: bytes) -> int | None:
    """Send one signed webhook and return the receiver's status, None when it gave no answer."""
    timestamp = int(CLOCK.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(key, timestamp, body),
    }
    try:
        return requests.post(url, data=body, headers=headers, timeout=WAIT_SECONDS, allow_redirects=False).status_code
    except requests.RequestException:
        return None


class Delivery:
    """A queue by due time and the thread that empties it."""

    def __init__(self) -> None:
        self._parcels: list[Parcel] = []
        self._order = count()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    def enqueue(self, url: str, key: str, body: bytes) -> None:
        """Send a webhook soon."""
        now = time.monotonic()
        self._push(Parcel(now, next(self._order), url, key, body, now))

    def clear(self) -> None:
        """Forget what has not been delivered."""
        with self._wake:
            self._parcels.clear()

    def _push(self, parcel: Parcel) -> None:
        with self._wake:
            heapq.heappush(self._parcels, parcel)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
                self._thread.start()
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._parcels or self._parcels[0].due > time.monotonic():
                    self._wake.wait(self._parcels[0].due - time.monotonic() if self._parcels else None)
                parcel = heapq.heappop(self._parcels)
            if send(parcel.url, parcel.key, parcel.body) is None:
                self._again(parcel)

    def _again(self, parcel: Parcel) -> None:
        now = time.monotonic()
        if now - parcel.born < GIVE_UP_SECONDS:
            pause = min(SWITCHES.webhook_pause * 2**parcel.tries, LONGEST_PAUSE)
            self._push(replace(parcel, due=now + pause, order=next(self._order), tries=parcel.tries + 1))


DELIVERY = Delivery()
