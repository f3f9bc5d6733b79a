"""Remove contents on schedule: what Zocdoc has, what it no longer takes, and files that belong to no row."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db.models import Q

from zocdoc_sync.documents import storing
from zocdoc_sync.enums import DocumentState
from zocdoc_sync.models import Document
from zocdoc_sync.operations.rules import UPLOAD_LIMIT

UPLOADED_FOR = REFUSED_FOR = timedelta(days=1)
# A file that is being written has no row yet.
YOUNG = timedelta(hours=1)
ROWS_FOR = timedelta(days=90)
TOO_LATE = "It was never uploaded, and Zocdoc no longer takes files for this appointment: the file was removed."
BATCH = 500


def remove_due(now: datetime) -> dict[str, int]:
    """Remove what is due and return the counts; `now` is UTC."""
    held = Document.objects.filter(removed_at__isnull=True)
    late = held.filter(
        state__in=[DocumentState.WAITING, DocumentState.UPLOADING],
        appointment__start_time__lt=now - UPLOAD_LIMIT - UPLOADED_FOR,
    )
    late.update(state=DocumentState.REFUSED, fault=TOO_LATE)
    done = Q(state=DocumentState.UPLOADED, uploaded_at__lt=now - UPLOADED_FOR)
    refused = Q(state=DocumentState.REFUSED, added_at__lt=now - REFUSED_FOR)
    keys = list(held.filter(done | refused).values_list("pk", flat=True)[:BATCH])
    for pk in keys:
        storing.remove(pk)
    Document.objects.filter(pk__in=keys).update(removed_at=now)
    rows, _ = Document.objects.filter(removed_at__lt=now - ROWS_FOR).delete()
    return {"contents": len(keys), "orphans": _remove_orphans(now), "rows": rows}


def _remove_orphans(now: datetime) -> int:
    old = [path for path in storing.folder().glob("*/*") if path.stat().st_mtime < (now - YOUNG).timestamp()]
    known = {pk.hex for pk in Document.objects.filter(removed_at__isnull=True).values_list("pk", flat=True)}
    orphans = [path for path in old if not (path.suffix == storing.SUFFIX and _key(path) in known)]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _key(path: Path) -> str:
    try:
        return UUID(path.stem).hex
    except ValueError:
        return ""
