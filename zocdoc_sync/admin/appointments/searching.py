"""Search for appointments by id or by the patient's words, through indexes only; the words are kept nowhere."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import HttpRequest

from zocdoc_sync.encryption.blind import blind_candidates
from zocdoc_sync.models import Appointment, Connection, Participant
from zocdoc_sync.models.patient_words import plain_id, plain_name, plain_phone

FOUND_LIMIT = 500
SESSION_NAME = "slotdesk.found"
SEARCHES_KEPT = 10
DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y")
PHONE_DIGITS = 10
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
DEVELOPER_PATIENT = "developer_patient_id"


def found(term: str, person: User, *, patients: bool) -> list[int]:
    """Return the ids of at most FOUND_LIMIT visible appointments that a term names; patients' words only if allowed."""
    ids: set[int] = set()
    for rows in _lookups(term.strip(), person, patients=patients):
        ids.update(rows[: FOUND_LIMIT - len(ids)])
        if len(ids) >= FOUND_LIMIT:
            break
    return sorted(ids)


def _lookups(term: str, person: User, *, patients: bool) -> Iterator[Any]:
    # The index of ids begins with the connection, so the visible ones are named.
    connections = list(Connection.objects.visible_to(person).values_list("pk", flat=True))
    mine = Appointment.objects.filter(connection__in=connections)
    yield mine.filter(zocdoc_id=_appointment_id(term)).values_list("pk", flat=True)
    own = Q(developer_patient_index__in=blind_candidates(DEVELOPER_PATIENT, term))
    # The index leaves empty values out; SQLite uses it only when the query says so in the same literal words.
    yield mine.filter(own & ~Q(developer_patient_index=RawSQL("''", []))).values_list("pk", flat=True)
    if not patients:
        return
    for column, word in patient_words(term):
        people = Participant.objects.visible_to(person)
        yield people.filter(**{f"{column}_index__in": blind_candidates(column, word)}).values_list(
            "appointment_id", flat=True
        )


def _appointment_id(term: str) -> str:
    """Return the id in a term, such as a copied address of Zocdoc's; the term itself where there is none."""
    within = UUID.search(term)
    return within.group().lower() if within else term


def patient_words(term: str) -> Iterator[tuple[str, str]]:
    """Yield each column that a term may stand for, with the term in the form that its index was made from."""
    if "@" in term:
        yield "email", term.casefold()
        return
    born = _date(term)
    if born:
        yield "birth_date", born
        return
    digits = re.sub(r"\D", "", term)
    if len(digits) >= PHONE_DIGITS:
        yield "phone", plain_phone(term)
    yield "member_id", plain_id(term)
    last, comma, first = term.partition(",")
    name = plain_name(f"{first} {last}" if comma else term)
    if name:
        yield from (("full_name", name), ("last_name", name), ("first_name", name))


def _date(term: str) -> str:
    for shape in DATES:
        try:
            return datetime.strptime(term, shape).date().isoformat()  # noqa: DTZ007 (a date of birth has no zone)
        except ValueError:
            continue
    return ""


def keep(request: HttpRequest, ids: list[int]) -> str:
    """Keep what was found in the session, ids only, and return the opaque token for the URL."""
    token = uuid.uuid4().hex
    kept = dict(list(request.session.get(SESSION_NAME, {}).items())[1 - SEARCHES_KEPT :])
    request.session[SESSION_NAME] = {**kept, token: ids}
    return token


def found_ids(request: HttpRequest, token: str | None) -> list[int]:
    """Return the ids behind a token of this session; none for a foreign or forgotten one."""
    ids: list[int] = request.session.get(SESSION_NAME, {}).get(token, [])
    return ids
