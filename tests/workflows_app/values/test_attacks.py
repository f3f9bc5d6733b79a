"""Templates that mean harm but may be filled in: whatever comes out of them comes soon, and is small."""

import json
import time
import tracemalloc
from datetime import UTC, datetime

import pytest

from workflows_app.values.conditions import judge
from workflows_app.values.limits import LONGEST_OUTPUT
from workflows_app.values.moments import Moment, plain
from workflows_app.values.problem import ValueProblem
from workflows_app.values.references import paths_in
from workflows_app.values.rendering import render

NOW = Moment.of(datetime(2026, 3, 2, 15, 0, tzinfo=UTC))


def nested(depth, of="x"):
    value = of
    for _ in range(depth):
        value = {"a": [value]}
    return value


LOOP = "{% for i in (1..1000) %}"
HUGE = "x" * 10_000_000
SCOPE = {
    "a": "x" * 50_000,
    "big": list(range(5_000)),
    "deep": nested(200),
    "now": NOW,
    "words": ["w" * 100] * 900,
    "huge": HUGE,
}
ATTACKS = {
    "width of a date": "{{ now | date: '%9999999d %9999999Y' }}",
    "long pattern": "{{ now | date: '" + "%A" * 4000 + "' }}",
    "dates in a loop": LOOP + "{{ now | date: '%A %d %B' | upper }}{% endfor %}",
    "a loop over a long list": "{% for i in big %}{{ i }}{% endfor %}",
    "long text many times": LOOP + "{{ a }}{% endfor %}",
    "long text made longer": "{{ a | append: a | append: a | append: a }}",
    "joined with long text": "{{ words | join: a }}",
    "replaced by long text": "{{ a | replace: 'x', a }}",
    "split into letters and back": LOOP + "{{ a | split: 'x' | join: 'xx' | size }}{% endfor %}",
    "deep value as JSON": "{{ deep | json }}",
    "deep value as text": "{{ deep }}!",
    "long list as JSON": LOOP + "{{ big | json | size }}{% endfor %}",
    "long list as text": "{{ big }}{{ big }}{{ big }}{{ big }}",
    "slow pattern": "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | replace: '(a+)+$', 'b' }}",
    "assigned again and again": LOOP + "{% assign b = a | append: i %}{% endfor %}{{ b | size }}",
    "conditions": LOOP + "{% if " + " and ".join(["a contains 'y'"] * 200) + " %}y{% endif %}{% endfor %}",
    "long lists compared": LOOP + "{% if " + "big contains 'y' or " * 400 + "a %}{% endif %}{% endfor %}",
    "long lists compared the other way": LOOP
    + "{% unless "
    + "big contains 'y' or " * 400
    + "false %}{% endunless %}{% endfor %}",
    "brackets": "{{ a" + "[0]" * 2000 + " }}",
    "filters": "{{ a" + " | lower" * 1000 + " }}",
    "quotes": "{{ " + "'" * 9000 + " }}",
    "braces": "{{" * 4000,
    "braces and a tag": "{{" * 4000 + "{% if a %}",
    "spaces": "{{" + " " * 9900 + "}}",
    "spaces in a tag": "{% if" + " " * 9900 + "%}",
    "lines in a tag": "{% liquid " + "\n" * 9900 + "%}",
    "many spaces": ("{{" + " " * 99 + "}}") * 96,
    "digits": "{{ " + "9" * 5000 + " }}",
    "digits as text": "{{ '" + "9" * 5000 + "' | plus: 1 }}",
    "rounded far": "{{ 1.5 | round: 999999 }}",
    "cut far": "{{ a | shorten: 99999999999999999999 }}",
    "ten megabytes alone": "{{ huge }}",
    "ten megabytes among words": "{{ huge }}!",
    "ten megabytes as JSON": "{{ huge | json }}",
    "ten megabytes in pieces": "{{ huge | split: 'x' | join: 'xx' }}",
    "ten megabytes written": LOOP + "y" * 9900 + "{% endfor %}",
    "blocks in blocks": "{% if a %}" * 550 + "{% endif %}" * 400,
    "loops in loops": "".join(f"{{% for i{number} in (1..9) %}}" for number in range(300)),
    "a loop without end": "{% for i in (1..999999999999999) %}x{% endfor %}",
    "a range without end": "{{ (1..999999999999999) }}",
    "a range without end, joined": "{{ (1..999999999999999) | join }}",
    "numbers that grow": "{{ 9" + " | times: 999999999" * 200 + " }}",
    "days without end": "{{ now | add_days: 999999999 }}",
    "attributes": "{{ now.__class__.__mro__ }}",
    "attributes in brackets": "{{ a['__class__']['__init__']['__globals__'] }}",
    "methods": "{{ now.astimezone }}{{ a.format }}",
    "a format string": "{{ '{0.__class__.__init__.__globals__}' | append: a }}",
    "a zone that is a file": "{{ now | in_zone: '../../../etc/passwd' }}",
    "an include": "{% include '/etc/passwd' %}{% render '/etc/passwd' %}",
    "one turn less": "{% for i in (1..999) %}{{ a | upper | size }}{% endfor %}",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_comes_out_comes_soon_and_is_small(attack):
    tracemalloc.start()
    began = time.monotonic()
    try:
        found = render(ATTACKS[attack], SCOPE)
    except ValueProblem as problem:
        found = str(problem)
    seconds, (_, peak) = time.monotonic() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(json.dumps(plain(found))) <= 2 * LONGEST_OUTPUT
    assert (seconds < 6, peak < 30_000_000) == (True, True)


def test_a_value_that_is_nested_without_end_ends_in_a_sentence():
    with pytest.raises(ValueProblem):
        render(nested(200, "{{ now }}"), SCOPE)
    assert paths_in(nested(200, "{{ now }}")) == set()


@pytest.mark.parametrize("operator", ["contains", "starts_with", "equals", "one_of"])
def test_a_condition_takes_no_pattern(operator):
    given = {"field": "a", "operator": operator, "value": "(x+)+y"}
    began = time.monotonic()
    assert judge({"conditions": [given]}, SCOPE).matched is False
    assert time.monotonic() - began < 0.5


def test_conditions_that_are_nested_without_end_hold_nothing_up():
    filter_ = {"field": "a", "operator": "empty"}
    for _ in range(500):
        filter_ = {"match": "all", "conditions": [filter_]}
    verdict = judge(filter_, SCOPE)
    assert (verdict.matched, verdict.sentence) == (False, "The conditions are nested too deeply.")
