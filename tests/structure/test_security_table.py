"""The table of controls claims only what there is."""

import re

from tests.databases import ROOT

TABLE = (ROOT / "docs" / "security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CONTROL = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def test_every_test_that_the_table_names_exists():
    named = NAMED.findall(TABLE)
    assert len(named) > 40
    gone = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text()
    ]
    assert gone == []


def test_the_table_has_sixty_controls_in_their_order():
    assert [int(number) for number in CONTROL.findall(TABLE)] == list(range(1, 61))


def test_nothing_is_claimed_to_be_compliant_or_certified():
    texts = [(ROOT / name).read_text() for name in ("SECURITY.md", "docs/security.md", "docs/threat-model.md")]
    assert [word for text in texts for word in ("compliant", "certified") if word in text.lower()] == []
