"""The addresses of the calendar."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.calendar.booking import book
from zocdoc_sync.admin.calendar.card import card
from zocdoc_sync.admin.calendar.day import day
from zocdoc_sync.admin.calendar.files import export
from zocdoc_sync.admin.calendar.moving import move
from zocdoc_sync.admin.calendar.sheet import sheet
from zocdoc_sync.admin.calendar.subscriptions import end, subscriptions
from zocdoc_sync.admin.calendar.week import week

wrap = admin.site.admin_view

urlpatterns = [
    path("", wrap(day), name="calendar_day"),
    path("week/", wrap(week), name="calendar_week"),
    path("sheet/", wrap(sheet), name="calendar_sheet"),
    path("files/", wrap(subscriptions), name="calendar_files"),
    path("files/appointments.ics", wrap(export), name="calendar_export"),
    path("files/<int:pk>/end/", wrap(end), name="calendar_end"),
    path("card/<int:pk>/", wrap(card), name="calendar_card"),
    path("move/<int:pk>/", wrap(move), name="calendar_move"),
    path("book/<int:pk>/<str:at>/", wrap(book), name="calendar_book"),
]
