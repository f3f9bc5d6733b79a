"""Fill in values: a field that is one `{{ … }}` keeps its type, any other text becomes text."""

import difflib
from collections.abc import Mapping
from typing import Any

from liquid import BoundTemplate, RenderContext
from liquid.builtin.content import ContentNode
from liquid.builtin.output import OutputNode
from liquid.exceptions import LiquidError, UndefinedError
from liquid.undefined import Undefined

from workflows_app.values.language import has_template, reason_of, template
from workflows_app.values.limits import DEEPEST, bounded, spend
from workflows_app.values.problem import ValueProblem
from workflows_app.values.references import paths_of

__all__ = ["ValueProblem", "render"]


def render(value: Any, scope: Mapping[str, Any], *, depth: int = 0) -> Any:
    """Return a value with everything filled in, lists and objects included; raise ValueProblem, and nothing else.

    What is missing is an error that names the path; what is there and null stays null.
    """
    if depth > DEEPEST:
        raise ValueProblem("It is nested too deeply.")
    if isinstance(value, Mapping):
        return {name: render(one, scope, depth=depth + 1) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [render(one, scope, depth=depth + 1) for one in value]
    return _rendered(value, scope) if isinstance(value, str) and has_template(value) else value


def _rendered(text: str, scope: Mapping[str, Any]) -> Any:
    read = template(text)
    with bounded():
        try:
            alone = _alone(read)
            return _typed(read, alone, scope, text) if alone else read.render(**scope)
        except UndefinedError:
            raise _missing(text, scope) from None
        except ValueProblem:
            raise
        except LiquidError as error:
            raise ValueProblem(f"{_shown(text)}: {reason_of(error)}") from None
        except (TypeError, ValueError, ArithmeticError, RecursionError, MemoryError, AttributeError):
            raise ValueProblem(f"{_shown(text)} does not fit what it is given.") from None


def _alone(read: BoundTemplate) -> OutputNode | None:
    """Return the only output of a template that is nothing else, None for any other."""
    nodes = [node for node in read.nodes if not (isinstance(node, ContentNode) and not node.text.strip())]
    return nodes[0] if len(nodes) == 1 and isinstance(nodes[0], OutputNode) else None


def _typed(read: BoundTemplate, node: OutputNode, scope: Mapping[str, Any], text: str) -> Any:
    found = node.expression.evaluate(RenderContext(read, globals=read.make_globals(dict(scope))))
    if issubclass(type(found), Undefined):
        raise _missing(text, scope)
    if isinstance(found, range):
        spend(len(found))
        return list(found)
    if isinstance(found, str):
        spend(len(found))
    return found


def _missing(text: str, scope: Mapping[str, Any]) -> ValueProblem:
    """Return the problem of the first path of a text that is not there, with near names."""
    for path in sorted(paths_of(text)):
        at: Any = scope
        for part in path.split("."):
            if not (isinstance(at, Mapping) and part in at):
                return ValueProblem(f"There is no {path}.{_near(part, at)}", path)
            at = at[part]
    return ValueProblem(f"{_shown(text)} names something that is not there.")


def _near(part: str, at: Any) -> str:
    names = difflib.get_close_matches(part, [str(name) for name in at], n=2) if isinstance(at, Mapping) else []
    return f" Did you mean {' or '.join(names)}?" if names else ""


def _shown(text: str) -> str:
    return f"“{text[:80]}”"
