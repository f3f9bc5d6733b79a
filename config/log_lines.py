"""The form of a line in the log."""

import copy
import logging
import secrets
import traceback
from types import TracebackType

REFUSED, SERVER_FAILED = 400, 500
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def error_id_of(request: object) -> str:
    """Return the id of a request that failed, the same for its line in the log and for its page."""
    known = getattr(request, "error_id", "")
    if not known:
        known = secrets.token_hex(4)
        vars(request)["error_id"] = known
    return str(known)


def _one_line(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


class LogLine(logging.Formatter):
    """Show where an error was raised and of which type it is, not its message: that may hold the values of a row."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with the id that the page of the error shows where it is about a request that failed.

        A request that was refused is one line: nothing broke, so its frames tell nothing.
        """
        request, status = getattr(record, "request", None), getattr(record, "status_code", 0)
        if record.levelno >= logging.ERROR and request is not None and status >= SERVER_FAILED:
            return f"error id {error_id_of(request)} {super().format(record)}"
        if record.exc_info and REFUSED <= status < SERVER_FAILED:
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """Return the line without line breaks: what was asked for must not begin one that looks like ours."""
        record.message = _one_line(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Raised) -> str:  # noqa: N802 (logging's name)
        """Return the frames of the error and of those it came from, innermost cause first."""
        parts: list[str] = []
        error = ei[1]
        while error is not None:
            frames = "".join(traceback.format_tb(error.__traceback__)).rstrip()
            parts.append(f"{frames}\n{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(reversed(parts))
