"""How many timeslots a version of a day has, counted in the database."""

from typing import Any

from django.db.models import Func, IntegerField, Value

POSTGRESQL = (
    "(SELECT COUNT(*) FROM jsonb_array_elements({slots}) AS slot WHERE NOT jsonb_exists({lost}, slot->>'location_id')"
    " AND ({place} = '' OR slot->>'location_id' = {place}))"
)
SQLITE = (
    "(SELECT COUNT(*) FROM json_each({slots}) AS slot WHERE json_extract(slot.value, '$.location_id')"
    " NOT IN (SELECT lost.value FROM json_each({lost}) AS lost)"
    " AND ({place} = '' OR json_extract(slot.value, '$.location_id') = {place}))"
)


class PublishedSlots(Func):
    """Count the timeslots of a version that Zocdoc shows, at one location (by Zocdoc's id) or, for "", at all."""

    output_field = IntegerField()

    def __init__(self, slots: str, lost: str, place: str) -> None:
        super().__init__(slots, lost, Value(place))

    def as_postgresql(self, compiler: Any, connection: Any, **_extra: Any) -> Any:  # noqa: ARG002 (Django's signature)
        """Write it for PostgreSQL."""
        return self._written(compiler, POSTGRESQL)

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> Any:  # noqa: ARG002 (Django's signature)
        """Write it for SQLite."""
        return self._written(compiler, SQLITE)

    def _written(self, compiler: Any, shape: str) -> Any:
        slots, lost, place = (compiler.compile(one) for one in self.get_source_expressions())
        sql = shape.format(slots=slots[0], lost=lost[0], place=place[0])
        return sql, (*slots[1], *lost[1], *place[1], *place[1])
