from typing import Any

from django.core.exceptions import ImproperlyConfigured

from zocdoc_sync import demo
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal


class Command(ConsoleCommand):
    help = "Make the demo's connection and logins; running it again changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            connection = demo.seed()
        except ImproperlyConfigured as error:
            raise Refusal(str(error), code="only_for_debug") from error
        logins = [person.username for person in demo.PEOPLE]
        self.say(
            {"connection": connection.name, "logins": logins, "password": demo.PASSWORD},
            f"Connection: {connection.name}",
            f"Logins: {', '.join(logins)}; password: {demo.PASSWORD}",
        )
