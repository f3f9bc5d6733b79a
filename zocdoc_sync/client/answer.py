"""What Zocdoc answered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zocdoc_sync.client.endpoints import endpoint


@dataclass(frozen=True)
class Answer:
    """A successful answer: `body` is the parsed JSON ({} when empty), `server_time` Zocdoc's clock (UTC)."""

    operation: str
    status: int
    body: Any = field(repr=False)
    request_id: str = ""
    server_time: datetime | None = None
    elapsed_ms: int = 0

    @property
    def data(self) -> Any:
        """Return the body's `data`, None where there is none."""
        return self.body.get("data") if isinstance(self.body, dict) else None

    @property
    def items(self) -> list[Any]:
        """Return the listed items; null and absent lists are empty."""
        found: Any = self.body
        for name in endpoint(self.operation).items.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found if isinstance(found, list) else []

    @property
    def next_url(self) -> str:
        """Return the address of the next page; null and "" both mean the last page."""
        return (self.body.get("next_url") or "") if isinstance(self.body, dict) else ""
