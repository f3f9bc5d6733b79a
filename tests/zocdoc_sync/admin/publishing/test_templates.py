from datetime import date, time

import pytest
from django.urls import reverse

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.publishing.conftest import hours, place_of, provider_at, rows
from zocdoc_sync.models import AccessEvent, SlotException, SlotTemplate, TemplateRule

ADD = "admin:zocdoc_sync_slottemplate_add"


def posted(provider, *given, **more):
    fields = {"provider": provider.pk, "name": "Usual week", "valid_from": "2027-01-01", "valid_to": "", **more}
    return {**fields, **rows("rules", *given)}


def add(client, provider, *given, **more):
    return client.post(reverse(ADD), posted(provider, *given, **more))


def test_a_scheduler_adds_a_template_with_rows_of_hours(scheduler, provider):
    answer = add(scheduler, provider, hours(place_of(provider), allowed=["pc_one"]))
    assert answer.status_code == 302
    made, rule = SlotTemplate.objects.get(), TemplateRule.objects.get()
    assert (made.connection_id, rule.connection_id) == (provider.connection_id,) * 2
    assert (rule.weekdays, rule.first, rule.until, rule.every, rule.allowed) == (
        [0, 1], time(9), time(12), 30, ["pc_one"],
    )  # fmt: skip
    assert AccessEvent.objects.get(action="template.added").subject == f"template {made.pk}"


@pytest.mark.parametrize(
    ("row", "more", "sentence"),
    [
        ({"until": "08:00"}, {}, "To must be later than from: 08:00 is not after 09:00."),
        ({"until": "09:00"}, {}, "To must be later than from: 09:00 is not after 09:00."),
        ({"weekdays": []}, {}, "Choose at least one day of the week."),
        ({"every": 0}, {}, "Ensure this value is greater than or equal to 1."),
        (
            {"allowed": ["pc_one"], "excluded": ["pc_one"]}, {},
            "These hours would take no visit reason at all: leave one that may be booked.",
        ),
        ({}, {"valid_to": "2026-12-31"}, "Valid to must not be before valid from: 2026-12-31 is before 2027-01-01."),
    ],
)  # fmt: skip
def test_a_template_that_makes_no_sense_is_refused_in_one_sentence(scheduler, provider, row, more, sentence):
    answer = add(scheduler, provider, hours(place_of(provider)) | row, **more)
    assert (answer.status_code, SlotTemplate.objects.count()) == (200, 0)
    assert sentence in answer.content.decode()


def test_a_location_of_another_provider_is_refused_by_name(scheduler, provider, stranger):
    answer = add(scheduler, provider, hours(place_of(stranger)))
    assert "Uptown is not a location of Dr. Mae Jung." in answer.content.decode()
    assert SlotTemplate.objects.count() == 0


def test_a_template_without_rows_is_refused(scheduler, provider):
    assert "Add at least one row of hours." in add(scheduler, provider).content.decode()
    assert SlotTemplate.objects.count() == 0


def test_a_step_that_does_not_divide_the_hours_is_taken(scheduler, provider):
    assert add(scheduler, provider, hours(place_of(provider), every=50)).status_code == 302


def test_a_name_that_the_provider_has_already_is_refused(scheduler, provider):
    add(scheduler, provider, hours(place_of(provider)))
    again = add(scheduler, provider, hours(place_of(provider)))
    assert "Dr. Mae Jung has a template of this name already." in again.content.decode()


def test_a_provider_of_another_clinic_cannot_be_chosen(scheduler, other):
    theirs = provider_at(other, "pr_x", "Dr. Stranger", "lo_x", "Elsewhere")
    page = scheduler.get(reverse(ADD)).content.decode()
    assert ("Dr. Stranger" in page, "Elsewhere" in page) == (False, False)
    assert add(scheduler, theirs, hours(place_of(theirs))).status_code == 200
    assert SlotTemplate.objects.count() == 0


def template(provider, **more):
    fields = {"name": "Usual week", "valid_from": date(2027, 1, 1), **more}
    made = SlotTemplate.objects.create(connection=provider.connection, provider=provider, **fields)
    TemplateRule.objects.create(
        connection=provider.connection, template=made, location_id=place_of(provider), weekdays=[6], first=time(1),
        until=time(4),
    )  # fmt: skip
    return made


