"""The step that posts to another system: JSON of mapped fields, signed, and safe to receive twice by its id."""

import hashlib
import json
from datetime import datetime
from typing import Any

from workflows_app.models import WebhookTarget
from workflows_app.steps.results import Done, Failed, Result, TryAgain
from workflows_app.steps.spec import Field, Given, Performing, Problem, StepKind
from workflows_app.steps.webhooks import signing
from workflows_app.steps.webhooks.addresses import place_of
from workflows_app.steps.webhooks.delivery import Reply, post
from workflows_app.steps.webhooks.errors import PostFailed, PostRefused
from workflows_app.values.moments import plain

LARGEST_BODY = 256 * 1024
# Answers after which the same message may be taken later.
LATER = frozenset({408, 425, 429})
A = "trigger.appointment"
DATA = {
    "appointment_id": f"{{{{ {A}.id }}}}",
    "status": f"{{{{ {A}.status }}}}",
    "start_time": f"{{{{ {A}.start_time }}}}",
    "provider": f"{{{{ {A}.provider.name }}}}",
    "location": f"{{{{ {A}.location.name }}}}",
}


def _post(given: Given, performing: Performing) -> Result:
    name = str(given.get("target") or "")
    target = WebhookTarget.objects.filter(connection=performing.connection, name=name).first()
    if target is None or not target.signing_secret:
        return Failed("no_target", "There is no such webhook target any more, or it has no signing secret.")
    try:
        return _posted(target, given, performing)
    except PostFailed as failed:
        return TryAgain(failed.code, failed.sentence)
    except PostRefused as refused:
        return Failed(refused.code, refused.sentence)


def _posted(target: WebhookTarget, given: Given, performing: Performing) -> Result:
    body = _body(given, performing)
    place = place_of(target.url)
    if performing.rehearsing:
        shown = {"method": "POST", "url": target.url, "body": json.loads(body)}
        return Done(sentence="The message would be posted.", request=shown, output={"status": 200, "body": None})
    headers = signing.headers(message_id(performing.key), body, str(target.signing_secret), performing.now)
    return _result(post(place, body, headers))


def message_id(key: str) -> str:
    """Return the id of a message: the same for every try of a step, so that a receiver keeps it once."""
    effect, _, _number = key.rpartition(":")
    return f"msg_{hashlib.sha256(effect.encode()).hexdigest()[:32]}"


def _body(given: Given, performing: Performing) -> bytes:
    message = {
        "type": str(given.get("type") or "workflow"),
        "timestamp": _happened(performing),
        "data": _data(given.get("data")),
    }
    try:
        body = json.dumps(plain(message), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise PostRefused("What is to be posted cannot be written as JSON.", "wrong_data") from None
    if len(body) > LARGEST_BODY:
        raise PostRefused(f"A message may have {LARGEST_BODY:,} bytes, this has {len(body):,}.", "too_large")
    return body


def _data(value: Any) -> Any:
    if not isinstance(value, str):
        return value if value is not None else {}
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise PostRefused("What is to be posted must be JSON, such as an object of fields.", "wrong_data") from None


def _happened(performing: Performing) -> str:
    """Return when it happened: the same in every try, so that the bodies are the same too."""
    change = (performing.scope.get("trigger") or {}).get("change") or {}
    at = change.get("observed_at") or performing.now
    return at.isoformat() if isinstance(at, datetime) else str(at)


def _result(reply: Reply) -> Result:
    status = reply.status
    if 200 <= status < 300:
        told = f"The other system took it ({status})."
        return Done(output={"status": status, "body": reply.body}, sentence=told, wrote=True)
    if status in LATER or status >= 500:
        return TryAgain(f"answer_{status}", f"The other system answered with {status}.")
    if 300 <= status < 400:
        return Failed(f"answer_{status}", f"The other system redirected it ({status}), which is not followed.")
    return Failed(f"answer_{status}", f"The other system refused it ({status}).")


def _check(config: Given) -> list[Problem]:
    found = [] if config.get("target") else [Problem("target", "Choose the system that it posts to.")]
    try:
        _data(config.get("data"))
    except PostRefused as refused:
        if "{{" not in str(config["data"]) and "{%" not in str(config["data"]):
            found.append(Problem("data", refused.sentence))
    return found


KINDS = (
    StepKind(
        code="post_webhook",
        label="Post to another system",
        group="Messages",
        icon="webhook",
        summary="Posts fields as signed JSON to another system; repeated until it is taken, under one id.",
        fields=(
            Field(name="target", label="Webhook target", widget="target", required=True),
            Field(name="type", label="Type of message", default="appointment.changed", longest=100),
            Field(
                name="data",
                label="Fields",
                widget="json",
                default=DATA,
                help="JSON; any text in it may be {{ … }}. What it says of patients leaves this machine.",
            ),
        ),
        run=_post,
        check=_check,
        sample=lambda _config: {"status": 200, "body": None},
        writes=True,
    ),
)
