import re
from datetime import datetime

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.timeslots.conftest import (
    AUTUMN,
    BROOKLYN,
    DAY,
    DOWNTOWN,
    PUT,
    SPRING,
    Editor,
    at_zocdoc,
    publish,
    slots,
    url,
)
from tests.zocdoc_sync.operations.standin import sent
from zocdoc_sync.models import AccessEvent, DayState, DayVersion, Location, ProviderDay, VisitReason
from zocdoc_sync.timeslots.verifying import verify

SENT = "Published. Zocdoc takes a moment to show it: the console looks, and says here when it is verified."
FOUR = slots("09:00", "10:00", "11:00", "12:00")


def test_a_range_is_added_previewed_published_and_verified(editor, provider, sandbox):
    page = editor().add("09:00", "11:00").press("preview")
    assert [(one.place, len(one.added)) for one in page.answer.context["changes"]] == [("Downtown", 4)]
    assert sent(sandbox, PUT) == 0
    page.press("publish")
    assert page.said() == [SENT]
    assert at_zocdoc(provider) == slots("09:00", "09:30", "10:00", "10:30")
    assert "Verified at Zocdoc" in editor().text
    assert AccessEvent.objects.get(action="timeslots.put:confirmed").subject == f"provider {provider.zocdoc_id} {DAY}"


def test_ticked_timeslots_and_ranges_are_taken_out_of_the_draft(editor, provider, sandbox):
    publish(provider, slots("09:00", "10:00", "11:00", "12:00", "13:00", "14:00"))
    page = editor()
    page.press("remove", slot=page.keys("09:00"))
    page.press("remove", **{"from": "13:00", "until": "14:00", "at": DOWNTOWN})
    page.press("preview").press("publish")
    assert at_zocdoc(provider) == slots("10:00", "11:00", "12:00", "14:00")
    assert sent(sandbox, PUT) == 2


def test_what_ticked_timeslots_take_is_changed_and_told_in_words(editor, provider, linked):
    publish(provider, FOUR)
    VisitReason.objects.create(connection=linked, zocdoc_id="pc_a", name="Annual physical")
    VisitReason.objects.create(connection=linked, zocdoc_id="pc_b", name="Flu shot")
    page = editor()
    page.press("change", slot=page.keys("09:00"), **{"take-allowed": ["pc_a"], "take-patient_type": "new"})
    page.press("change", slot=page.keys("10:00"), **{"take-allowed": ["pc_a"], "take-excluded": ["pc_a"]})
    page.press("change", slot=page.keys("11:00"), **{"take-excluded": ["pc_b"]})
    assert [slot["takes"] for place in page.answer.context["places"] for slot in place["slots"]] == [
        "only Annual physical · new patients only", "nothing: unbookable", "all except Flu shot", "all visit reasons",
    ]  # fmt: skip
    page.press("preview")
    (change,) = page.answer.context["changes"]
    assert (change.added, change.removed, change.kept) == ([], [], 1)
    assert change.changed[0] == "09:00: all visit reasons → only Annual physical · new patients only"
    page.press("publish")
    assert min(at_zocdoc(provider)).allowed == ("pc_a",)


def test_a_closed_day_needs_its_typed_date(scheduler, editor, provider, sandbox):
    publish(provider, FOUR)
    page = editor()
    page.answer = scheduler.get(url(provider, DAY, "close"))
    assert "This deletes all 4 timeslots of the day, at all locations." in page.text
    for typed in ("", "yes", "2026-12-02"):
        page.press("publish", typed=typed, said=["empty", "cleared", "half", "booked", "places", "changed"])
        assert (page.answer.status_code, sent(sandbox, PUT)) == (422, 1)
        assert at_zocdoc(provider) == FOUR
    page.press("publish", typed=str(DAY))
    assert page.said() == [SENT]
    assert at_zocdoc(provider) == frozenset()


def test_no_door_sends_an_empty_day_without_its_typed_date(scheduler, editor, provider, sandbox):
    """Walk every door: the emptied draft, closing, undo of the first put, and copying an empty day."""
    first = publish(provider, FOUR)
    emptied = editor()
    emptied.press("remove", **{"from": "00:00", "until": "23:59"}).press("preview")
    doors = [emptied]
    for page in (("close",), ("undo", first.number)):
        door = editor()
        door.answer = scheduler.get(url(provider, DAY, *page))
        doors.append(door)
    for door in doors:
        door.press("publish", said=["empty", "half", "booked", "places", "changed"])
        assert door.answer.status_code == 422
    copying = Editor(scheduler, provider)
    copying.address = url(provider, "2026-12-02", "copy")
    copying.press("look", dates=str(DAY))
    (draft,) = re.findall(rf'name="draft-{DAY}" value="([^"]*)"', copying.text)
    copying.press("publish", date=[str(DAY)], **{f"draft-{DAY}": draft, f"said-{DAY}": ["empty", "half"]})
    assert "Nothing was sent for this date." in copying.text
    assert (sent(sandbox, PUT), at_zocdoc(provider)) == (1, FOUR)