def test_a_duplicate_has_the_rows_and_begins_after_a_template_that_ends(scheduler, provider):
    made = template(provider, valid_to=date(2027, 6, 30))
    answer = scheduler.post(reverse("admin:slottemplate_duplicate", args=(made.pk,)))
    copy = SlotTemplate.objects.exclude(pk=made.pk).get()
    assert answer.url == reverse("admin:zocdoc_sync_slottemplate_change", args=(copy.pk,))
    assert (copy.name, copy.valid_from, copy.valid_to) == ("Usual week (copy)", date(2027, 7, 1), None)
    assert [(one.first, one.weekdays) for one in copy.rules.all()] == [(time(1), [6])]
    assert made.rules.count() == 1


def test_the_preview_marks_both_days_on_which_the_clocks_change(scheduler, provider):
    made = template(provider)
    address = reverse("admin:slottemplate_preview", args=(made.pk,))
    spring = scheduler.get(address, {"first": "2027-03-01", "last": "2027-03-31"}).content.decode()
    assert "Sun 14 Mar 2027: 02:00, 02:30 do not exist in New York: left out." in spring
    autumn = scheduler.get(address, {"first": "2027-11-01", "last": "2027-11-30"}).content.decode()
    assert "Sun 7 Nov 2027: 01:00, 01:30 come twice: one timeslot stands for both." in autumn
    assert (spring.count("sd-month--clocks"), autumn.count("sd-month--clocks")) == (1, 1)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"first": "2027-03-10", "last": "2027-03-01"}, "The range ends before it begins."),
        ({"first": "2027-01-01", "last": "2027-05-31"}, "A preview shows at most 150 days."),
        ({"first": "2027-02-30"}, "There is no such date."),
    ],
)
def test_a_range_that_cannot_be_shown_is_named(scheduler, provider, asked, sentence):
    answer = scheduler.get(reverse("admin:slottemplate_preview", args=(template(provider).pk,)), asked)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_viewer_sees_templates_and_changes_none(client, clinic, provider):
    made = template(provider)
    client.force_login(person("Viewer", clinic))
    page = reverse("admin:zocdoc_sync_slottemplate_change", args=(made.pk,))
    assert client.get(page).status_code == 200
    assert client.post(page, posted(provider, hours(place_of(provider)))).status_code == 403
    assert client.post(reverse("admin:slottemplate_duplicate", args=(made.pk,))).status_code == 403
    assert client.get(reverse("admin:slottemplate_preview", args=(made.pk,))).status_code == 200


def test_a_template_of_another_clinic_does_not_exist(scheduler, other):
    made = template(provider_at(other, "pr_x", "Dr. Stranger", "lo_x", "Elsewhere"))
    for name in ("slottemplate_preview", "slottemplate_duplicate"):
        answer = scheduler.post if name.endswith("duplicate") else scheduler.get
        assert answer(reverse(f"admin:{name}", args=(made.pk,))).status_code == 404


def special(client, clinic, *given, **more):
    fields = {
        "connection": clinic.pk, "provider": "", "kind": "closed", "first": "2026-12-24", "last": "2026-12-25",
        "why": "Christmas", **more,
    }  # fmt: skip
    return client.post(reverse("admin:zocdoc_sync_slotexception_add"), {**fields, **rows("hours", *given)})


def test_a_closure_for_everybody_is_kept(scheduler, clinic):
    assert special(scheduler, clinic).status_code == 302
    assert str(SlotException.objects.get()) == "Christmas (2026-12-24 to 2026-12-25)"


def test_days_with_hours_of_their_own_need_a_provider_and_rows(scheduler, clinic, provider):
    alone = special(scheduler, clinic, kind="hours").content.decode()
    assert "Hours of its own need a provider: locations differ from one to the other." in alone
    empty = special(scheduler, clinic, kind="hours", provider=provider.pk).content.decode()
    assert "Add at least one row of hours, or choose that the days are closed." in empty
    row = {name: value for name, value in hours(place_of(provider)).items() if name != "weekdays"}
    assert special(scheduler, clinic, row, kind="hours", provider=provider.pk).status_code == 302
    assert SlotException.objects.get().hours.count() == 1


def test_closed_days_have_no_hours_and_end_after_they_begin(scheduler, clinic, provider):
    row = {name: value for name, value in hours(place_of(provider)).items() if name != "weekdays"}
    both = special(scheduler, clinic, row, provider=provider.pk).content.decode()
    assert "Closed days have no hours: remove the rows, or choose hours of its own." in both
    turned = special(scheduler, clinic, last="2026-12-01").content.decode()
    assert "The last day must not be before the first: 2026-12-01 is before 2026-12-24." in turned
    assert SlotException.objects.count() == 0
