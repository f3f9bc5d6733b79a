"""Templates and conditions that nobody would write: each ends in a value or a sentence, soon, in little memory."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows_app.values.test_attacks import SCOPE
from workflows_app.values.conditions import Verdict, judge
from workflows_app.values.limits import LONGEST_OUTPUT
from workflows_app.values.moments import plain
from workflows_app.values.operators import OPERATORS
from workflows_app.values.problem import ValueProblem
from workflows_app.values.references import paths_in
from workflows_app.values.rendering import render

ROOT = Path(__file__).parents[3]
PIECES = (
    "{{", "}}", "{%", "%}", "{{ a", "{{ now", "{{ big", " }}", " | ", "| join: a", "| split: ''", "| times: 999999",
    "| date: '%c%9999d'", "| json", "| append: a", "| replace: 'x', a", "| plus: 'nan'", "| default: ''", ".__class__",
    "['__init__']", "[0]", "[-1]", "(1..999999999)", "{% for i in big %}", "{% for i in (1..999) %}", "{% endfor %}",
    "{% if a contains a %}", "{% else %}", "{% endif %}", "{% assign a = a | append: a %}", "{% break %}",
    "{% comment %}", "{% endcomment %}", "{% raw %}", "{% capture a %}", "{% include 'a' %}", "{% liquid", "'", '"',
    ":", ",", "..", "\x00", "\n", "-%}", "{{-", "\u202e", "9" * 400, " " * 99,
)  # fmt: skip
TEMPLATES = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEMPLATES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
CONDITIONS = st.fixed_dictionaries(
    {
        "field": st.sampled_from(("a", "now", "big", "big.0", "deep.a.0", "deep", "words", "a.__class__", "")),
        "operator": st.sampled_from(tuple(OPERATORS)) | st.text(max_size=4),
        "value": VALUES,
    }
)


@given(TEMPLATES)
def test_any_text_ends_in_a_small_value_or_in_a_sentence(text):
    began = time.monotonic()
    try:
        found = render(text, SCOPE)
    except ValueProblem as problem:
        found = problem.sentence
        assert found
    paths_in(text)
    assert isinstance(found, list | dict) or len(json.dumps(plain(found))) <= 6 * LONGEST_OUTPUT + 2
    assert time.monotonic() - began < 6


@given(CONDITIONS)
def test_any_condition_is_judged(condition):
    began = time.monotonic()
    assert isinstance(judge({"conditions": [condition]}, SCOPE), Verdict)
    assert time.monotonic() - began < 6


def test_all_attacks_together_stay_in_little_memory_and_time():
    command = [sys.executable, "-m", "tests.workflows_app.values.limited"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    grown = int(done.stdout)
    sys.stdout.write(f"memory grew by {grown / 1e6:.1f} MB\n")
    assert grown < 64_000_000


@pytest.mark.parametrize("value", [{"a": "{{ a" + " | append: a" * 9}, ["{{ big"] * 99, "{{" * 4999])
def test_a_value_that_cannot_be_read_is_a_sentence(value):
    with pytest.raises(ValueProblem):
        render(value, SCOPE)
