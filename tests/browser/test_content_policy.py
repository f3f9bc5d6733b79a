"""Under the strict content policy every page works, breaks no rule of it, and asks no other machine for anything."""

from urllib.parse import urlsplit

import pytest
from django.contrib import admin

from tests.browser.conftest import SIZES

LISTEN = """document.addEventListener("securitypolicyviolation", (found) =>
  console.error(`${found.violatedDirective} ${found.blockedURI} ${found.sourceFile}`))"""
# A sheet to print stands outside of the frame and has nothing that Alpine would start.
ALIVE = "!document.documentElement.hasAttribute('x-data') || Boolean(document.documentElement._x_dataStack)"
DARK = "document.documentElement.classList.contains('dark')"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_page_breaks_the_content_policy_or_asks_another_machine_for_anything(console, pages):
    asked, broken = set(), []
    console.page.add_init_script(LISTEN)
    console.page.on("console", lambda said: broken.append(said.text) if said.type in {"error", "warning"} else None)
    console.page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    assert len(pages) > len(admin.site._registry)
    for path in pages:
        console.open(path)
        assert console.page.evaluate(ALIVE), f"Alpine did not start on {path}"
        console.faults += [f"{path}: {text}" for text in broken]
        broken.clear()
    assert console.faults == []
    assert asked == {urlsplit(console.url).netloc}


def test_a_page_of_the_console_runs_no_inline_and_no_evaluated_script(console, clinic):
    console.sign_in("superuser")
    # Later, when the debugger that carries the test has let go: what it runs itself may evaluate text.
    console.page.evaluate("""() => setTimeout(() => {
      const inline = document.createElement("script");
      inline.textContent = "document.body.dataset.inline = 'ran'";
      document.body.append(inline);
      const marks = document.body.dataset;
      try { new Function("document.body.dataset.evaluated = 'ran'")(); } catch { marks.evaluated = "refused"; }
    }, 50)""")
    console.page.locator("body[data-evaluated]").wait_for()
    assert console.page.evaluate("({...document.body.dataset}).evaluated") == "refused"
    assert console.page.evaluate("document.body.dataset.inline ?? 'refused'") == "refused"
    console.faults = [text for text in console.faults if "Content Security Policy" not in text]


def test_the_theme_the_sidebar_and_the_menu_of_a_person_work(console, clinic):
    console.sign_in("superuser")
    window = console.page
    window.emulate_media(color_scheme="light")
    who = window.get_by_role("button", name="superuser")
    who.click()
    window.get_by_text("Dark", exact=True).click()
    assert window.evaluate(DARK)
    console.open("/admin/zocdoc_sync/appointment/")
    assert window.evaluate(DARK)
    window.get_by_role("button", name="superuser").click()
    window.get_by_text("Light", exact=True).click()
    assert not window.evaluate(DARK)
    assert window.get_by_role("button", name="Log out").is_visible()

    entry = window.locator("#nav-sidebar-inner").get_by_role("link", name="Reports")
    window.get_by_role("button", name="Menu").click()
    entry.wait_for(state="hidden")
    console.open("/admin/")
    entry.wait_for(state="hidden")
    window.get_by_role("button", name="Menu").click()
    entry.wait_for(state="visible")
    window.set_viewport_size(SIZES["phone"])
    entry.wait_for(state="hidden")
    window.get_by_role("button", name="Menu").click()
    entry.wait_for(state="visible")


def test_the_filters_the_actions_and_the_address_of_a_form_work(console, clinic):
    console.sign_in("superuser")
    window = console.page
    console.open("/admin/zocdoc_sync/appointment/")
    window.get_by_role("button", name="Filters").press("Enter")
    window.locator("#changelist-filter").wait_for(state="visible")
    window.keyboard.press("Escape")
    window.locator("#changelist-filter").wait_for(state="hidden")
    window.locator("input.action-select").first.check()
    window.get_by_label("Select action to run").wait_for(state="visible")

    console.open("/admin/zocdoc_sync/slotexception/add/")
    assert window.locator("#slotexception_form").get_attribute("action") == "/admin/zocdoc_sync/slotexception/add/"
    # A form chooses rows and has no menu beside them that opens windows.
    assert window.locator("#id_connection").count() == 1
    assert window.locator("[x-ref^=relatedWidgetWrapper]").count() == 0
