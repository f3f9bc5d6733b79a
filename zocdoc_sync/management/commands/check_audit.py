from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from zocdoc_sync.chain.judging import judge
from zocdoc_sync.chain.turning import begin_again
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal


class Command(ConsoleCommand):
    help = "Check that no line of the audit was changed, removed or put in; a non-zero status and the first one if so."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--seen", type=_seen, metavar="POSITION:SEAL", help="what an earlier check printed as its end"
        )
        parser.add_argument(
            "--begin-again", action="store_true", help="after a fault was looked into: take the lines as they are now"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        verdict = judge(now, options["seen"])
        if verdict.fault and options["begin_again"]:
            begin_again(verdict.sentence, now=now)
            verdict = judge(now)
        end = f"{verdict.last}:{verdict.seal}"
        found = {"ok": verdict.fault is None, **asdict(verdict), "end": end}
        self.say(found, verdict.sentence, *([f"It ends at {end}"] if verdict.last else []))
        if verdict.fault:
            raise Refusal("The audit is not whole.", code="audit_broken", details={"fault": asdict(verdict.fault)})


def _seen(text: str) -> tuple[int, str]:
    position, _, seal = text.partition(":")
    if not (position.isdigit() and seal):
        raise ArgumentTypeError("Give the position and the seal as an earlier check printed them: 120:ab12…")
    return int(position), seal
