import pytest
from django.utils import timezone

from tests.zocdoc_sync.documents.files import PDF
from tests.zocdoc_sync.operations.standin import effects, sent
from zocdoc_sync.documents.planning import plan_upload, plan_waiting
from zocdoc_sync.documents.storing import path_of
from zocdoc_sync.documents.uploading import ask, upload
from zocdoc_sync.jobs.running import run
from zocdoc_sync.models import Appointment, Document, Job, OperationLog
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.settling import settle, settle_by_person
from zocdoc_sync.sync.participants import read_participant

UPLOAD = "uploadAppointmentAttachment"


def uploaded(document):
    ask(document)
    return upload(document, now=timezone.now())


def test_a_file_reaches_zocdoc_as_it_was_kept(sandbox, appointment, kept):
    row = uploaded(kept())
    assert (row.state, row.fault, effects(sandbox)) == ("uploaded", "", [UPLOAD])
    assert Appointment.objects.get().patient_due_at is not None
    participant = read_participant(appointment, now=timezone.now())
    (held,) = participant.attachments
    answer = sandbox.session.get(
        held["attachment_url"], headers={"Authorization": f"Bearer {sandbox.token()}"}, timeout=10
    )
    assert (answer.content, held["attachment_type"]) == (PDF, "pcp_patient_referral")


def test_uploading_twice_sends_once(sandbox, kept):
    row = uploaded(kept())
    assert ask(row) is False
    Document.objects.update(state="uploading")
    assert upload(row, now=timezone.now()).state == "uploaded"
    assert sent(sandbox, UPLOAD) == 1


def test_a_lost_answer_is_settled_by_counting_what_zocdoc_holds(sandbox, kept):
    sandbox.faults([{"operation": UPLOAD, "kind": "drop_after", "times": 1}])
    row = uploaded(kept())
    assert (row.state, row.held_before) == ("unknown", 0)
    assert settle(row.operation, now=timezone.now()) == "reconciled"
    assert upload(row, now=timezone.now()).state == "uploaded"
    assert effects(sandbox) == [UPLOAD]


def test_a_lost_request_is_asked_of_a_person_and_sent_again_when_it_did_not_happen(sandbox, kept):
    sandbox.faults([{"operation": UPLOAD, "kind": "drop_before", "times": 1}])
    row = uploaded(kept())
    log = row.operation
    for _ in range(4):
        settle(log, now=timezone.now())
    assert (OperationLog.objects.get().state, upload(row, now=timezone.now()).state) == ("asks", "unknown")
    log.refresh_from_db()
    settle_by_person(log, False, Actor.system("test"), timezone.now())
    assert upload(row, now=timezone.now()).state == "waiting"
    assert uploaded(row).state == "uploaded"
    assert effects(sandbox) == [UPLOAD]


def test_a_lost_file_is_not_taken_for_another_that_arrived_meanwhile(sandbox, appointment, kept):
    sandbox.faults([{"operation": UPLOAD, "kind": "drop_before", "times": 1}])
    lost = uploaded(kept())
    assert uploaded_beside(lost, kept()) == ("unknown", "uploaded")
    assert settle(lost.operation, now=timezone.now()) == "unknown"
    assert upload(lost, now=timezone.now()).state == "unknown"


def uploaded_beside(lost, other):
    """Upload another file while the outcome of one is open, as if both had been counted at the same moment."""
    OperationLog.objects.filter(pk=lost.operation_id).update(state="refused")
    done = uploaded(other)
    OperationLog.objects.filter(pk=lost.operation_id).update(state="unknown")
    lost.refresh_from_db()
    return lost.state, done.state


def test_a_limit_of_zocdoc_leaves_the_file_waiting_for_another_try(sandbox, kept):
    sandbox.faults([{"operation": UPLOAD, "kind": "429"}])
    row = uploaded(kept())
    assert (row.state, row.attempts, "may be tried again" in row.fault) == ("waiting", 1, True)
    sandbox.faults([])
    assert uploaded(row).state == "uploaded"


@pytest.mark.parametrize("loss", ["gone", "altered"])
def test_a_content_that_is_lost_is_told_and_nothing_is_sent(sandbox, kept, loss):
    row = kept()
    if loss == "gone":
        path_of(row.pk).unlink()
    else:
        path_of(row.pk).write_bytes(b"SDF1")
    assert (uploaded(row).state, row.fault) == ("refused", "The file is no longer here: add it again.")
    assert sent(sandbox, UPLOAD) == 0


def test_the_worker_uploads_what_was_left_to_it(sandbox, kept):
    row = kept()
    ask(row)
    plan_upload(row, timezone.now())
    run(Job.objects.get(kind="documents.upload").pk, now=timezone.now())
    row.refresh_from_db()
    assert (row.state, Job.objects.get(kind="documents.upload").state) == ("uploaded", "done")


def test_all_that_waits_for_an_appointment_is_planned_at_once(appointment, kept):
    kept(), kept()
    assert (plan_waiting(appointment, timezone.now()), plan_waiting(appointment, timezone.now())) == (2, 0)
    assert Job.objects.filter(kind="documents.upload").count() == 2
