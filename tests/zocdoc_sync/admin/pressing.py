"""Pressing the console's buttons as a browser does: open the form, then post what it carries."""

import re

from django.urls import reverse


def hidden(answer, name):
    """Return the values of the hidden inputs of this name."""
    return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', answer.content.decode())


def address(row, slug):
    return reverse("admin:appointment_do", args=(row.pk, slug))


def press(client, row, slug, **fields):
    """Open a button's form and post it; return the form's token and the answer."""
    (token,) = hidden(client.get(address(row, slug)), "form_token")
    return token, client.post(address(row, slug), {"form_token": token, **fields})


def said(client, answer):
    """Return the sentences that the page after an answer shows."""
    return [str(one) for one in client.get(answer.url).context["messages"]]
