"""The name of this process, unlike that of any other that ever ran, and whether a named one has ended."""

import functools
import os
import secrets
import socket
from pathlib import Path

BOOT, NAMESPACE = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")


def this_process() -> str:
    """Return `host:pid:world:random`, the same as long as the process lives and another after a fork."""
    return _named(os.getpid())


def has_ended(name: str) -> bool:
    """Tell whether a named process has certainly ended; False for one of another machine, boot or container."""
    here, parts = this_process().split(":"), name.split(":")
    if len(parts) != len(here) or not parts[2] or not parts[1].isdigit() or (parts[0], parts[2]) != (here[0], here[2]):
        return False
    try:
        os.kill(int(parts[1]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


@functools.lru_cache(maxsize=1)
def _named(pid: int) -> str:
    host = socket.gethostname()[:40].replace(":", "-")
    return f"{host}:{pid}:{_world()}:{secrets.token_hex(6)}"


def _world() -> str:
    """Return what has the same process ids as this process: its boot and its container; "" where that is not told."""
    try:
        inode = NAMESPACE.readlink().name.rpartition("[")[2].rstrip("]")
        return f"{BOOT.read_text()[:8]}-{inode}"
    except OSError:
        return ""
