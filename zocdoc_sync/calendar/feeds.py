"""Making, revoking and answering subscriptions: what calendar programs fetch without a sign-in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from zocdoc_sync.models import Appointment, CalendarFeed, Connection, Location, Provider

SEES = "zocdoc_sync.view_appointment"
BEFORE, AFTER = timedelta(days=30), timedelta(days=180)
MOST = 5000
NOTED = timedelta(hours=1)
JOINS = ("provider", "location", "visit_reason")


def make_feed(person: User, whose: Provider | Location, *, key: str, now: datetime) -> str:
    """Make a subscription and return its secret word, "" when this form has made it already; the word is not kept."""
    word = secrets.token_urlsafe(32)
    whom = {"provider": whose} if isinstance(whose, Provider) else {"location": whose}
    try:
        with transaction.atomic():
            CalendarFeed.objects.create(
                connection_id=whose.connection_id, person=person, digest=digest(word), key=key, made_at=now, **whom
            )
    except IntegrityError:
        return ""
    return word


def revoke(feed: CalendarFeed, *, now: datetime) -> None:
    """End a subscription: from now on its address does not exist."""
    CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now)


def feed_of(word: str) -> CalendarFeed | None:
    """Return the subscription of a secret word while its person may see these appointments, None for any other word."""
    rows = CalendarFeed.objects.filter(digest=digest(word), revoked_at=None)
    feed: CalendarFeed | None = rows.select_related("person", "provider", "location").first()
    if feed is None or not feed.person.is_active or not feed.person.has_perm(SEES):
        return None
    connections = Connection.objects.visible_to(feed.person).filter(pk=feed.connection_id)
    return feed if connections.exists() else None


def rows_of(feed: CalendarFeed, now: datetime) -> QuerySet[Appointment]:
    """Return what a subscription shows: from a month ago to half a year ahead, also what was cancelled."""
    whose: dict[str, Any] = {"provider": feed.provider} if feed.provider_id else {"location": feed.location}
    days = Q(local_date__range=((now - BEFORE).date(), (now + AFTER).date()))
    rows: QuerySet[Appointment] = Appointment.objects.filter(days, connection_id=feed.connection_id, **whose)
    return rows.select_related(*JOINS).defer("payload").order_by("start_time", "pk")[:MOST]


def note_fetched(feed: CalendarFeed, *, now: datetime) -> None:
    """Remember that a program fetched it, once an hour at most."""
    due = Q(fetched_at=None) | Q(fetched_at__lt=now - NOTED)
    CalendarFeed.objects.filter(due, pk=feed.pk).update(fetched_at=now)


def digest(word: str) -> str:
    """Return what is kept of a secret word: it is long and random, so that a plain digest cannot be guessed back."""
    return hashlib.sha256(word.encode()).hexdigest()
