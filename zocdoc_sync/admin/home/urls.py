"""The addresses of what the first page itself does."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.home.acting import check_now, put_guide_away

wrap = admin.site.admin_view

urlpatterns = [
    path("check/<int:pk>/", wrap(check_now), name="home_check"),
    path("guide/", wrap(put_guide_away), name="home_guide"),
]
