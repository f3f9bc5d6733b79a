from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from zocdoc_sync import demo
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal


class Command(ConsoleCommand):
    help = (
        "Make the demo's connection and logins, and let the worker read a week of timeslots; again, it changes nothing."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            connection = demo.seed(timezone.now())
        except ImproperlyConfigured as error:
            raise Refusal(str(error), code="only_for_debug") from error
        logins = [person.username for person in demo.PEOPLE]
        self.say(
            {"connection": connection.name, "logins": logins, "password": demo.PASSWORD},
            f"Connection: {connection.name}",
            f"Logins: {', '.join(logins)}; password: {demo.PASSWORD}",
        )
