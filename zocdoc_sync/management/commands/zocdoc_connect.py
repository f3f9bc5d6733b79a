import os
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from zocdoc_sync.connections import saving, token_rows
from zocdoc_sync.connections.checking import check
from zocdoc_sync.enums import Environment, Grant
from zocdoc_sync.management.console_command import ConsoleCommand, Refusal
from zocdoc_sync.models import Connection

# Option of the command -> field of the connection.
OPTIONS = {
    "environment": "environment",
    "grant": "grant",
    "client_id": "client_id",
    "api_url": "api_url",
    "token_url": "token_url",
    "authorize_url": "authorize_url",
    "audience": "audience",
    "poll_seconds": "poll_seconds",
}
OF_CUSTOM = ("api_url", "token_url", "authorize_url", "audience")


class Command(ConsoleCommand):
    help = "Create or change a connection, then check it. The secret comes from an environment variable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what your staff call the account")
        parser.add_argument("--environment", choices=Environment.values)
        parser.add_argument("--grant", choices=Grant.values)
        parser.add_argument("--client-id")
        parser.add_argument("--client-secret-env", metavar="VAR", help="the variable that holds the secret")
        for name in OF_CUSTOM:
            parser.add_argument(f"--{name.replace('_', '-')}")
        parser.add_argument("--poll-seconds", type=int)
        parser.add_argument("--inactive", action="store_true", help="switch it off; the console switches it on again")

    def handle(self, *_args: Any, **options: Any) -> None:
        connection = Connection.objects.filter(name=options["name"]).first() or Connection(name=options["name"])
        made = connection.pk is None
        _change(connection, options)
        try:
            connection.full_clean(exclude=["client_secret"])
        except ValidationError as error:
            raise Refusal(_sentence(error), code="invalid_connection", details={"fields": error.message_dict}) from None
        saving.save(connection)
        self._report(connection, made=made)

    def _report(self, connection: Connection, *, made: bool) -> None:
        said = f"{'Made' if made else 'Changed'}: {connection.name} ({connection.get_environment_display()})."
        if connection.grant == Grant.AUTHORIZATION_CODE and not token_rows.of(connection).refresh_token:
            sentence = "Open its page in the console and press “Connect by browser”."
            self.say({"connection": connection.name, "made": made, "checked": False}, said, sentence)
            return
        report = check(connection, now=timezone.now())
        if not report.ok:
            details = {"connection": connection.name, "made": made}
            raise Refusal(f"{said} It does not work yet: {report.sentence}", code="check_failed", details=details)
        self.say({"connection": connection.name, "made": made, "checked": True}, said, report.sentence)


def _change(connection: Connection, options: dict[str, Any]) -> None:
    for option, field in OPTIONS.items():
        if options[option] is not None:
            setattr(connection, field, options[option])
    if connection.environment != Environment.CUSTOM and options["environment"] is not None:
        for field in OF_CUSTOM:
            if options[field] is None:
                setattr(connection, field, "")
    if options["client_secret_env"]:
        connection.client_secret = _secret(options["client_secret_env"])
    if options["inactive"]:
        connection.is_active = False


def _secret(variable: str) -> str:
    secret = os.environ.get(variable, "").strip()
    if not secret:
        # The name is not repeated: it may be the secret itself, given by mistake.
        raise Refusal("The environment variable that --client-secret-env names is not set.", code="no_secret")
    return secret


def _sentence(error: ValidationError) -> str:
    parts = [
        message if field == "__all__" else f"{field.replace('_', ' ')}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    ]
    return " ".join(parts)
