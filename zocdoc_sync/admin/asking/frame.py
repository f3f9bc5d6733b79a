"""The frame of pages that no table of the console is behind: their title stands alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from zocdoc_sync.admin.pages import page
from zocdoc_sync.models import OperationLog


def framed(request: HttpRequest, template: str, title: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page under its own title; what is asked on it is written into the ledger, whose page lends the frame."""
    owner: Any = admin.site._registry[OperationLog]
    return page(request, owner, template, title, status=status, opts=None, content_title=title, **context)
