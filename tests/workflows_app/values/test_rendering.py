import time
import tracemalloc
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows_app.values.filters import FILTERS
from workflows_app.values.limits import LONGEST_TEMPLATE
from workflows_app.values.moments import Moment
from workflows_app.values.rendering import ValueProblem, render

NEW_YORK = ZoneInfo("America/New_York")
START = Moment.of(datetime(2026, 3, 7, 14, 30, tzinfo=NEW_YORK))
SCOPE = {
    "trigger": {
        "appointment": {
            "status": "confirmed",
            "start_time": START,
            "minutes": 30,
            "notes": None,
            "tags": ["vip", "new"],
            "provider": {"name": "Dr. Ana Lopez"},
        }
    },
    "steps": {"look": {"items": [{"id": "ip_1"}, {"id": "ip_2"}], "ok": True}},
    "item": None,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ trigger.appointment.status }}", "confirmed"),
        (" {{ trigger.appointment.minutes }} ", 30),
        ("{{ trigger.appointment.start_time }}", START),
        ("{{ trigger.appointment.notes }}", None),
        ("{{ trigger.appointment.tags }}", ["vip", "new"]),
        ("{{ steps.look.ok }}", True),
        ("{{ steps.look.items[1].id }}", "ip_2"),
        ("{{ trigger['appointment'].provider.name }}", "Dr. Ana Lopez"),
        (
            "With {{ trigger.appointment.provider.name }}, {{ trigger.appointment.minutes }} min",
            "With Dr. Ana Lopez, 30 min",
        ),
        ("at {{ trigger.appointment.start_time }}", "at 2026-03-07T14:30:00-05:00"),
        ("{{ trigger.appointment.start_time | date: '%d %b %Y, %H:%M' }}", "07 Mar 2026, 14:30"),
        ("{{ trigger.appointment.start_time | date: '%H:%M', 'America/Los_Angeles' }}", "11:30"),
        ("{{ trigger.appointment.start_time | add_days: 1 | date: '%H:%M %z' }}", "14:30 -0400"),
        ("{{ trigger.appointment.start_time | add_hours: 24 | date: '%H:%M %z' }}", "15:30 -0400"),
        ("{{ trigger.appointment.start_time | add_minutes: -90 | in_zone: 'UTC' }}", START.replace(hour=13, minute=0)),
        ("{{ trigger.appointment.nobody | default: 'none' }}", "none"),
        ("{{ trigger.appointment.notes | default: '—' }}", "—"),
        ("{{ trigger.appointment.tags | join: '/' | upper }}", "VIP/NEW"),
        ("{{ trigger.appointment.tags | first }}", "vip"),
        ("{{ '(212) 555-0100' | digits }}", "2125550100"),
        ("{{ trigger.appointment.minutes | plus: 15 | times: 2 }}", 90),
        ("{{ 'a long text' | shorten: 6 }}", "a lon…"),
        ("{% if trigger.appointment.minutes > 20 %}long{% else %}short{% endif %}", "long"),
        ("{% for tag in trigger.appointment.tags %}[{{ tag }}]{% endfor %}", "[vip][new]"),
        ("{{ (1..3) }}", [1, 2, 3]),
        ("no values", "no values"),
    ],
)
def test_a_value_alone_keeps_its_type_and_any_other_text_becomes_text(text, value):
    assert render(text, SCOPE) == value


def test_lists_and_objects_are_filled_in_and_the_rest_stays_as_it_is():
    given_ = {"a": ["{{ trigger.appointment.minutes }}", 7, None, True], "b": {"c": "{{ item }}"}}
    assert render(given_, SCOPE) == {"a": [30, 7, None, True], "b": {"c": None}}


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        ("{{ trigger.appointment.stats }}", "trigger.appointment.stats", "Did you mean status or tags?"),
        (
            "Hello {{ trigger.patient.first_name }}",
            "trigger.patient.first_name",
            "There is no trigger.patient.first_name.",
        ),
        ("{{ steps.other.id }}", "steps.other.id", "There is no steps.other.id."),
        ("{{ nobody }}", "nobody", "There is no nobody."),
    ],
)
def test_a_missing_path_is_an_error_that_names_it(text, path, sentence):
    with pytest.raises(ValueProblem, match=path) as caught:
        render(text, SCOPE)
    assert (caught.value.path, sentence in str(caught.value)) == (path, True)


