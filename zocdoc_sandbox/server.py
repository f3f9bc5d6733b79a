"""The HTTP/1.1 server under the stand-in: Django's own threaded one, with the socket in reach of the faults."""

from collections.abc import Callable
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

ADDRESS = "127.0.0.1"


class Server(ThreadedWSGIServer):
    """A thread for each connection; an end of the process waits for none of them."""

    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that broke: that is what faults are for."""


class Handler(WSGIRequestHandler):
    """Answer without delay and without a line in the log, which would show paths."""

    disable_nagle_algorithm = True

    def get_environ(self) -> dict[str, Any]:
        """Add the handler to what the application sees."""
        return {**super().get_environ(), "sandbox.handler": self}

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name in the base class)
        """Log nothing."""


def open_server(port: int, application: Callable[..., Any]) -> Server:
    """Return a server that listens on the loopback address only."""
    server = Server((ADDRESS, port), Handler)
    server.set_app(application)
    return server
