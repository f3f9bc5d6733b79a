"""What tests and demos may turn while the stand-in runs."""

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass
class Switches:
    """Behaviour that is a matter of circumstance; durations are in seconds."""

    explicit_nulls: bool = True
    token_lifetime: int = 3600
    mapping_delay: float = 2.0
    timeslot_delay: float = 0.0
    auto_confirm_after: float = 60.0
    live_beat: float = 20.0
    webhook_pause: float = 5.0

    def change(self, changes: dict[str, Any]) -> None:
        """Set the named switches; raise ValueError on an unknown name or a value of another kind."""
        known = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"There is no switch {name}.")
            if known[name] is bool and not isinstance(value, bool):
                raise ValueError(f"{name} is either true or false.")
            setattr(self, name, known[name](value))

    def reset(self) -> None:
        """Put every switch back."""
        self.change(asdict(Switches()))


SWITCHES = Switches()
