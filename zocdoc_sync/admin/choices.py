"""A choice that narrows a page of several rows: by connection, location or provider."""

from dataclasses import dataclass
from typing import Any

from zocdoc_sync.models import Connection, Location, Provider

TABLES: dict[str, tuple[str, type[Any]]] = {
    "connection": ("Connection", Connection),
    "location": ("Location", Location),
    "provider": ("Provider", Provider),
}


@dataclass(frozen=True)
class Choice:
    """What a page can be narrowed to by one table: the rows offered, and the key of the chosen one."""

    name: str
    label: str
    offered: list[Any]
    chosen: int | None
