"""How long the session of the person lasts, for the script that warns before it ends."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zocdoc_sync.people.sessions import seconds_left


@never_cache
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """Answer with the seconds that are left; a POST is a use of the console and so prolongs them."""
    left = seconds_left(request.session, timezone.now()) if request.user.is_authenticated else 0
    return JsonResponse({"seconds": left})
