"""What the top of a row's page calls the row: words and times, no id of ours, and never a patient."""

from typing import Any

from django.db.models import Model


class Named:
    """A row as the admin's frame and templates see it, with words for its name."""

    def __init__(self, row: Model, words: str) -> None:
        self._row, self._words = row, words

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)

    def __str__(self) -> str:
        return self._words

    @property
    def _meta(self) -> Any:
        return self._row._meta
