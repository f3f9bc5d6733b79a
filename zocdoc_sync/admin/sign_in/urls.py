"""The addresses of the second step, below /admin/second-step/."""

from django.contrib import admin
from django.urls import path

from zocdoc_sync.admin.sign_in.pages import ask, mine

urlpatterns = [
    path("", admin.site.admin_view(ask), name="second_step"),
    path("mine/", admin.site.admin_view(mine), name="second_step_mine"),
]
