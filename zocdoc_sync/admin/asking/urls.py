"""The addresses of the operations' pages."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.asking.adding import add
from zocdoc_sync.admin.asking.ask import ask
from zocdoc_sync.admin.asking.index import index

wrap = admin.site.admin_view

urlpatterns = [
    path("", wrap(index), name="operations"),
    path("<slug:code>/", wrap(ask), name="operation"),
    path("<slug:code>/add/", wrap(add), name="operation_add"),
]
