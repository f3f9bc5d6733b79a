"""The table of the worker's children."""

from zocdoc_sync.jobs.beats import CLUSTER, TICKER
from zocdoc_sync.worker.children import ChildSpec, managed

# A sign of life comes every five seconds. Five missing ones mean that the part is stuck.
CLUSTER_STALE, TICKER_STALE = 25.0, 25.0


def worker_parts() -> list[ChildSpec]:
    """Return what every worker has: the clock and the cluster."""
    return [
        ChildSpec("ticker", managed("run_worker", "--part", "ticker"), 5.0, TICKER, TICKER_STALE),
        ChildSpec("cluster", managed("run_worker", "--part", "cluster"), 30.0, CLUSTER, CLUSTER_STALE),
    ]


def web_part(port: int) -> ChildSpec:
    """Return the web server, as the demo and a small clinic run it."""
    command = (
        *managed()[:1], "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--threads", "4", "--log-level", "warning", "--no-control-socket",
    )  # fmt: skip
    return ChildSpec("web", command, 5.0)


def sandbox_part(port: int) -> ChildSpec:
    """Return the stand-in for Zocdoc with its living demo clinic."""
    return ChildSpec("stand-in", managed("run_sandbox", str(port), "--live"), 5.0)
