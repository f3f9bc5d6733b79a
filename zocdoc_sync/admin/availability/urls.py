"""The addresses of free times and booking."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.availability.book import book
from zocdoc_sync.admin.availability.booked import booked
from zocdoc_sync.admin.availability.search import day, search, start_anew

wrap = admin.site.admin_view

urlpatterns = [
    path("", wrap(search), name="availability"),
    path("day/", wrap(day), name="availability_day"),
    path("anew/", wrap(start_anew), name="availability_anew"),
    path("book/", wrap(book), name="availability_book"),
    path("booked/<uuid:pk>/", wrap(booked), name="availability_booked"),
]
