"""Which fault the next request meets: rules that tests post, first match wins."""

import random
import threading
from dataclasses import dataclass
from typing import Any

KINDS = (
    "drop_before", "drop_after", "delay", "trickle", "403", "429", "500", "502_html", "200_html", "truncated",
    "broken_json", "null_fields", "unknown_enum", "stale_get", "revoke_tokens", "token_down",
)  # fmt: skip
TOKEN = "token"  # noqa: S105 (the name of an operation)
EVERYTHING = "*"


@dataclass
class Rule:
    """Meet `target` (operationId, path prefix or *) with `kind`, `times` times (-1: always), after `after` calls."""

    target: str
    kind: str
    times: int = -1
    after: int = 0
    probability: float = 1.0
    seconds: float = 1.0

    def matches(self, operation_id: str, path: str) -> bool:
        """Say whether a request is meant; `*` leaves the token endpoint alone except for token_down."""
        if self.kind == "token_down":
            return operation_id == TOKEN
        if self.target == EVERYTHING:
            return operation_id != TOKEN
        return self.target == operation_id or (self.target.startswith("/") and path.startswith(self.target))


class Rules:
    """The rules in force."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def add(self, bodies: list[dict[str, Any]]) -> int:
        """Add rules and return how many are in force; raise ValueError on an unknown kind or field."""
        made = [_rule(body) for body in bodies]
        with self._lock:
            self._rules.extend(made)
            return len(self._rules)

    def clear(self) -> None:
        """Let everything work again."""
        with self._lock:
            self._rules.clear()

    def next_for(self, operation_id: str, path: str) -> Rule | None:
        """Return the rule that this request meets, and count it."""
        with self._lock:
            return next((rule for rule in self._rules if rule.matches(operation_id, path) and _due(rule)), None)


def _due(rule: Rule) -> bool:
    if rule.after > 0:
        rule.after -= 1
        return False
    if rule.times == 0 or random.random() >= rule.probability:  # noqa: S311 (chance for a test, not a secret)
        return False
    rule.times -= 1 if rule.times > 0 else 0
    return True


def _rule(body: dict[str, Any]) -> Rule:
    values = dict(body)
    target = values.pop("operation", None) or values.pop("path", None) or values.pop("target", None) or EVERYTHING
    kind = str(values.pop("kind", ""))
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}.")
    unknown = set(values) - {"times", "after", "probability", "seconds"}
    if unknown:
        raise ValueError(f"A fault has no {', '.join(sorted(unknown))}.")
    return Rule(str(target), kind, **values)


RULES = Rules()
