"""Choosing an insurance plan: by typing a part of its name, or its id where it is not in the mirror."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from zocdoc_sync.models import Connection, InsurancePlan

OFFERED = 400
ID_AT_END = re.compile(r"\b(ip_[A-Za-z0-9_-]{1,100})\)?\s*$")
SEVERAL = "Several plans are called so. Choose one with its id: "
NONE = "No plan is called so. Choose one of the list, or write its id, which begins with ip_."


def labelled(plan: InsurancePlan) -> str:
    """Return a plan as the list shows it, its id at the end."""
    return f"{' · '.join(part for part in (plan.carrier_name, plan.name) if part)} ({plan.zocdoc_id})"


def offered_plans(connection: Connection, states: set[str]) -> list[str]:
    """Return the plans to offer while somebody types: those that are sold where the clinic is."""
    rows = InsurancePlan.objects.of(connection).filter(gone_at__isnull=True)
    sold = Q(is_national=True)
    for state in sorted(states):
        sold |= Q(states__contains=f"|{state}|")
    return [labelled(plan) for plan in rows.filter(sold)[:OFFERED]]


class PlanField(forms.CharField):
    """An insurance plan of a connection, by name or id; the value is the plan's id, "" for none."""

    def __init__(self, connection: Connection | None, **kwargs: Any) -> None:
        self.connection = connection
        super().__init__(
            max_length=400, widget=forms.TextInput(attrs={"list": "plans", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value: Any) -> str:
        """Return the id; raise ValidationError for a name that no plan or several plans have."""
        text = str(super().clean(value) or "").strip()
        found = ID_AT_END.search(text)
        if found or not text:
            return found.group(1) if found else ""
        return self._named(text)

    def _named(self, text: str) -> str:
        rows = InsurancePlan.objects.filter(connection=self.connection, gone_at__isnull=True)
        words = Q()
        for word in text.split():
            words &= Q(name__icontains=word) | Q(carrier_name__icontains=word)
        found = list(rows.filter(words)[:4])
        if len(found) > 1:
            raise ValidationError(SEVERAL + "; ".join(labelled(plan) for plan in found[:3]) + " …"[: len(found) - 2])
        if not found:
            raise ValidationError(NONE)
        return str(found[0].zocdoc_id)
