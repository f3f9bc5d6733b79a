from typing import Any

from django.conf import settings
from django.utils import timezone

from zocdoc_sync.jobs.pruning import prune
from zocdoc_sync.management.console_command import ConsoleCommand


def _so_far(far: dict[str, int]) -> str:
    return f"{far['rows']:,} rows removed, {far['done']} of {len(settings.PRUNERS)} kinds looked at"


class Command(ConsoleCommand):
    help = "Remove old history: done jobs after 7 days, other ended jobs and quiet sync runs after 90."

    def handle(self, *_args: Any, **_options: Any) -> None:
        far = {"done": 0, "rows": 0}
        with self.progress() as shown:
            shown.begin("Old history", lambda: _so_far(far))
            counts = prune(timezone.now(), lambda done, rows: far.update(done=done, rows=rows))
        self.say(counts, *(f"{count} {name} removed" for name, count in counts.items()))
