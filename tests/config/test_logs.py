import logging
import sys

import pytest

from config.log_lines import LogLine
from config.logs import LOGGING

PATIENT = "Zornwright"


@pytest.mark.parametrize("name", ["requests_oauthlib", "requests_oauthlib.oauth2_session", "oauthlib", "urllib3"])
def test_libraries_that_log_secrets_and_bodies_are_not_heard_below_warnings(name):
    # Also when somebody turns the root up to look for a fault.
    assert name.partition(".")[0] in LOGGING["loggers"]
    root = logging.getLogger()
    before = root.level
    root.setLevel(logging.DEBUG)
    try:
        assert not logging.getLogger(name).isEnabledFor(logging.INFO)
        assert logging.getLogger("zocdoc_sync").isEnabledFor(logging.DEBUG)
    finally:
        root.setLevel(before)


def lookup(name):
    return {}[name]


def failing():
    try:
        lookup(PATIENT)
    except KeyError as error:
        raise ValueError(f"no row of {PATIENT}") from error


def line_of(error_of):
    try:
        error_of()
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "x", 1, "failed", None, sys.exc_info())
    return LogLine("%(levelname)s %(message)s").format(record)


def test_a_traceback_tells_where_and_of_which_type_but_not_the_values():
    line = line_of(failing)
    assert line.startswith("ERROR failed\n")
    assert line.endswith("\nValueError")
    assert ("in lookup" in line, "in failing" in line, "\nKeyError\n" in line) == (True, True, True)
    assert PATIENT not in line
    assert PATIENT in logging.Formatter().formatException(failure())


def test_a_refused_request_is_one_line():
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, "Forbidden: %s", ("/admin/",), failure())
    record.status_code = 403
    assert LogLine("%(levelname)s %(message)s").format(record) == "WARNING Forbidden: /admin/"
    assert record.exc_info is not None


def failure():
    try:
        failing()
    except ValueError:
        return sys.exc_info()


def test_an_error_in_a_page_reaches_no_handler_but_ours():
    at = logging.getLogger("django.request")
    handlers = []
    while at:
        handlers += at.handlers
        at = at.parent if at.propagate else None
    ours = [one for one in handlers if not type(one).__module__.startswith("_pytest")]
    assert [type(one.formatter) for one in ours] == [LogLine]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x0b", "\x1b[2K", "\x85", "\u2028"])
def test_what_is_logged_cannot_begin_a_line_of_its_own(ending):
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "Not Found: %s", (f"/a{ending}forged",), None)
    line = LogLine("%(levelname)s %(message)s").format(record)
    assert line.startswith("WARNING Not Found: /a\\")
    assert line.endswith("forged")
    assert line.isprintable()
