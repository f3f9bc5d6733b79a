"""Where Zocdoc tells of appointments: answered in milliseconds, and never with a fault because of a lock."""

import logging
import uuid

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zocdoc_sync.client.webhook_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER
from zocdoc_sync.models import WebhookOutcome
from zocdoc_sync.webhooks import spool
from zocdoc_sync.webhooks.delivery import LARGEST, Delivery
from zocdoc_sync.webhooks.receiving import connection_of, refuse, take

JSON = "application/json"
W = WebhookOutcome
ANSWERS: dict[WebhookOutcome, tuple[int, str]] = {
    W.ACCEPTED: (200, "Accepted."),
    W.REPEATED: (200, "Accepted before."),
    W.OTHER_EVENT: (200, "Nothing is done about this event."),
    W.NO_KEY: (401, "This receiver has no key yet."),
    W.UNSIGNED: (401, "The signature or its timestamp is missing."),
    W.FORGED: (401, "The signature does not belong to this body and key."),
    W.CLOCK: (401, "The timestamp is more than five minutes from this machine's clock."),
    W.WRONG_TYPE: (415, "The body must be application/json."),
    W.TOO_LARGE: (413, "The body must not be larger than 64 KB."),
    W.MALFORMED: (400, "The body names no appointment."),
}
log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def receive(request: HttpRequest, receiver: uuid.UUID) -> HttpResponse:
    """Take one delivery; the id in the address is random, and all else must be proved by the signature."""
    unfit = _unfit(request)
    delivery = Delivery(
        receiver=receiver,
        timestamp=request.headers.get(TIMESTAMP_HEADER, "")[:20],
        signature=request.headers.get(SIGNATURE_HEADER, "")[:2000],
        body=b"" if unfit else request.read(LARGEST + 1),
        received_at=timezone.now(),
    )
    try:
        return _answered(delivery, unfit)
    except Error as error:
        log.warning("a webhook waits in a file: the database did not take it in time (%s)", type(error).__name__)
    return _spooled(delivery) if unfit is None else _said(*ANSWERS[unfit])


def _unfit(request: HttpRequest) -> WebhookOutcome | None:
    if request.content_type != JSON:
        return WebhookOutcome.WRONG_TYPE
    length = request.META.get("CONTENT_LENGTH") or "0"
    return WebhookOutcome.TOO_LARGE if not length.isdigit() or int(length) > LARGEST else None


def _answered(delivery: Delivery, unfit: WebhookOutcome | None) -> HttpResponse:
    connection = connection_of(delivery)
    if connection is None:
        return _said(404, "There is no such receiver.")
    if unfit is not None:
        refuse(connection, delivery, unfit)
        return _said(*ANSWERS[unfit])
    return _said(*ANSWERS[take(connection, delivery)])


def _spooled(delivery: Delivery) -> HttpResponse:
    try:
        spool.keep(delivery)
    except (OSError, spool.SpoolFull) as error:
        log.error("a webhook was lost: neither database nor file could take it (%s)", type(error).__name__)  # noqa: TRY400 (a traceback says no more)
        return _said(503, "Nothing can be stored at the moment.")
    return _said(200, "Accepted.")


def _said(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain")
