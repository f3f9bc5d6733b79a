"""What the sender needs from its surroundings."""

from typing import Protocol


class TokenSource(Protocol):
    """Where access tokens come from."""

    def token(self) -> str:
        """Return a token to send; raise TokenRefused when there is none to be had."""

    def rejected(self, token: str) -> None:
        """Learn that Zocdoc answered 401 to this token: the next `token()` returns another."""


class Budget(Protocol):
    """The budget of requests a minute, shared by all processes."""

    def take(self, kind: str, deadline: float) -> None:
        """Wait for a place for a "read" or "write"; raise BudgetExhausted at `deadline` (time.monotonic seconds)."""

    def limited(self) -> None:
        """Learn that Zocdoc answered 429: give out places more slowly for a while."""


class FixedToken:
    """A token that is always the same."""

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self) -> str:
        return self._token

    def rejected(self, token: str) -> None:
        """Nothing can be done about it."""


class NoBudget:
    """A budget without limits."""

    def take(self, kind: str, deadline: float) -> None:
        """Give a place at once."""

    def limited(self) -> None:
        """Go on as before."""
