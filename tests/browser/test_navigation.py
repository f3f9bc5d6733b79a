"""The navigation shows what a day needs and folds the rest away; the menu of a person is reached by keyboard."""

import pytest

from tests.browser.conftest import SIZES

PROVIDERS = "/admin/zocdoc_sync/provider/"


def group(console, title):
    return console.page.locator(f"details[data-group='{title}']")


def test_groups_fold_by_keyboard_and_stay_as_the_person_left_them(console, clinic):
    console.sign_in("Administrator", clinic)
    opened = {title: group(console, title).get_attribute("open") is not None for title in ("Front desk", "Clinic")}
    assert opened == {"Front desk": True, "Clinic": False}
    group(console, "Clinic").locator("summary").press("Enter")
    group(console, "Clinic").get_by_role("link", name="Providers").wait_for(state="visible")
    group(console, "Timeslots").locator("summary").press("Enter")
    console.open("/admin/")
    group(console, "Clinic").get_by_role("link", name="Providers").wait_for(state="visible")
    group(console, "Timeslots").get_by_role("link", name="Provider days").wait_for(state="hidden")


def test_the_group_of_the_page_is_open_whatever_was_folded(console, clinic):
    console.sign_in("Administrator", clinic)
    console.open(PROVIDERS)
    here = group(console, "Clinic").get_by_role("link", name="Providers")
    assert here.get_attribute("aria-current") == "page"
    group(console, "Clinic").locator("summary").click()
    here.wait_for(state="hidden")
    console.open(PROVIDERS)
    here.wait_for(state="visible")


def test_a_person_logs_out_by_keyboard_and_is_told_so(console, clinic):
    console.sign_in("Viewer", clinic)
    me = console.page.get_by_role("button", name="viewer")
    me.press("Enter")
    assert me.get_attribute("aria-expanded") == "true"
    console.page.get_by_role("button", name="Log out").press("Enter")
    console.page.get_by_text("You are logged out.").wait_for()
    console.page.set_viewport_size(SIZES["phone"])
    console.page.get_by_role("link", name="Log in again").click()
    console.page.get_by_label("Username").wait_for()


@pytest.mark.parametrize("page", ["/admin/", PROVIDERS, "/admin/calendar/"])
def test_slash_is_the_search_at_the_top_on_every_page(console, clinic, page):
    console.sign_in("Administrator", clinic)
    console.open(page)
    console.page.locator("html[data-keys]").wait_for()
    console.page.keyboard.press("/")
    assert console.page.evaluate("document.activeElement.getAttribute('aria-label')") == "Search everywhere"
    assert console.page.url == f"{console.url}{page}"


def test_slash_opens_the_search_where_the_window_has_no_room_for_it(console, clinic):
    console.sign_in("Administrator", clinic)
    console.page.set_viewport_size({"width": 700, "height": 900})
    console.open(PROVIDERS)
    console.page.locator("html[data-keys]").wait_for()
    console.page.keyboard.press("/")
    console.page.get_by_role("heading", name="Search", level=1).wait_for()


def test_the_help_says_what_slash_is(console, clinic):
    console.sign_in("Front desk", clinic)
    console.page.locator("html[data-keys]").wait_for()
    console.page.keyboard.press("?")
    console.page.get_by_role("dialog").get_by_text("the search at the top").wait_for()


@pytest.mark.parametrize("size", SIZES)
def test_what_adds_a_row_says_so_in_words(console, clinic, size):
    console.sign_in("superuser")
    console.page.set_viewport_size(SIZES[size])
    console.open("/admin/auth/user/")
    console.page.get_by_role("link", name="Add user", exact=True).click()
    console.page.get_by_text("First a name to log in with").wait_for()
