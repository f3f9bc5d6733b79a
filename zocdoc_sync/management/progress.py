"""How far a command is, on a terminal's stderr and nowhere else: what it prints stays as it is."""

import sys
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text


class SoFar(ProgressColumn):
    """What a line's `told` says at this moment; names of clinics are never read as markup."""

    def render(self, task: Task) -> Text:
        """Return the words of a line."""
        return Text(task.fields["told"]())


class Lines(Progress):
    """One line for each part of the work, the last of which is under way."""

    def begin(self, title: str, told: Callable[[], str]) -> None:
        """End the line before and begin one; `told` says how far it is."""
        for task in self.tasks:
            self.stop_task(task.id)
        self.add_task(title, total=None, told=told)


def lines(*, silent: bool) -> Lines:
    """Return the lines of a command; none are drawn when it is `silent`, or when stderr is no terminal."""
    return Lines(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        SoFar(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=silent or not sys.stderr.isatty(),
    )
