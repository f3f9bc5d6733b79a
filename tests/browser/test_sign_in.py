"""The second step and the warning before a session ends, in a browser."""

from base64 import b32decode

import pytest
from django_otp.oath import TOTP

from tests.browser.test_axe import AXE, GRAVE, SCHEMES, TOO_WIDE
from tests.zocdoc_sync.admin.clinic import PASSWORD


def fits(window):
    """Tell what is wrong with a page: grave faults, light and dark, or a width that a phone does not have."""
    faults = []
    for scheme in SCHEMES:
        window.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        window.evaluate(AXE)
        faults += window.evaluate(GRAVE)
    window.set_viewport_size({"width": 390, "height": 844})
    faults += ["too wide"] if window.evaluate(TOO_WIDE) else []
    window.set_viewport_size({"width": 1400, "height": 950})
    return faults


def code_from(seed):
    return f"{TOTP(b32decode(seed.replace(' ', ''))).token():06d}"


@pytest.mark.django_db(transaction=True)
def test_a_person_sets_up_a_second_step_and_signs_in_with_it(console, clinic):
    someone = console.sign_in("Front desk", clinic)
    window = console.page
    console.open("/admin/second-step/mine/")
    assert fits(window) == []
    window.get_by_role("button", name="Set it up").click()
    window.get_by_role("img", name="QR code").wait_for()
    assert fits(window) == []
    window.get_by_text("Type it instead").click()
    window.get_by_role("textbox", name="Code").fill(code_from(window.locator("details code").text_content()))
    window.get_by_role("button", name="Confirm").click()
    window.get_by_role("link", name="I have kept them").wait_for()
    assert fits(window) == []
    codes = window.locator(".sd-codes code").all_text_contents()
    window.get_by_role("link", name="I have kept them").click()
    window.get_by_role("heading", name="Today", level=1).wait_for()
    console.open("/admin/second-step/mine/")
    assert fits(window) == []
    window.get_by_role("button", name="Sign out").click()
    console.open("/admin/")
    window.get_by_label("Username").fill(someone.username)
    window.locator("input[name=password]").fill(PASSWORD)
    window.get_by_role("button", name="Log in").click()
    assert window.get_by_role("heading", level=1).text_content() == "Second step"
    assert fits(window) == []
    window.get_by_role("textbox", name="Code").fill(codes[0])
    window.get_by_role("button", name="Continue").click()
    window.get_by_role("heading", name="Today", level=1).wait_for()


@pytest.mark.django_db(transaction=True)
def test_a_person_is_warned_before_being_signed_out_and_stays(console, clinic, settings):
    # The warning comes two minutes before the end: here after three seconds.
    settings.SESSION_IDLE_MINUTES = 2.05
    console.sign_in("Front desk", clinic)
    console.open("/admin/zocdoc_sync/provider/")
    warning = console.page.get_by_role("alertdialog", name="You will be signed out soon")
    warning.wait_for()
    assert fits(console.page) == []
    console.page.get_by_role("button", name="Stay signed in").click()
    warning.wait_for(state="detached")
    warning.wait_for()
