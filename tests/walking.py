"""Every kind of page that the console has, found by following its links."""

import re

from django.contrib import admin
from django.urls import Resolver404, resolve, reverse


def start_pages():
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
    return found


def kind_of(path):
    """Return which kind of page an address opens, so that one of each kind is looked at; None for no page of ours."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    words = tuple(str(value) for value in match.kwargs.values() if not re.search(r"\d", str(value)))
    return (match.view_name, words) if match.view_name.startswith("admin:") else None


def every_page(client):
    """Return one address of every kind that the links of the console lead to, from all lists on."""
    waiting, seen, pages = start_pages(), set(), []
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            pages.append(path)
            waiting += re.findall(r'href="(/admin/[^"?#]*)', answer.content.decode())
    return pages
