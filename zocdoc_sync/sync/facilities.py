"""Read the facilities that the clinic works with: those in the mirror, and those of the NPIs in its directory."""

from collections.abc import Callable
from datetime import datetime

from zocdoc_sync.client.zocdoc_client import ZocdocClient
from zocdoc_sync.enums import Operation
from zocdoc_sync.errors import NotFound, PermissionMissing
from zocdoc_sync.models import Connection, Facility, Provider
from zocdoc_sync.sync.listing.whole import whole_listing
from zocdoc_sync.sync.places.facilities import keep_facilities

NPIS_A_CALL, ROWS_A_PAGE, FACILITIES_A_RUN = 50, 100, 200


def read_facilities(
    connection: Connection, client: ZocdocClient, before_each: Callable[[], None], *, now: datetime
) -> None:
    """Bring the facilities up to date; raise ZocdocError. A client without this part of the API reads none.

    One is marked as gone when Zocdoc answers that it does not know it: there is no listing of all of them.
    """
    try:
        read = _of_npis(connection, client, before_each, now)
    except PermissionMissing:
        return
    known = Facility.objects.of(connection).filter(gone_at__isnull=True).exclude(pk__in=read).order_by("detailed_at")
    for row in known[:FACILITIES_A_RUN]:
        before_each()
        try:
            answer = client.call(Operation.GET_FACILITY.value, {"facility_id": row.zocdoc_id})
        except NotFound:
            Facility.objects.filter(pk=row.pk).update(gone_at=now)
        else:
            keep_facilities(connection, [answer.data], now=now)


def _of_npis(connection: Connection, client: ZocdocClient, before_each: Callable[[], None], now: datetime) -> list[int]:
    npis = sorted(
        {
            npi
            for model in (Facility, Provider)
            for npi in model.objects.of(connection).exclude(npi="").values_list("npi", flat=True)
        }
    )
    read: list[int] = []
    for first in range(0, len(npis), NPIS_A_CALL):
        asked = {"npis": npis[first : first + NPIS_A_CALL]}
        for rows in whole_listing(
            client, Operation.GET_FACILITIES, asked, rows_a_page=ROWS_A_PAGE, before_each=before_each
        ):
            read += keep_facilities(connection, rows, now=now)
    return read
