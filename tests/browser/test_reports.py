"""Reports as a person sees them: drawn, told in a table, narrowed, and drawn again in the dark."""

import pytest

from tests.browser.conftest import SIZES
from zocdoc_sync.reports.catalogue import REPORTS

DRAWN = """() => [...document.querySelectorAll("canvas[data-plot]")].every((canvas) => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return canvas.width > 100 && pixels.some((value) => value > 0);
})"""
DARKER = """() => {
  window.before = document.querySelector("canvas[data-plot]").toDataURL();
  document.documentElement.classList.toggle("dark");
}"""


@pytest.mark.parametrize("size", SIZES)
def test_every_report_is_drawn_and_fits_the_screen(size, console, clinic):
    console.sign_in("Viewer", clinic)
    console.page.set_viewport_size(SIZES[size])
    for code in REPORTS:
        console.open(f"/admin/reports/{code}/?range=last365")
        console.until(DRAWN)
        assert console.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), code


def test_a_drawn_report_follows_a_window_that_becomes_narrow(console, clinic):
    console.sign_in("Viewer", clinic)
    for code in REPORTS:
        console.page.set_viewport_size(SIZES["desktop"])
        console.open(f"/admin/reports/{code}/?range=last365")
        console.until(DRAWN)
        console.page.set_viewport_size(SIZES["phone"])
        assert console.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), code


def test_a_report_is_narrowed_by_days_and_drawn_again_in_the_dark(console, clinic, pictures):
    console.sign_in("Front desk", clinic)
    console.page.get_by_role("link", name="Reports").click()
    console.page.get_by_role("link", name="Last 365 days").click()
    console.page.get_by_role("heading", name="Bookings by week and status").wait_for()
    console.page.get_by_label("From", exact=True).fill("2026-01-01")
    console.page.get_by_label("To", exact=True).fill("2026-01-02")
    console.page.get_by_role("button", name="Show").click()
    console.page.get_by_role("heading", name="Thu 1 Jan 2026 to Fri 2 Jan 2026").wait_for()
    console.page.get_by_role("link", name="Last 30 days").click()
    console.page.get_by_role("heading", name="Bookings by day and status").wait_for()
    console.until(DRAWN)
    console.page.evaluate(DARKER)
    console.until("() => document.querySelector('canvas[data-plot]').toDataURL() !== window.before")
    console.page.screenshot(path=pictures / "reports-desktop-dark.png")