def test_half_and_booked_are_asked_with_ticks(editor, provider, sandbox):
    publish(provider, FOUR)
    factories.appointment(
        provider.connection, provider=provider, location=Location.objects.get(zocdoc_id=DOWNTOWN), status="confirmed",
        start_time=datetime.fromisoformat(f"{DAY}T10:00:00-05:00"), local_date=DAY,
    )  # fmt: skip
    page = editor()
    marks = {slot["clock"]: slot["marks"] for place in page.answer.context["places"] for slot in place["slots"]}
    assert marks == {"09:00": [], "10:00": ["booked"], "11:00": [], "12:00": []}
    page.press("remove", slot=page.keys("09:00", "10:00", "11:00")).press("preview")
    assert [guard.code for guard in page.answer.context["guards"]] == ["half", "booked"]
    page.press("publish", said=["half"])
    assert "A timeslot that goes away has a booking: 10:00." in page.answer.context["fault"]
    page.press("publish", said=["half", "booked"])
    assert (at_zocdoc(provider), sent(sandbox, PUT)) == (slots("12:00"), 2)


def test_a_day_that_changed_meanwhile_is_shown_and_asked_about(editor, provider, sandbox):
    publish(provider, FOUR)
    page = editor().add("15:00", "15:30")
    publish(provider, FOUR | slots("13:00"))
    page.press("publish")
    assert page.answer.status_code == 302
    page = editor().add("15:00", "15:30").press("preview")
    publish(provider, FOUR | slots("13:00", "13:30"))
    page.press("publish")
    (meanwhile,) = page.answer.context["meanwhile"]
    assert (meanwhile.added, page.answer.status_code) == (["13:30 all visit reasons"], 422)
    assert [guard.code for guard in page.answer.context["guards"]] == ["changed"]
    page.press("publish", said=["changed"])
    assert at_zocdoc(provider) == FOUR | slots("13:00", "15:00")


def test_saying_that_it_changed_does_not_cover_what_changes_after_the_preview(editor, provider):
    publish(provider, FOUR)
    page = editor().add("15:00", "15:30")
    publish(provider, FOUR | slots("13:00"))
    page.press("preview")
    publish(provider, FOUR | slots("13:00", "14:00"))
    page.press("publish", said=["changed"])
    assert (page.answer.status_code, at_zocdoc(provider)) == (422, FOUR | slots("13:00", "14:00"))


def test_the_same_form_posted_twice_puts_once(editor, provider, sandbox, scheduler):
    page = editor().add("09:00", "10:00").press("preview")
    preview = page.answer
    page.press("publish")
    page.answer = preview
    page.press("publish")
    assert page.said()[-1] == SENT
    assert (sent(sandbox, PUT), DayVersion.objects.exclude(operation_key="").count()) == (1, 1)


def test_undo_goes_through_the_preview_and_puts_back_what_was(scheduler, editor, provider):
    publish(provider, FOUR)
    last = publish(provider, FOUR - slots("09:00") | slots("16:00", place=BROOKLYN))
    page = editor()
    assert f"Undo version {last.number}" in page.text
    page.answer = scheduler.get(url(provider, DAY, "undo", last.number))
    page.press("publish")
    assert at_zocdoc(provider) == FOUR - slots("09:00") | slots("16:00", place=BROOKLYN)
    page.press("publish", said=["cleared"])
    assert at_zocdoc(provider) == FOUR


def test_a_time_that_the_clocks_leave_out_is_named_and_one_that_comes_twice_is_marked(editor):
    page = editor(SPRING).add("01:30", "03:30")
    assert page.answer.context["said"].sentence == (
        "2 timeslots added to the draft. Left out, since the clocks go forward over it on 2027-03-14 in "
        "America/New_York: 02:00, 02:30."
    )
    autumn = editor(AUTUMN).add("01:00", "02:00", every=60)
    (place,) = autumn.answer.context["places"]
    assert place["slots"][0]["marks"] == ["twice this day", "new"]


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"first": "09:00-05:00", "until": "10:00"}, "Write a time such as 09:30"),
        ({"first": "10:00", "until": "09:00"}, "It must be later than the start of the range."),
        ({"first": "09:00", "until": "10:00", "every": 0}, "greater than or equal to 1"),
        ({"first": "09:00", "until": "10:00", "location": "lo_another"}, "This is not a location of this provider."),
        ({"first": "09:00", "until": "10:00", "allowed": ["pc_unknown"]}, "Select a valid choice"),
        ({"first": "", "until": "10:00"}, "This field is required."),
    ],
)
def test_a_range_that_is_none_comes_back_with_a_sentence_and_loses_nothing(editor, sandbox, wanted, sentence):
    page = editor().add("08:00", "08:30").add(**wanted)
    assert page.answer.status_code == 422
    assert sentence in page.text
    assert (page.answer.context["count"], sent(sandbox, PUT)) == (1, 0)


