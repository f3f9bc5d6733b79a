"""Who gets mail about which alerts: people with the permission and an address who see the connection."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from zocdoc_sync.enums import AlertCode
from zocdoc_sync.models import Alert, Connection, MailWish

PERMISSION = "zocdoc_sync.get_alert_mail"
# Whoever may close alerts gets all of them; others, such as builders, what stops their workflows.
CLOSES = "zocdoc_sync.change_alert"
OF_WORKFLOWS = (AlertCode.WORKFLOW_LOOP, AlertCode.WORKFLOW_PAUSED, AlertCode.TRIGGER_STALE)


def readers(what: str) -> list[User]:
    """Return everybody who gets `what` ("alerts" or "digest"), in the order of their ids."""
    declined = MailWish.objects.filter(**{what: False}).values("person")
    people: QuerySet[User] = User.objects.with_perm(PERMISSION, backend="django.contrib.auth.backends.ModelBackend")
    return list(people.filter(is_active=True).exclude(email="").exclude(pk__in=declined).order_by("pk"))


def may_get(person: Any) -> bool:
    """Tell whether a person may get mail about alerts at all."""
    return bool(person.is_active and person.has_perm(PERMISSION))


def seen_by(person: User, alerts: Iterable[Alert]) -> list[Alert]:
    """Return those of the alerts that the person looks after, of connections that the person sees."""
    numbers = {None, *Connection.objects.visible_to(person).values_list("pk", flat=True)}
    closes = person.has_perm(CLOSES)
    return [one for one in alerts if one.connection_id in numbers and (closes or one.code in OF_WORKFLOWS)]
