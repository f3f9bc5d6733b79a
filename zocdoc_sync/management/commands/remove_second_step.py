from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal
from zocdoc_sync.people import second_step


class Command(ConsoleCommand):
    help = "Take the second step of a person who lost the app and the recovery codes; the password stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise Refusal("There is no such person.", code="unknown_person")
        removed = second_step.remove(person)
        if removed:
            audit.record_command(
                "second_step.removed", label="command line", now=timezone.now(), subject=f"person {person.pk}"
            )
        said = "Removed: the next sign-in asks for the password alone." if removed else "There was no second step."
        self.say({"removed": removed}, said)
