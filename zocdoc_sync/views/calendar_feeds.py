"""What calendar programs fetch: a subscription's file, for whoever knows its secret address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zocdoc_sync.calendar.feeds import feed_of, note_fetched, rows_of
from zocdoc_sync.calendar.files import calendar_file


@require_safe
def calendar_feed(request: HttpRequest, word: str) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Return the file of a subscription; one that was revoked is one that does not exist."""
    now, feed = timezone.now(), feed_of(word)
    if feed is None:
        raise Http404
    answer = HttpResponse(
        calendar_file(rows_of(feed, now), str(feed.whose)), content_type="text/calendar; charset=utf-8"
    )
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    note_fetched(feed, now=now)
    return answer
