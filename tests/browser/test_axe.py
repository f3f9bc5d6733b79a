"""What holds for every page in a browser: axe-core finds nothing grave, nothing has to be scrolled sideways."""

from pathlib import Path

import pytest
from django.contrib import admin

from tests.browser.conftest import SIZES
from tests.walking import kind_of

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
GRAVE = """async (more) => (await axe.run(document, {resultTypes: ["violations"], ...more})).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => `${found.id}: ${found.nodes[0].target} (${found.nodes.length})`)"""
STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [sheet];
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# A sheet to print stands outside of the frame, and is light as paper: nothing is said of it.
DARK = "document.documentElement.hasAttribute('x-data') ? document.documentElement.classList.contains('dark') : null"
# A page is looked at whole in the light; in the dark it has other colours, and nothing else.
SCHEMES = {"light": {}, "dark": {"runOnly": ["color-contrast", "link-in-text-block"]}}
WIDTHS = (390, 820, 1400)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_page_has_a_grave_fault_for_assistive_technology_or_scrolls_sideways(console, pages):
    window, faults = console.page, []
    assert len(pages) > len(admin.site._registry)
    assert [kind_of(path) for path in pages[-1:]] == [("admin:runs_done", ("replay",))]
    for path in pages:
        window.set_viewport_size(SIZES["desktop"])
        for scheme, rules in SCHEMES.items():
            window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            console.open(path)
            window.evaluate(STILL)
            window.evaluate(AXE)
            assert window.evaluate(DARK) in ((scheme == "dark"), None)
            faults += [f"{path} {scheme} {found}" for found in window.evaluate(GRAVE, rules)]
        for width in WIDTHS:
            window.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} is wider than {width}"] if window.evaluate(TOO_WIDE) else []
    assert not faults, "\n".join(faults)
