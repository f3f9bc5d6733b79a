"""Figures for Prometheus; they name nobody, and only who has the token gets them."""

import hashlib
import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from zocdoc_sync.metrics.figures import page


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all figures; 404 while METRICS_TOKEN is not set, 401 without that token."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not _is_same(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("A token is needed.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(page(timezone.now()), content_type=CONTENT_TYPE_LATEST)


def _is_same(given: str, wanted: str) -> bool:
    """Compare two texts in a time that tells neither their beginnings nor their lengths."""
    digests = [hashlib.sha256(text.encode()).digest() for text in (given, wanted)]
    return hmac.compare_digest(*digests)
