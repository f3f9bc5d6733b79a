"""What holds for every page in a browser: axe-core finds nothing grave, nothing has to be scrolled sideways."""

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.browser.conftest import SIZES
from tests.zocdoc_sync.admin.clinic import PASSWORD
from tests.zocdoc_sync.admin.test_every_page import fill

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
GRAVE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => `${found.id}: ${found.nodes[0].target} (${found.nodes.length})`)"""
STILL = "*, *::before, *::after { transition: none !important; animation: none !important; }"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
DARK = "document.documentElement.classList.contains('dark')"
SCHEMES = ("light", "dark")
WIDTHS = (390, 820, 1400)


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


@pytest.fixture
def pages(console, clinic):
    fill(clinic, 0)
    someone = console.sign_in("superuser")
    client = Client()
    assert client.login(username=someone.username, password=PASSWORD)
    return every_page(client)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_page_has_a_grave_fault_for_assistive_technology_or_scrolls_sideways(console, pages):
    window, faults = console.page, []
    assert len(pages) > len(admin.site._registry)
    for path in pages:
        window.set_viewport_size(SIZES["desktop"])
        for scheme in SCHEMES:
            window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            console.open(path)
            window.add_style_tag(content=STILL)
            window.evaluate(AXE)
            assert window.evaluate(DARK) == (scheme == "dark")
            faults += [f"{path} {scheme} {found}" for found in window.evaluate(GRAVE)]
        for width in WIDTHS:
            window.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} is wider than {width}"] if window.evaluate(TOO_WIDE) else []
    assert not faults, "\n".join(faults)
