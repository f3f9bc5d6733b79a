"""Bring the stand-in up, answer until a signal comes, and go."""

import argparse
import signal
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from zocdoc_sandbox.clinic.life import start_living
from zocdoc_sandbox.clinic.seeding import is_fresh, reset
from zocdoc_sandbox.clock import CLOCK
from zocdoc_sandbox.control.state import add_receiver
from zocdoc_sandbox.server import Server, open_server


def serve(options: argparse.Namespace) -> int:
    """Make the tables, plant the seed into a fresh database, and serve on 127.0.0.1 until SIGTERM or SIGINT."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    _plant(options, CLOCK.now())
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    try:
        server = open_server(options.port, get_wsgi_application())
    except OSError as wrong:
        sys.stderr.write(f"Port {options.port} cannot be opened: {wrong.strerror}\n")
        return 1
    _announce(server, options.port_file)
    if options.live:
        start_living()
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        server.server_close()
    return 0


def _plant(options: argparse.Namespace, now: datetime) -> None:
    if is_fresh():
        reset(options.seed, now)
    if options.webhook_url:
        add_receiver({"url": options.webhook_url, "key": options.webhook_key})


def _announce(server: Server, port_file: str | None) -> None:
    port = server.server_address[1]
    if port_file:
        # Renamed into place, so that a reader never sees half of it.
        unfinished = Path(f"{port_file}.part")
        unfinished.write_text(str(port))
        unfinished.replace(port_file)
    sys.stdout.write(f"Zocdoc stand-in on http://127.0.0.1:{port}\n")
    sys.stdout.flush()


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (the signature of a signal handler)
    raise SystemExit(0)
