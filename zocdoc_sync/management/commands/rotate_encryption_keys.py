from typing import Any

from zocdoc_sync.encryption.keys import newest
from zocdoc_sync.encryption.sealing import SealBroken
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal
from zocdoc_sync.rotation import rotate


class Command(ConsoleCommand):
    help = "Encrypt again, with the newest key, all that older keys encrypted; it can be ended and run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            counts = rotate()
        except SealBroken as error:
            raise Refusal(f"{error} Nothing was lost; put the missing key back and run this again.") from error
        lines = [f"{count} rows of {table} encrypted again" for table, count in counts.items()]
        self.say({"key": newest().name, "rows": counts}, *lines, f"The newest key is {newest().name}.")