def test_a_location_without_a_known_zone_is_refused(editor, sandbox):
    Location.objects.filter(zocdoc_id=DOWNTOWN).update(time_zone="")
    assert "The time zone of this location is not known yet" in editor().add("09:00", "10:00").text
    assert sent(sandbox, PUT) == 0


def test_a_day_of_more_than_1500_timeslots_is_refused_before_zocdoc_is_asked(editor, sandbox):
    page = editor().add("00:00", "23:59", every=1)
    page.add("00:00", "01:02", every=1, location=BROOKLYN)
    assert page.answer.context["said"].sentence == "A day holds at most 1500 timeslots: this would make 1501."
    assert (page.answer.context["count"], sent(sandbox, PUT)) == (1439, 0)


def test_a_draft_is_good_for_one_person_and_one_day(client, editor, provider, linked, sandbox):
    page = editor().add("09:00", "10:00")
    other = Editor(client, provider, SPRING)
    other.client.post(url(provider, SPRING), {"draft": page.answer.context["draft"], "do": "publish"})
    page.client.force_login(person("Builder", linked))
    page.press("publish")
    assert page.said()[-1] == "This form was made for something else: open the day again."
    assert sent(sandbox, PUT) == 0


def test_a_viewer_sees_the_last_known_day_and_nothing_to_press(client, provider, linked, sandbox):
    publish(provider, FOUR)
    reads = sent(sandbox, "getProviderCalendarTimeslots")
    client.force_login(person("Viewer", linked))
    page = Editor(client, provider)
    assert "Your role does not read timeslots from Zocdoc" in page.text
    assert ("09:00" in page.text, 'name="draft"' in page.text) == (True, False)
    assert page.press("publish").answer.status_code == 403
    assert client.get(url(provider, DAY, "close")).status_code == 403
    assert client.get(url(provider, DAY, "copy")).status_code == 403
    assert sent(sandbox, "getProviderCalendarTimeslots") == reads


def test_another_clinics_provider_is_as_if_it_did_not_exist(scheduler, other):
    theirs = factories.provider(other)
    for page in ("edit", "close", "copy"):
        assert scheduler.get(url(theirs, DAY, page)).status_code == 404
        assert scheduler.post(url(theirs, DAY, page)).status_code in {404, 405}
    assert scheduler.get(url(theirs, "2026-13-45")).status_code == 404


def test_looking_at_a_day_puts_nothing(scheduler, provider, sandbox):
    publish(provider, FOUR)
    for page in (("edit",), ("close",), ("copy",), ("undo", 2)):
        assert scheduler.get(url(provider, DAY, *page)).status_code in {200, 302}
    assert sent(sandbox, PUT) == 1


def test_a_day_that_cannot_be_read_shows_the_last_known_one(editor, provider, sandbox):
    publish(provider, FOUR)
    sandbox.faults([{"operation": "getProviderCalendarTimeslots", "kind": "null_fields"}])
    page = editor()
    assert "This is what the console saw last." in page.text
    assert ("09:00" in page.text, 'name="draft"' in page.text) == (True, False)


def test_a_put_that_is_not_seen_yet_says_so_and_one_that_differs_shows_what(editor, provider, sandbox):
    version = publish(provider, FOUR)
    sandbox.faults([{"operation": "getProviderCalendarTimeslots", "kind": "stale_get"}])
    assert "Put, not seen at Zocdoc yet" in editor().text
    for _ in range(4):
        verify(version, now=version.at)
        version.refresh_from_db()
    assert version.state == DayState.DIFFERS
    state = editor().answer.context["state"]
    assert [(one.place, len(one.removed)) for one in state["moved"]] == [("Downtown", 4)]


def test_a_chosen_provider_and_date_lead_to_the_day(scheduler, provider):
    go = "/admin/zocdoc_sync/providerday/go/"
    assert scheduler.get(go, {"provider": provider.pk, "date": str(DAY)}).url == url(provider)
    assert scheduler.get(go, {"provider": provider.pk}).url == url(provider, timezone.localdate())
    for wrong in ({}, {"provider": "x"}, {"provider": provider.pk, "date": "2026-13-45"}):
        assert scheduler.get(go, wrong).url == "/admin/zocdoc_sync/providerday/"


def test_the_list_filters_by_the_last_put_and_finds_a_provider(scheduler, editor, provider):
    publish(provider, FOUR)
    editor()
    assert ProviderDay.objects.count() == 1
    found = "/admin/zocdoc_sync/providerday/"
    assert "1 provider day" in scheduler.get(found, {"last_put": "verified", "q": "lindq"}).content.decode()
    assert "0 provider days" in scheduler.get(found, {"last_put": "differs"}).content.decode()
