from functools import partial
from typing import Any

from zocdoc_sync.chain.faults import ChainBroken
from zocdoc_sync.encryption.keys import newest
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal
from zocdoc_sync.management.progress import Lines
from zocdoc_sync.rotation import Changed, rotate


def _show(shown: Lines, table: str, changed: Changed) -> None:
    shown.begin(table, lambda: f"{changed.rows:,} rows encrypted again")


class Command(ConsoleCommand):
    help = "Encrypt again, with the newest key, all that older keys encrypted; it can be ended and run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with self.progress() as shown:
                counts = rotate(partial(_show, shown))
        except SealBroken as error:
            raise Refusal(f"{error} Nothing was lost; put the missing key back and run this again.") from error
        except ChainBroken as error:
            raise Refusal(
                f"{error} All else is encrypted again. Keep the old key, look into it with check_audit, and try again.",
                code="audit_broken",
            ) from error
        lines = [f"{count} rows of {table} encrypted again" for table, count in counts.items()]
        self.say({"key": newest().name, "rows": counts}, *lines, f"The newest key is {newest().name}.")
