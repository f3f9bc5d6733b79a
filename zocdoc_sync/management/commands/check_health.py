from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zocdoc_sync.health import look
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal


class Command(ConsoleCommand):
    help = "Look at database, worker and polls; a non-zero status when one of them is not well."

    def handle(self, *_args: Any, **_options: Any) -> None:
        findings = look(timezone.now())
        lines = [f"{'ok ' if finding.ok else 'BAD'} {finding.name}: {finding.sentence}" for finding in findings]
        bad = [finding for finding in findings if not finding.ok]
        self.say({"ok": not bad, "findings": [asdict(finding) for finding in findings]}, *lines)
        if bad:
            raise Refusal(f"{len(bad)} of {len(findings)} are not well.", code="not_well")
