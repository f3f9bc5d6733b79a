import re

import pytest

from tests.zocdoc_sync.admin.timeslots.conftest import (
    DAY,
    NEW_YORK,
    PUT,
    SPRING,
    Editor,
    at_zocdoc,
    publish,
    slots,
    url,
)
from tests.zocdoc_sync.operations.standin import sent

FOUR = slots("09:00", "10:00", "11:00", "12:00")
FIRST, SECOND = "2026-12-08", "2026-12-15"


@pytest.fixture
def copying(scheduler, provider):
    page = Editor(scheduler, provider)
    page.address = url(provider, DAY, "copy")
    return page


def drafts(page):
    return {f"draft-{day}": text for day, text in re.findall(r'name="draft-([0-9-]+)" value="([^"]*)"', page.text)}


def told(page):
    return [(str(one.day), one.done or one.fault) for one in page.answer.context["targets"]]


def test_each_date_is_previewed_and_put_by_itself_with_its_own_answers(copying, provider, sandbox):
    publish(provider, FOUR)
    publish(provider, slots("14:00", "15:00", "16:00", day=SECOND), SECOND)
    copying.press("look", dates=f"{FIRST}, {SECOND}")
    assert [[guard.code for guard in one.guards] for one in copying.answer.context["targets"]] == [[], ["half"]]
    assert sent(sandbox, PUT) == 2
    copying.press("publish", date=[FIRST, SECOND], **drafts(copying))
    (first, second) = told(copying)
    assert (first[1][:10], second[1]) == (
        "Published.", "Nothing was sent for this date. 3 of 3 timeslots go away, more than half.",
    )  # fmt: skip
    copying.press("publish", date=[SECOND], **drafts(copying), **{f"said-{SECOND}": ["half"]})
    assert at_zocdoc(provider, FIRST) == slots("09:00", "10:00", "11:00", "12:00", day=FIRST)
    assert at_zocdoc(provider, SECOND) == slots("09:00", "10:00", "11:00", "12:00", day=SECOND)
    assert sent(sandbox, PUT) == 4


def test_a_date_that_is_like_it_already_is_not_sent(copying, provider, sandbox):
    publish(provider, FOUR)
    publish(provider, slots("09:00", "10:00", "11:00", "12:00", day=FIRST), FIRST)
    copying.press("look", dates=FIRST)
    assert told(copying) == [(FIRST, "It is like that already: nothing is sent.")]
    assert drafts(copying) == {}


def test_wall_times_are_kept_and_those_that_do_not_exist_are_named(copying, provider):
    publish(provider, slots("02:30", "09:00"))
    copying.press("look", dates=str(SPRING))
    assert copying.answer.context["targets"][0].skipped == "02:30"
    copying.press("publish", date=[str(SPRING)], **drafts(copying))
    (only,) = at_zocdoc(provider, SPRING)
    assert (f"{only.start:%H:%M}", only.zone) == ("09:00", NEW_YORK)


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ("", "Write at least one date, such as 2026-12-01."),
        ("tomorrow", "“tomorrow” is not a date such as 2026-12-01."),
        ("2026-02-30", "“2026-02-30” is not a date such as 2026-12-01."),
        (str(DAY), f"{DAY} is the day that is copied: leave it out."),
        (" ".join(f"2026-11-{n:02d}" for n in range(1, 16)), "At most 14 dates at a time: 15 were given."),
    ],
)
def test_dates_that_are_none_are_refused_with_a_sentence(copying, sandbox, dates, sentence):
    copying.press("look", dates=dates)
    assert copying.answer.context["fault"] == sentence
    assert sent(sandbox, PUT) == 0


def test_the_same_copy_posted_twice_puts_each_date_once(copying, provider, sandbox):
    publish(provider, FOUR)
    copying.press("look", dates=FIRST)
    page = copying.answer
    for _ in range(2):
        copying.answer = page
        copying.press("publish", date=[FIRST], **drafts(copying))
    assert sent(sandbox, PUT) == 2
