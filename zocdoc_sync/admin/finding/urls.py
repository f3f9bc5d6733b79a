"""The addresses of the search."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.finding.page import find, show

wrap = admin.site.admin_view

urlpatterns = [
    path("", wrap(find), name="find"),
    path("<slug:token>/", wrap(show), name="found"),
]
