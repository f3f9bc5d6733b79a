"""Tell those who act on changes that there are some; who misses it finds the rows at the next tick."""

import logging
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)


def announce_after_commit(now: datetime) -> None:
    """Call each of settings.AFTER_CHANGES once the open transaction is committed; `now` is UTC."""
    for path in settings.AFTER_CHANGES:
        transaction.on_commit(partial(_announce, path, now))


def _announce(path: str, now: datetime) -> None:
    try:
        import_string(path)(now)
    except Exception as error:  # noqa: BLE001 (the changes are committed: whoever made them must not fail for this)
        log.error("%s failed (%s)", path, type(error).__name__)  # noqa: TRY400 (a traceback may hold values)
