"""The template language: Liquid with few tags, our own bounded filters, and nothing of the machine within reach."""

import re
from functools import lru_cache
from typing import Any, TextIO

from liquid import BoundTemplate, Environment, RenderContext, StrictUndefined
from liquid.builtin import content, illegal, output
from liquid.builtin.tags.assign_tag import AssignTag
from liquid.builtin.tags.comment_tag import CommentTag
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag, ForTag
from liquid.builtin.tags.if_tag import IfNode, IfTag
from liquid.builtin.tags.unless_tag import UnlessNode, UnlessTag
from liquid.exceptions import LiquidError

from workflows_app.values.filters import FILTERS
from workflows_app.values.limits import DEEPEST, LONGEST_OUTPUT, LONGEST_TEMPLATE, MOST_LOOPS, in_time
from workflows_app.values.problem import ValueProblem


class _TimedIf(IfNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        in_time()
        return super().render_to_output(context, buffer)


class _TimedUnless(UnlessNode):
    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        in_time()
        return super().render_to_output(context, buffer)


class _If(IfTag):
    node_class = _TimedIf


class _Unless(UnlessTag):
    node_class = _TimedUnless


TAGS = (
    content.Literal, output.Output, illegal.Illegal, AssignTag, CommentTag, ForTag, BreakTag, ContinueTag, _If, _Unless,
)  # fmt: skip


MOST_SPACES = 100
SPACES = re.compile(rf"\s{{{MOST_SPACES + 1}}}")


class Language(Environment):
    """What templates can do: no includes, no files, no environment; strict about what is missing."""

    context_depth_limit = DEEPEST
    loop_iteration_limit = MOST_LOOPS
    local_namespace_limit = LONGEST_OUTPUT
    output_stream_limit = LONGEST_OUTPUT

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002 (Liquid's signature)
        """Add the tags and filters of this language only."""
        for tag in TAGS:
            self.add_tag(tag)
        self.filters.update(FILTERS)


LANGUAGE = Language(undefined=StrictUndefined)


def has_template(text: str) -> bool:
    """Tell whether a text has anything to fill in."""
    return "{{" in text or "{%" in text


def template(text: str) -> BoundTemplate:
    """Return the template of a text; raise ValueProblem for one that is too long or cannot be read."""
    if len(text) > LONGEST_TEMPLATE:
        raise ValueProblem(f"A text with values may have {LONGEST_TEMPLATE:,} characters.")
    # Liquid's lexer takes quadratic time over both: seconds for a text of this length.
    if text.rfind("{{") > text.rfind("}}"):
        raise ValueProblem("This cannot be read: there is a {{ without its }}.")
    if SPACES.search(text):
        raise ValueProblem(f"A text with values may have {MOST_SPACES} spaces in a row.")
    return _template(text)


@lru_cache(maxsize=2048)
def _template(text: str) -> BoundTemplate:
    try:
        return LANGUAGE.from_string(text)
    except (LiquidError, RecursionError) as error:
        raise ValueProblem(f"This cannot be read: {reason_of(error)}") from None


def reason_of(error: Exception) -> str:
    """Return what Liquid says of an error as a sentence."""
    said: Any = getattr(error, "message", "") or "it is nested too deeply"
    return f"{str(said)[:200].rstrip('.')}."
