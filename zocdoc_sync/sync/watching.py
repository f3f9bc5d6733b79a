"""Who watches readings, such as a command on a terminal, is told of each that begins; its counts grow as it reads."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from zocdoc_sync.models import SyncRun

Watcher = Callable[[SyncRun], None]
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Tell `watcher` of every reading that begins inside."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)


def tell(run: SyncRun) -> None:
    """Tell the watcher, if there is one, that a reading has begun."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(run)
