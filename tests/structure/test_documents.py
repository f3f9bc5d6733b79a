"""Every link and every picture of the documentation exists, and the pictures are small."""

import re

import pytest

from tests.browser.conftest import PICTURE_BYTES
from tests.databases import ROOT

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def links_of(document):
    targets = LINK.findall(FENCED.sub("", document.read_text()))
    return [
        target.split("#")[0] for target in targets if "://" not in target and not target.startswith(("#", "mailto:"))
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document):
    assert [target for target in links_of(document) if not (document.parent / target).exists()] == []


def test_the_links_are_found_at_all():
    assert sum(len(links_of(document)) for document in DOCUMENTS) > 40


def test_the_committed_pictures_are_small():
    kept = re.findall(r"^!(docs/screenshots/.+)$", (ROOT / ".gitignore").read_text(), re.MULTILINE)
    assert kept
    sizes = {name: (ROOT / name).stat().st_size for name in kept}
    assert {name: size for name, size in sizes.items() if size > PICTURE_BYTES} == {}
