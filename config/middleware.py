"""What every page of the console has in common: it is kept by no cache, and its messages reach the person."""

from collections.abc import Callable

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

BACKGROUND_HEADER = "X-Slotdesk-Background"
GetResponse = Callable[[HttpRequest], HttpResponse]


def no_store(get_response: GetResponse) -> GetResponse:
    """Keep pages of signed-in people out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def leave_messages(get_response: GetResponse) -> GetResponse:
    """Leave messages for the next page that a person sees when a script asks for a page, and add none.

    A script that sends `X-Slotdesk-Background` takes a part out of the page and throws the rest away.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        waiting = get_messages(request)
        if request.headers.get(BACKGROUND_HEADER) and isinstance(waiting, BaseStorage):
            waiting.used = waiting.added_new = False
        return response

    return middleware
