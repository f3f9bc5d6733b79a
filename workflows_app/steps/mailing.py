"""The step that sends an e-mail: handed to the mail server once, and never again when nobody knows how far it came."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from workflows_app.enums import StepState
from workflows_app.steps.results import Asks, Done, Failed, Result, TryAgain
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.values.language import has_template
from workflows_app.values.problem import ValueProblem
from zocdoc_sync.mailbox import Handed, hand_over, has_server, message_id

MOST_RECIPIENTS, LONGEST_SUBJECT, LONGEST_BODY = 20, 200, 50_000
UNSET = "This console has no mail server: set EMAIL_URL."
UNKNOWN = "Nobody can tell whether the e-mail was sent: look at the mail server before it is sent again."
UNREACHABLE = "The mail server cannot be reached, or does not accept this console: nothing was sent."
LATER = "The mail server takes no mail right now: nothing was sent."
REFUSED = "The mail server refused the e-mail: nothing was sent. Check the addresses and DEFAULT_FROM_EMAIL."
NOT_TAKEN: Mapping[Handed, Result] = {
    Handed.UNREACHABLE: TryAgain("mail_server", UNREACHABLE),
    Handed.LATER: TryAgain("mail_server", LATER),
    Handed.REFUSED: Failed("mail_refused", REFUSED),
    Handed.UNKNOWN: Asks(UNKNOWN),
}
BODY = (
    "{{ workflow.name }}: the appointment with {{ trigger.appointment.provider.name }} "
    "on {{ trigger.appointment.start_time | date: '%A %d %B, %H:%M' }} is {{ trigger.appointment.status }}."
)


def _send(given: Given, performing: Performing) -> Result:
    if performing.before == StepState.RUNNING:
        return Asks(UNKNOWN)  # a worker died while it was at this step
    try:
        message = _message(given, performing.key)
        message.message()  # built before anything is opened: a fault in it is no unknown outcome
    except ValueProblem as problem:
        return Failed("wrong_email", problem.sentence)
    if performing.rehearsing:
        shown = {"to": message.to, "subject": message.subject, "body": message.body}
        return Done(output=_output(message), sentence="The e-mail would be sent.", request=shown)
    if not has_server():
        return Failed("no_mail_server", UNSET)
    return _handed_over(message)


def _message(given: Given, key: str) -> EmailMessage:
    """Return the mail; its Message-ID is made of the step's key, so that a mailbox can tell one that comes twice."""
    subject, body = str(given.get("subject") or "").strip(), str(given.get("body") or "")
    if "\n" in subject or "\r" in subject:
        raise ValueProblem("A subject is one line.")
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise ValueProblem(f"A subject has 1 to {LONGEST_SUBJECT} characters.")
    if not body.strip() or len(body) > LONGEST_BODY:
        raise ValueProblem(f"A text has 1 to {LONGEST_BODY:,} characters.")
    headers = {"Message-ID": message_id(key)}
    return EmailMessage(subject, body, to=addresses(given.get("to")), headers=headers)


def addresses(value: Any) -> list[str]:
    """Return the addresses of a list or of a text with commas, each once; raise ValueProblem, which names none."""
    given = value if isinstance(value, list | tuple) else [value or ""]
    # Only spaces are cut off: a line break in an address would begin a header of its own.
    parts = [part.strip(" ") for one in given for part in str(one).split(",")]
    found = list(dict.fromkeys(part for part in parts if part))
    if not 1 <= len(found) <= MOST_RECIPIENTS:
        raise ValueProblem(f"An e-mail goes to 1 to {MOST_RECIPIENTS} addresses.")
    for place, one in enumerate(found, 1):
        _refuse_wrong(one, place)
    return found


def _refuse_wrong(address: str, place: int) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise ValueProblem(f"Address {place} is not an e-mail address such as desk@clinic.example.") from None


def _handed_over(message: EmailMessage) -> Result:
    handed = hand_over(message)
    if handed is not Handed.TAKEN:
        return NOT_TAKEN[handed]
    count = len(message.to)
    told = f"The mail server took the e-mail for {count} {'address' if count == 1 else 'addresses'}."
    return Done(output=_output(message), sentence=told, wrote=True)


def _output(message: EmailMessage) -> dict[str, Any]:
    return {"recipients": len(message.to), "message_id": message.extra_headers["Message-ID"]}


def _check(config: Given) -> list[Problem]:
    names = (("to", "Say who gets it."), ("subject", "Write a subject."), ("body", "Write the text."))
    found = [Problem(name, told) for name, told in names if config.get(name) in (None, "", [])]
    return [*found, *_wrong_address(config.get("to"))]


def _wrong_address(value: Any) -> list[Problem]:
    parts = value if isinstance(value, list) else [value or ""]
    if not any(parts) or any(has_template(str(one)) for one in parts):
        return []
    try:
        addresses(value)
    except ValueProblem as problem:
        return [Problem("to", problem.sentence)]
    return []


KINDS = (
    StepKind(
        code="send_email",
        label="Send an e-mail",
        group="Messages",
        icon="mail",
        summary="Sends an e-mail through the clinic's mail server, once.",
        fields=(
            Field(
                name="to",
                label="To",
                widget="list",
                required=True,
                help=f"Up to {MOST_RECIPIENTS} addresses; each of them sees the others.",
            ),
            Field(
                name="subject",
                label="Subject",
                required=True,
                default="{{ workflow.name }}",
                longest=LONGEST_SUBJECT,
                help="Leave the patient out: subjects are read on locked screens.",
            ),
            Field(
                name="body",
                label="Text",
                widget="long",
                required=True,
                default=BODY,
                longest=LONGEST_BODY,
                help="Mail is not sealed on its way: say no more of the patient than the reader must know.",
            ),
        ),
        run=_send,
        check=_check,
        sample=lambda _config: {"recipients": 1, "message_id": "<…@clinic.example>"},
        writes=True,
    ),
)
