"""The addresses of the product outside of the console."""

from django.urls import path

from zocdoc_sync.views import health, metrics, oauth, session, webhooks
from zocdoc_sync.views.calendar_feeds import calendar_feed

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("session/", session.session, name="session"),
    path("metrics", metrics.metrics, name="metrics"),
    path("webhooks/zocdoc/<uuid:receiver>/", webhooks.receive, name="zocdoc-webhook"),
    # Who forgets the slash at the end must not lose what is never sent again.
    path("webhooks/zocdoc/<uuid:receiver>", webhooks.receive),
    path("calendar/<slug:word>.ics", calendar_feed, name="calendar-feed"),
    path("oauth/zocdoc/callback/", oauth.callback, name="zocdoc-callback"),
]
