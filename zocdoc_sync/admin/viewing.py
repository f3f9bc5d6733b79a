"""Pages that list patients and refresh themselves: one line in the audit for one viewing."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from zocdoc_sync import audit

BACKGROUND = "X-Slotdesk-Background"
KEPT = "patients_listed"
ONE_VIEWING = timedelta(minutes=5)


def listed(request: HttpRequest, now: datetime, subject: str) -> None:
    """Write into the audit that patients were listed; a page that refreshes itself is one viewing for five minutes.

    The last one is remembered on our side, so that nobody looks at patients unseen by calling themselves a refresh.
    """
    kept = request.session.get(KEPT, {})
    if BACKGROUND in request.headers and now.timestamp() - kept.get(subject, 0) < ONE_VIEWING.total_seconds():
        return
    audit.record("patients.listed", request=request, now=now, subject=subject)
    request.session[KEPT] = {**kept, subject: now.timestamp()}
