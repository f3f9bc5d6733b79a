"""How a run is interrupted or ends, as exceptions that carry the state of its row."""

from datetime import datetime

from workflows_app.enums import RunState


class Interrupted(Exception):
    """The run goes on later: `state` and when."""

    def __init__(self, state: RunState, due_at: datetime, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.state, self.due_at, self.sentence, self.code = state, due_at, sentence, code


class Ended(Exception):
    """The run ends here: its final state and why."""

    def __init__(self, state: RunState, sentence: str, code: str = "") -> None:
        super().__init__(sentence)
        self.state, self.sentence, self.code = state, sentence, code


class RunLost(Exception):
    """Another worker has the run now: whatever this one still does must leave no trace."""
