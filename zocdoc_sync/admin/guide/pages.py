"""The guide for each role: Markdown in docs/guide, turned into a page of the console."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

FOLDER = Path("docs") / "guide"
PICTURES = Path("docs") / "screenshots"


@dataclass(frozen=True)
class Guide:
    """One page of the guide, and the role whose work it tells."""

    slug: str
    role: str


GUIDES = {
    guide.slug: guide
    for guide in (
        Guide("front-desk", "Front desk"),
        Guide("scheduler", "Scheduler"),
        Guide("builder", "Builder"),
        Guide("administrator", "Administrator"),
        Guide("viewer", "Viewer"),
    )
}


def guide_of(person: Any) -> Guide:
    """Return the page of a person's role: the first of the table that they have; a superuser administers."""
    if person.is_superuser:
        return GUIDES["administrator"]
    roles = set(person.groups.values_list("name", flat=True))
    return next((guide for guide in GUIDES.values() if guide.role in roles), GUIDES["viewer"])


@cache
def rendered(slug: str) -> SafeString:
    """Return a page as HTML: our own file, whose HTML is shown as text and whose links lead inside the console."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    blocks = reader.parse((settings.BASE_DIR / FOLDER / f"{slug}.md").read_text())
    for token in (child for block in blocks for child in block.children or ()):
        _lead_inside(token)
    html: str = reader.renderer.render(blocks, reader.options, {})
    return mark_safe(html)  # noqa: S308 (rendered from our own file, without the HTML in it)


def picture(name: str) -> Path | None:
    """Return the file of a picture that the guide may show."""
    found = {path.name: path for path in (settings.BASE_DIR / PICTURES).glob("*.png")}
    return found.get(name)


def _lead_inside(token: Token) -> None:
    if token.type == "image":
        token.attrs["src"] = reverse("admin:guide_picture", args=[Path(str(token.attrs["src"])).name])
        token.attrs["loading"] = "lazy"
    elif token.type == "link_open":
        target = urlsplit(str(token.attrs["href"]))
        slug = Path(target.path).stem
        if not target.scheme and slug in GUIDES:
            token.attrs["href"] = reverse("admin:guide", args=[slug]) + (
                f"#{target.fragment}" if target.fragment else ""
            )
