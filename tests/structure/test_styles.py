"""A class of the style sheets belongs to one of them, so that a new page cannot change an old one by chance."""

import re
from collections import defaultdict

from tests.databases import ROOT

SHEETS = sorted((ROOT / "static" / "slotdesk").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SELECTORS = re.compile(r"([^{}]+)\{")
CLASS = re.compile(r"\.((?:sd|wf)\b[\w-]*)")
FRAME = "console.css"
# Pieces of every page: console.css says what they look like, another sheet may place them inside of what is its own.
SHARED = {
    "sd-actions": "a row of buttons",
    "sd-button": "a button",
    "sd-card": "a card",
    "sd-home-filters": "what worklist and calendar are narrowed by: one form for both",
    "sd-input": "a field",
    "sd-kbd": "a key",
    "sd-sub": "a small second line",
}


def selectors(sheet):
    """Return each selector of a sheet as the parts between its combinators; what an at-rule says is none."""
    found = SELECTORS.findall(COMMENT.sub("", sheet.read_text()))
    lists = (one.strip() for one in found)
    whole = ",".join(one for one in lists if not one.startswith("@"))
    return [re.split(r"\s*[\s>+~]\s*", one.strip()) for one in re.split(r",(?![^()]*\))", whole)]


def styled():
    """Return for each class the sheets in which it is the subject of a rule, with the rules' selectors."""
    found = defaultdict(lambda: defaultdict(list))
    for sheet in SHEETS:
        for parts in selectors(sheet):
            for name in CLASS.findall(parts[-1]):
                found[name][sheet.name].append(parts)
    return found


def test_a_class_is_styled_in_one_sheet_unless_it_is_a_piece_of_every_page():
    twice = {name: sorted(sheets) for name, sheets in styled().items() if len(sheets) > 1 and name not in SHARED}
    assert twice == {}


def test_another_sheet_places_a_shared_piece_only_inside_of_what_is_its_own():
    everywhere = styled()
    of_frame = {name for name, sheets in everywhere.items() if FRAME in sheets}
    loose = [
        (sheet, " ".join(parts))
        for name in SHARED
        for sheet, rules in everywhere[name].items()
        for parts in rules
        if sheet != FRAME and set(CLASS.findall(" ".join(parts[:-1]))) <= of_frame and "model-" not in parts[0]
    ]
    assert loose == []


def test_every_shared_piece_is_one():
    everywhere = styled()
    assert [name for name in SHARED if len(everywhere[name]) < 2 or FRAME not in everywhere[name]] == []


def test_the_classes_are_found_at_all():
    assert len(styled()) > 200
