"""Pressing the console's buttons as a browser does: open the form, then post what it carries."""

import re

from django.urls import reverse

from zocdoc_sync.admin.times import long_time, zone_of
from zocdoc_sync.models import Appointment


def hidden(answer, name):
    """Return the values of the hidden inputs of this name."""
    return re.findall(rf'type="hidden" name="{name}" value="([^"]*)"', answer.content.decode())


def address(row, slug):
    return reverse("admin:appointment_do", args=(row.pk, slug))


def press(client, row, slug, **fields):
    """Open a button's form and post it; return the form's token and the answer."""
    (token,) = hidden(client.get(address(row, slug)), "form_token")
    return token, client.post(address(row, slug), {"form_token": token, **fields})


def named(words):
    """Return what a press is answered with: which appointment it was, by time and provider, and what came of it."""
    row = Appointment.objects.select_related("provider", "location").get()
    return f"{long_time(row.start_time, zone_of(row))}, {row.provider or '—'}. {words}"


def said(client, answer):
    """Return the sentences that the page after an answer shows."""
    return [str(one) for one in client.get(answer.url).context["messages"]]
