"""The navigation shows what a day needs and folds the rest away; the menu of a person is reached by keyboard."""

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
