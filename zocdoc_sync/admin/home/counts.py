"""How much there is to do: counted as far as a person would, in one query, for the lanes and the navigation."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db.models import IntegerField, QuerySet, Subquery
from django.http import HttpRequest

MOST = 500


class Bounded(Subquery):
    """The number of rows of a query, which ends itself after one more than MOST."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: MOST + 1])


def counted(request: HttpRequest, lanes: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Return how many rows each lane has, at most one more than MOST, in one query."""
    if not lanes:
        return {}
    counts = {name: Bounded(rows) for name, rows in lanes.items()}
    me: Any = request.user.pk
    found: dict[str, int] = User.objects.filter(pk=me).annotate(**counts).values(*counts).get()
    return found


def in_words(count: int) -> str:
    """Return a count as it is shown, such as "12", or "500+" when there are more."""
    return str(count) if count <= MOST else f"{MOST}+"
