"""Cut a connection at a deadline: a server that sends its headers byte by byte never runs into a read time-out."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_current = threading.local()


@contextmanager
def cut_after(seconds: float) -> Iterator[None]:
    """Shut the connection that this thread reads from when the block takes longer."""
    sockets: list[socket.socket] = []
    outer = getattr(_current, "sockets", None)  # a token may be fetched while a file is about to be read
    _current.sockets = sockets
    timer = threading.Timer(seconds, _cut, [sockets])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        _current.sockets = outer


def _cut(sockets: list[socket.socket]) -> None:
    for one in sockets:
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # it is closed already


def _watch(connection: Any) -> None:
    watched = getattr(_current, "sockets", None)
    if watched is not None and connection.sock is not None:
        watched.append(connection.sock)


class _WatchedHTTP(HTTPConnection):
    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


class _WatchedHTTPS(HTTPSConnection):
    def getresponse(self) -> Any:
        _watch(self)
        return super().getresponse()


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPS


class DeadlineAdapter(HTTPAdapter):
    """Connections that `cut_after` can cut."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make a pool of watched connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
