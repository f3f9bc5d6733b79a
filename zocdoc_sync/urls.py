"""The addresses of the product outside of the console."""

from django.urls import path

from zocdoc_sync.views import health, oauth

urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("oauth/zocdoc/callback/", oauth.callback, name="zocdoc-callback"),
]
