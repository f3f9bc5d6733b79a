"""Pages of our own inside the admin: the same frame, menu and title for all of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.request_ids import copied


def page(
    request: HttpRequest, admin: ConsoleModelAdmin, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Return a page in the admin's frame; `title` names ids only, never a patient."""
    whole = {**admin.admin_site.each_context(request), "opts": admin.model._meta, "title": title, **context}
    return TemplateResponse(request, template, whole, status=status)


def headed(
    request: HttpRequest, admin: ConsoleModelAdmin, template: str, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Return a page whose own title stands at its top, where `page` has the name of the list that it belongs to."""
    return page(request, admin, template, title, status=status, opts=None, content_title=title, **context)


def visible_or_404(admin: ConsoleModelAdmin, request: HttpRequest, pk: Any) -> Any:
    """Return the row that this person may see; raise Http404 for another clinic's row as for one that is not there."""
    row = admin.get_object(request, str(pk))
    if row is None or not admin.has_view_permission(request, row):
        raise Http404
    return row


def say_and_go(request: HttpRequest, target: Any, sentence: str, *, ok: bool, request_id: str = "") -> HttpResponse:
    """Tell the person one sentence on the next page, and go there; what failed is told with its request id."""
    told = sentence if ok or not request_id else format_html("{} {}", sentence, copied(request_id))
    (messages.success if ok else messages.error)(request, told)
    return redirect(target)
