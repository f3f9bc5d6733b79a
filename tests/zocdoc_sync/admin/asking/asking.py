"""Asking as a browser does: fill in an operation's form, look at the request, and press the button that sends it."""

from django.urls import reverse

from tests.zocdoc_sync.admin.pressing import hidden
from zocdoc_sync.operations.catalogue import CATALOGUE


def address(code):
    return reverse("admin:operation", args=(code,))


def show(client, code, **fields):
    """Press “Show the request”."""
    return client.post(address(code), {**fields, "do": "show"})


def send(client, code, say=None, **fields):
    """Send an operation the way its page leads there; `say` is what a person ticks or types on the way."""
    spec = CATALOGUE[code]
    token = {}
    if spec.form.multipart:
        token = {"form_token": hidden(client.get(address(code)), "form_token")[0]}
    elif spec.writes:
        token = {"form_token": hidden(show(client, code, **fields), "form_token")[0]}
    said = say if say is not None else {"meant": "yes"} if spec.destroys else {}
    return client.post(address(code), {**fields, **token, **said, "do": "send"})


def outcome(answer):
    """Return what the page says came of it, and the fields that are blamed."""
    context = answer.context
    told = context.get("outcome")
    return (
        told.sentence if told else context.get("fault", ""),
        {name: list(f) for name, f in context["form"].errors.items()},
    )
