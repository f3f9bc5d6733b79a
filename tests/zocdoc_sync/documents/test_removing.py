import os
import uuid
from datetime import timedelta

from django.utils import timezone

from zocdoc_sync.documents.removing import TOO_LATE, remove_due
from zocdoc_sync.documents.storing import folder, path_of
from zocdoc_sync.models import Appointment, Document

DAY = timedelta(days=1)


def test_what_zocdoc_has_is_removed_a_day_later_and_its_row_stays(kept):
    row, now = kept(), timezone.now()
    Document.objects.update(state="uploaded", uploaded_at=now)
    assert (remove_due(now + DAY)["contents"], path_of(row.pk).exists()) == (0, True)
    assert (remove_due(now + DAY * 1.1)["contents"], path_of(row.pk).exists()) == (1, False)
    assert Document.objects.get().removed_at == now + DAY * 1.1
    assert remove_due(now + DAY * 92)["rows"] == 1


def test_what_waits_is_kept_until_zocdoc_takes_nothing_more(kept):
    row, now = kept(), timezone.now()
    Appointment.objects.update(start_time=now - DAY * 7)
    assert (remove_due(now)["contents"], path_of(row.pk).exists()) == (0, True)
    later = now + DAY * 1.1
    remove_due(later)
    row.refresh_from_db()
    assert (row.state, row.fault, path_of(row.pk).exists()) == ("refused", TOO_LATE, False)


def test_what_is_not_known_is_never_removed(kept):
    row, now = kept(), timezone.now()
    Document.objects.update(state="unknown")
    remove_due(now + DAY * 30)
    assert path_of(row.pk).exists()


def test_files_of_no_row_are_removed_once_they_are_old(kept):
    row = kept()
    orphan = path_of(uuid.uuid4())
    orphan.parent.mkdir(parents=True, exist_ok=True)
    parts = [orphan, path_of(row.pk).with_suffix(".0a.part"), folder() / "ab" / "notes.txt"]
    for path in parts:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert remove_due(timezone.now())["orphans"] == 0
    old = (timezone.now() - timedelta(hours=2)).timestamp()
    for path in [*parts, path_of(row.pk)]:
        os.utime(path, (old, old))
    assert remove_due(timezone.now())["orphans"] == 3
    assert (path_of(row.pk).exists(), [path.exists() for path in parts]) == (True, [False] * 3)
