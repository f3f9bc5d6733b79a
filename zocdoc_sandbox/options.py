"""The options of the stand-in, the same for `python -m zocdoc_sandbox` and `manage.py run_sandbox`."""

import argparse

DEFAULT_PORT = 8081

MOST_MORE = 500


def _some(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_MORE:
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST_MORE}")
    return int(text)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare every option."""
    parser.add_argument("port", nargs="?", type=int, default=DEFAULT_PORT, help="port, 0 for any free one")
    parser.add_argument("--database", help="file of its own data (SANDBOX_DATABASE, else sandbox.sqlite3)")
    parser.add_argument("--live", action="store_true", help="let the clinic live: bookings, cancellations")
    parser.add_argument("--seed", choices=("empty", "clinic"), default="clinic", help="what a fresh database holds")
    parser.add_argument("--more-providers", type=_some, metavar="N", help="so many providers beside the demo's")
    parser.add_argument("--port-file", help="write the port into this file once it is open")
    parser.add_argument("--webhook-url", help="address on this machine that is told of changes")
    parser.add_argument("--webhook-key", help="its key, in base64")
