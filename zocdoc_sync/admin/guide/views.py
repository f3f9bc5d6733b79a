"""The guide inside the console, for everybody who is signed in."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from zocdoc_sync.admin.guide.pages import GUIDES, guide_of, picture, rendered


def first(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the person's own role."""
    return redirect("admin:guide", guide_of(request.user).slug)


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the page of a role, and the way to the others."""
    if slug not in GUIDES:
        raise Http404
    guide = GUIDES[slug]
    context = {
        **admin.site.each_context(request),
        "title": f"Help: {guide.role}",
        "guide": guide,
        "guides": GUIDES.values(),
        "text": rendered(slug),
    }
    return TemplateResponse(request, "console/guide/page.html", context)


def show_picture(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Send a picture of the guide."""
    found = picture(name)
    if found is None:
        raise Http404
    return HttpResponse(
        found.read_bytes(), content_type="image/png", headers={"Cache-Control": "private, max-age=3600"}
    )
