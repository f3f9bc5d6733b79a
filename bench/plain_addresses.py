"""A changelist of appointments as Django makes it: filters, a search, a date hierarchy."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.models import Appointment


class PlainAdmin(admin.ModelAdmin):
    list_display = ("start_time", "status", "provider", "location", "visit_reason", "source", "connection")
    list_filter = ("status", "provider", "location", "connection")
    list_select_related = ("provider", "location", "visit_reason", "connection")
    search_fields = ("zocdoc_id",)
    date_hierarchy = "start_time"


site = admin.AdminSite()
site.register(Appointment, PlainAdmin)
urlpatterns = [path("plain/", site.urls)]
