"""The addresses of the guide."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.guide.views import first, show, show_picture

wrap = admin.site.admin_view

urlpatterns = [
    path("", wrap(first), name="help"),
    path("pictures/<str:name>", wrap(show_picture), name="guide_picture"),
    path("<slug:slug>/", wrap(show), name="guide"),
]
