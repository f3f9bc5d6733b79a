"""The name of this process, unlike that of any other that ever ran."""

import functools
import os
import secrets
import socket


def this_process() -> str:
    """Return `host:pid:random`, the same as long as the process lives and another after a fork."""
    return _named(os.getpid())


@functools.lru_cache(maxsize=1)
def _named(pid: int) -> str:
    return f"{socket.gethostname()[:40]}:{pid}:{secrets.token_hex(6)}"
