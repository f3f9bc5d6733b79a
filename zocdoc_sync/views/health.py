"""Addresses for monitors; they name nothing and nobody."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zocdoc_sync.health import look


@never_cache
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """Answer that the web server is alive."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, worker and polls are well, else 503; flags only."""
    flags: dict[str, bool] = {}
    for finding in look(timezone.now()):
        flags[finding.kind] = flags.get(finding.kind, True) and finding.ok
    ok = all(flags.values())
    return JsonResponse({"ok": ok, **flags}, status=200 if ok else 503)
