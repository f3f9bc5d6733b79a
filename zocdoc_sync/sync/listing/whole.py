"""Turn the pages of a reference listing to its end."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.enums import Operation
from zocdoc_sync.sync.listing.incomplete import IncompleteWindow


def whole_listing(
    client: ZocdocClient,
    operation: Operation,
    fields: Mapping[str, Any],
    *,
    rows_a_page: int,
    before_each: Callable[[], None],
) -> Iterator[list[Any]]:
    """Yield each page's rows; raise ZocdocError, and IncompleteWindow when fewer rows came than were promised."""
    page = received = 0
    while True:
        before_each()
        answer = client.call(operation.value, {**fields, "page": page, "page_size": rows_a_page})
        page, received = page + 1, received + len(answer.items)
        yield answer.items
        if len(answer.items) < rows_a_page:
            break
    promised = answer.body.get("total_count") if isinstance(answer.body, dict) else None
    if not isinstance(promised, int) or received < promised:
        raise IncompleteWindow("Zocdoc's listing did not come whole.")
