"""Fields that Zocdoc sends as null when it has nothing to say."""

from typing import Any

from zocdoc_sandbox.switches import SWITCHES


def optional(**values: Any) -> dict[str, Any]:
    """Return the given fields, empty ones as null, or left out when explicit nulls are switched off."""
    if SWITCHES.explicit_nulls:
        return {name: None if value in ("", None) else value for name, value in values.items()}
    return {name: value for name, value in values.items() if value not in ("", None)}
