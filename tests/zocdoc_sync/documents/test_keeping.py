import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.zocdoc_sync.documents.files import EXE, JPG, PDF, PNG, TYPE, docx, file
from zocdoc_sync.documents.errors import DocumentRefused
from zocdoc_sync.documents.keeping import discard, keep
from zocdoc_sync.documents.storing import folder, opened, path_of
from zocdoc_sync.enums import AppointmentStatus
from zocdoc_sync.models import Appointment, Document
from zocdoc_sync.operations.actor import Actor


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"), (PNG, "image/png"), (JPG, "image/jpeg"),
        (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
    ids=["pdf", "png", "jpg", "docx"],
)  # fmt: skip
def test_a_file_is_kept_by_its_content_sealed_and_read_back(kept, content, kind):
    row = kept(file(content, name="what.ever", claimed="text/plain"))
    assert (row.content_type, row.size, row.state) == (kind, len(content), "waiting")
    with opened(row) as plain:
        assert (plain.read(), plain.size, plain.name) == (content, len(content), "what.ever")
    assert content not in path_of(row.pk).read_bytes()


class Large:
    """A file of a size that nobody wants to write."""

    name, size = "large.pdf", 101 * 1024 * 1024


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (file(EXE), "Only jpg, png, pdf and docx files are accepted, by what is in them."),
        (file(b"PK\x03\x04" + bytes(50)), "Only jpg, png, pdf and docx files are accepted, by what is in them."),
        (file(b""), "The file is empty."),
        (None, "This field is required."),
        (Large(), "The file must be under 100 MB."),
    ],
    ids=["exe named pdf", "zip that is no docx", "empty", "none", "101 MB"],
)
def test_a_wrong_file_is_told_in_one_sentence_and_nothing_is_kept(appointment, given, told):
    with pytest.raises(DocumentRefused) as refused:
        keep(appointment, given, TYPE, actor=Actor.system("x"), now=timezone.now(), pk=uuid.uuid4())
    assert refused.value.sentence == told
    assert (Document.objects.count(), list(folder().glob("*/*"))) == (0, [])


def test_a_kind_that_zocdoc_does_not_know_is_refused(kept):
    with pytest.raises(DocumentRefused, match="Choose what the file is"):
        kept(kind="x-ray")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"status": AppointmentStatus.BOOKING_FAILED}, "Files cannot be added to a failed appointment."),
        (
            {"start_time": timezone.now() - timedelta(days=7, minutes=1)},
            "It was more than 7 days ago: Zocdoc no longer takes files for it.",
        ),
        ({"gone_at": timezone.now()}, "Zocdoc no longer knows this appointment."),
    ],
)
def test_an_appointment_that_takes_no_files_says_why(appointment, kept, values, told):
    Appointment.objects.update(**values)
    appointment.refresh_from_db()
    with pytest.raises(DocumentRefused) as refused:
        kept(of=appointment)
    assert refused.value.sentence == told


def test_the_same_form_twice_keeps_one_file(kept):
    pk = uuid.uuid4()
    assert kept(pk=pk) == kept(pk=pk)
    assert Document.objects.count() == 1


def test_the_name_is_encrypted_short_and_without_folders(kept):
    assert kept(file(name="C:\\scans\\Quackenbush.pdf")).name == "Quackenbush.pdf"
    long = kept(file(name=f"{'n' * 300}.pdf"))
    assert (len(long.name) <= 120, long.name.endswith(".pdf")) == (True, True)
    assert "Quackenbush" not in repr(list(Document.objects.values_list("added_by_label", "fault", "content_type")))


def test_what_was_not_sent_can_be_discarded_with_its_content(kept):
    row = kept()
    assert (discard(row), path_of(row.pk).exists(), Document.objects.count()) == (True, False, 0)
    sent = kept()
    Document.objects.update(state="uploading")
    assert (discard(sent), path_of(sent.pk).exists()) == (False, True)
