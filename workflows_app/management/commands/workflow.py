"""`workflow VERB …`: everything that the pages of workflows can do, from the shell."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from workflows_app.engine.activating import CannotActivate
from workflows_app.exchange.drafts import NameTaken
from workflows_app.exchange.files import ImportRefused
from workflows_app.management import acting, changing, looking
from workflows_app.management.acting import Asked
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal

Verb = Callable[[Asked], acting.Told]
VERBS: Mapping[str, tuple[Verb, str]] = {
    "list": (looking.all_of_them, "every workflow with its state"),
    "show": (looking.one, "what NAME says: trigger, filter, steps"),
    "export": (looking.exported, "NAME as a JSON file, on stdout"),
    "import": (changing.imported, "make a workflow, switched off, from FILE"),
    "activate": (changing.activated, "let NAME run by itself"),
    "deactivate": (changing.deactivated, "let nothing start NAME any more"),
    "test": (acting.tested, "go through NAME for an appointment: reads are real, writes are shown and not sent"),
    "run": (acting.started, "start NAME for an appointment"),
    "replay": (acting.replayed, "run RUN again, from the start"),
}
NEEDS_NONE = frozenset({"list"})


class Command(ConsoleCommand):
    help = "List, show, import, export, activate, deactivate, test, run and replay workflows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "verb", choices=VERBS, help="; ".join(f"{name}: {says}" for name, (_, says) in VERBS.items())
        )
        parser.add_argument("what", nargs="?", default="", help="the workflow's NAME, the FILE, or the RUN's number")
        parser.add_argument(
            "--appointment", metavar="ID", help="Zocdoc's id of an appointment; test: the newest unless named"
        )
        parser.add_argument("--connection", metavar="NAME", help="needed where a name alone is not clear")
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="whose permissions a workflow acts with")
        parser.add_argument("--yes", action="store_true", help="start what writes to Zocdoc without asking")

    def handle(self, *_args: Any, **options: Any) -> None:
        verb, what = options["verb"], options["what"].strip()
        if not what and verb not in NEEDS_NONE:
            raise Refusal(f"Say what to {verb}: {VERBS[verb][1]}.", code="usage")
        asked = Asked(
            what=what, connection=options["connection"], appointment=options["appointment"],
            username=options["username"], is_sure=options["yes"], now=timezone.now(),
        )  # fmt: skip
        try:
            told = VERBS[verb][0](asked)
        except CannotActivate as refused:
            raise Refusal(f"{what} was not activated. {refused}", code="cannot_activate") from None
        except (ImportRefused, NameTaken) as refused:
            raise Refusal(str(refused), code="import_refused") from None
        self.say(told.data, *told.lines)
