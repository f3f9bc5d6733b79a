"""What can be booked in the client's directory."""

from collections.abc import Sequence

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.resource import Resource


class SchedulableEntities(Resource):
    """The listing of the directory and of its recent changes."""

    def get_schedulable_entities(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        schedule_types: Sequence[str] | None = None,
        recent_changes_72hrs: bool | None = None,
    ) -> Answer:
        """List entities, 5,000 a page unless given and at most 10,000; or only those changed within 72 hours."""
        query = {
            "page": page,
            "page_size": page_size,
            "schedule_types": schedule_types,
            "recent_changes_72hrs": recent_changes_72hrs,
        }
        return self._sender.send("getSchedulableEntities", query=query)
