"""The worklist can be read: nothing covers the words of a line, whatever the window's size."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from zocdoc_sync.models import Appointment, VisitReason

WIDTHS = (390, 820, 1024, 1400)
COVERED = """() => [...document.querySelectorAll("#worklist li[data-row]")].filter((line) => {
  const actions = line.querySelector(".sd-actions").getBoundingClientRect();
  const words = document.createRange();
  words.selectNodeContents(line.children[1]);
  return [...words.getClientRects()].some((one) => actions.left < one.right - 1 && actions.right > one.left + 1
    && actions.top < one.bottom - 1 && actions.bottom > one.top + 1);
}).length"""


@pytest.mark.parametrize("width", WIDTHS)
def test_no_button_covers_what_it_is_for(console, clinic, width):
    # Begun and confirmed: two buttons and the status on one line.
    rows = Appointment.objects.filter(status="confirmed").order_by("pk").values("pk")[:3]
    begun = timezone.now() - timedelta(seconds=1)
    Appointment.objects.filter(pk__in=rows).update(start_time=begun, local_date=timezone.localdate())
    VisitReason.objects.update(name="Gastroenterological consultation")
    console.page.set_viewport_size({"width": width, "height": 900})
    console.sign_in("Front desk", clinic)
    expect(console.page.locator("#worklist li[data-row]").nth(3)).to_be_visible()
    assert console.page.get_by_role("button", name="No-show").count() > 0
    assert console.page.evaluate(COVERED) == 0