ATTACKS = {
    "attribute walk": "{{ trigger.__class__.__mro__ }}",
    "attribute of a value": "{{ trigger.appointment.start_time.__class__ }}",
    "attribute of text": "{{ trigger.appointment.status.__class__.__init__.__globals__ }}",
    "attribute in brackets": "{{ trigger['__class__'] }}",
    "method": "{{ trigger.appointment.start_time.utcoffset }}",
    "huge loop": "{% for i in (1..100000000) %}x{% endfor %}",
    "nested loops": "{% for i in (1..999) %}{% for j in (1..999) %}x{% endfor %}{% endfor %}",
    "huge list": "{{ (1..999999999) }}",
    "huge list as text": "{{ (1..999999999) | join }}",
    "ten megabytes": "{% for i in (1..1000) %}" + "x" * 9000 + "{% endfor %}",
    "doubling": "{% assign s='aaaaaaaaaa' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}",
    "multiplying replacements": "{{ '" + "a" * 3000 + "' | replace: 'a', '" + "b" * 3000 + "' | replace: 'b', 'cc' }}",
    "huge number": "{{ 999999999999 | times: 999999999999 | times: 999999999999 }}",
    "huge exponent": "{{ '1e400' | plus: 1 }}",
    "not a number": "{{ 'nan' | plus: 1 }}",
    "far date": "{{ trigger.appointment.start_time | add_days: 999999999999 }}",
    "file": "{% include '/etc/passwd' %}",
    "render": "{% render 'settings' %}",
    "unknown filter": "{{ 'a' | system }}",
    "deep nesting": "{% if true %}" * 400,
    "unclosed": "{{ trigger",
    "much work": "{% for i in (1..1000) %}{{ trigger.appointment.status"
    + " | upper | lower" * 500
    + " | size }}{% endfor %}",
    "long": "{{ 1 }}" * LONGEST_TEMPLATE,
    "zone": "{{ trigger.appointment.start_time | in_zone: '../../etc/passwd' }}",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_ends_in_one_sentence_in_bounded_time_and_memory(attack):
    tracemalloc.start()
    began = time.monotonic()
    with pytest.raises(ValueProblem) as caught:
        render(ATTACKS[attack], SCOPE)
    seconds, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(str(caught.value)) < 400
    assert (seconds < 2, peak < 20_000_000) == (True, True)


@pytest.mark.parametrize("text", ["{0.__class__}", "%(a)s", "${HOME}", "{trigger.__init__}", "#{1+1}", "<%= 1 %>"])
def test_what_other_languages_would_fill_in_is_only_text(text):
    assert render(text, SCOPE) == text


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20) | st.just(START),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", "|", ":", "'", "trigger", ".", "appointment", "for", "if", "[0]", "a", " "]
)


@given(VALUES)
def test_any_value_that_is_mapped_alone_keeps_its_type(value):
    found = render("{{ item }}", {"item": value})
    assert (found, type(found)) == (value, type(value))


@given(st.lists(PIECES, max_size=12).map("".join))
def test_nothing_but_a_value_problem_ever_comes_out(text):
    with suppress(ValueProblem):
        render(text, SCOPE)


@given(st.sampled_from(sorted(FILTERS)), VALUES, VALUES)
def test_no_filter_breaks_on_any_value(name, value, other):
    with suppress(ValueProblem):
        render(f"{{{{ a | {name}: b }}}}", {"a": value, "b": other})


def test_an_instant_without_a_zone_is_utc():
    assert Moment.of(datetime(2026, 3, 7, 14, 30)).tzinfo == UTC  # noqa: DTZ001 (that is what is tried)
