"""End sessions that nobody uses, and let nobody past a second step that is still to be done."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from config.middleware import BACKGROUND_HEADER
from zocdoc_sync import audit
from zocdoc_sync.people import sessions

GetResponse = Callable[[HttpRequest], HttpResponse]
# Where somebody may go before the second step.
OPEN_PAGES = ("admin:logout", "session", "alive", "ready", "metrics")
SENTENCES = {
    "idle": "You were signed out because the console was not used for a while.",
    "long": "You were signed out because you had been signed in for very long.",
}


def end_idle_sessions(get_response: GetResponse) -> GetResponse:
    """Sign a person out who did nothing for long, or signed in very long ago; a page's own scripts are no use of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now()
            if why := sessions.why_over(request.session, now):
                audit.record(f"sign_out:{why}", request=request, now=now)
                request.session.flush()
                request.user = AnonymousUser()
                messages.info(request, SENTENCES[why])
            elif not request.headers.get(BACKGROUND_HEADER):
                sessions.use(request.session, now)
        return get_response(request)

    return middleware


def require_second_step(get_response: GetResponse) -> GetResponse:
    """Lead a person whose second step is still to be done to its page, whatever was asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        waiting = sessions.second_step(request.session) if request.user.is_authenticated else None
        if waiting is None or request.path == (place := reverse(waiting)):
            return get_response(request)
        if request.path in {reverse(name) for name in OPEN_PAGES}:
            return get_response(request)
        asked_for = {"next": request.get_full_path()} if request.method == "GET" else {}
        return redirect(f"{place}?{urlencode(asked_for)}" if asked_for else place)

    return middleware
