"""The form of a line in the log."""

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LogLine(logging.Formatter):
    """Show where an error was raised and of which type it is, not its message: that may hold the values of a row."""

    def formatException(self, ei: Raised) -> str:  # noqa: N802 (logging's name)
        """Return the frames of the error and of those it came from, innermost cause first."""
        parts: list[str] = []
        error = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip()
            parts.append(f"{frames}\n{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))
