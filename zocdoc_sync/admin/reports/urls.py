"""The addresses of the reports."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.reports.page import export, first, show

wrap = admin.site.admin_view

urlpatterns = [
    path("", wrap(first), name="reports"),
    path("<slug:code>/", wrap(show), name="report"),
    path("<slug:code>/<slug:figure>.csv", wrap(export), name="report_csv"),
]
