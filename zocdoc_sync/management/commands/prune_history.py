from typing import Any

from django.utils import timezone

from zocdoc_sync.jobs.pruning import prune
from zocdoc_sync.management.console_command import ConsoleCommand


class Command(ConsoleCommand):
    help = "Remove old history: done jobs after 7 days, other ended jobs and quiet sync runs after 90."

    def handle(self, *_args: Any, **_options: Any) -> None:
        counts = prune(timezone.now())
        self.say(counts, *(f"{count} {name} removed" for name, count in counts.items()))
