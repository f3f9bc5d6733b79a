import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import said
from tests.zocdoc_sync.documents.files import EXE, PDF, TYPE, file
from tests.zocdoc_sync.operations.standin import booked, effects, sent
from zocdoc_sync.documents import uploading
from zocdoc_sync.models import AccessEvent, Appointment, Document, Job
from zocdoc_sync.sync.participants import read_participant

UPLOAD = "uploadAppointmentAttachment"


@pytest.fixture
def row(sandbox, linked):
    made = booked(sandbox, linked, status="confirmed")
    read_participant(made, now=timezone.now())
    return made


def page_of(row):
    return reverse("admin:zocdoc_sync_appointment_change", args=(row.pk,))


def add(client, row, content=PDF, *, then="upload", kind=TYPE, **more):
    token = client.get(page_of(row)).context["documents"].form_token
    post = {"form_token": token, "attachment_type": kind, "file": file(content), "then": then, **more}
    return client.post(reverse("admin:appointment_documents", args=(row.pk,)), post)


def test_a_small_file_is_uploaded_at_once(at_linked_desk, sandbox, row):
    answer = add(at_linked_desk, row)
    assert said(at_linked_desk, answer) == ["Zocdoc has the file."]
    assert (effects(sandbox), Document.objects.get().state) == ([UPLOAD], "uploaded")


def test_a_large_file_is_left_to_the_worker(at_linked_desk, sandbox, row, monkeypatch):
    monkeypatch.setattr(uploading, "SMALL_FILE", 3)
    answer = add(at_linked_desk, row)
    assert "in the background" in said(at_linked_desk, answer)[0]
    assert (sent(sandbox, UPLOAD), Job.objects.filter(kind="documents.upload").count()) == (0, 1)
    assert at_linked_desk.get(page_of(row)).context["documents"].busy is True


def test_a_file_is_kept_and_uploaded_later(at_linked_desk, sandbox, row):
    add(at_linked_desk, row, then="keep")
    assert (Document.objects.get().state, sent(sandbox, UPLOAD)) == ("waiting", 0)
    address = reverse("admin:appointment_document", args=(row.pk, Document.objects.get().pk))
    at_linked_desk.post(address, {"then": "upload"})
    assert (Document.objects.get().state, effects(sandbox)) == ("uploaded", [UPLOAD])
    answer = at_linked_desk.post(address, {"then": "remove"})
    assert "on its way to Zocdoc or there already" in said(at_linked_desk, answer)[-1]


def test_a_kept_file_is_removed_without_asking_zocdoc(at_linked_desk, sandbox, row):
    add(at_linked_desk, row, then="keep")
    at_linked_desk.post(
        reverse("admin:appointment_document", args=(row.pk, Document.objects.get().pk)), {"then": "remove"}
    )
    assert (Document.objects.count(), sent(sandbox, UPLOAD)) == (0, 0)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"content": EXE}, "Only jpg, png, pdf and docx files are accepted, by what is in them."),
        ({"content": b""}, "The file is empty."),
        ({"kind": ""}, "Choose what the file is."),
        ({"file": ""}, "This field is required."),
        ({"form_token": "x"}, "This form is too old or incomplete: open the page again."),
    ],
)
def test_a_wrong_file_is_told_before_zocdoc_is_asked(at_linked_desk, sandbox, row, more, told):
    assert said(at_linked_desk, add(at_linked_desk, row, **more)) == [told]
    assert (sent(sandbox, UPLOAD), Document.objects.count()) == (0, 0)


def test_a_script_is_told_where_to_go_and_the_page_tells_the_rest(at_linked_desk, row):
    token = at_linked_desk.get(page_of(row)).context["documents"].form_token
    post = {"form_token": token, "attachment_type": TYPE, "file": file(EXE)}
    address = reverse("admin:appointment_documents", args=(row.pk,))
    answer = at_linked_desk.post(address, post, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json() == {"go": f"{page_of(row)}#documents"}
    assert "Only jpg, png, pdf and docx" in at_linked_desk.get(page_of(row)).content.decode()


def test_an_appointment_that_takes_no_files_says_why_in_the_box(at_linked_desk, row):
    Appointment.objects.update(start_time=timezone.now() - timezone.timedelta(days=8))
    assert "It was more than 7 days ago" in at_linked_desk.get(page_of(row)).content.decode()


def held(client, row):
    add(client, row)
    read_participant(row, now=timezone.now())
    return client.get(page_of(row)).context["documents"].held


def test_what_zocdoc_holds_is_downloaded_through_us_and_audited(at_linked_desk, row):
    (one,) = held(at_linked_desk, row)
    answer = at_linked_desk.get(reverse("admin:appointment_file", args=(row.pk, one.mark)))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (PDF, "application/octet-stream")
    assert answer["Content-Disposition"] == f'attachment; filename="{TYPE}-{one.mark[:6]}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AccessEvent.objects.filter(action="document.downloaded").count() == 1
    assert one.url not in at_linked_desk.get(page_of(row)).context["documents"].address


def test_a_file_on_another_server_is_not_fetched(at_linked_desk, row):
    patient = read_participant(row, now=timezone.now())
    patient.payload = {"patient": {"uploaded_attachments": [{"attachment_url": "https://evil.example/x"}]}}
    patient.save()
    (one,) = at_linked_desk.get(page_of(row)).context["documents"].held
    answer = at_linked_desk.get(reverse("admin:appointment_file", args=(row.pk, one.mark)))
    assert "points to another server" in said(at_linked_desk, answer)[0]
    assert AccessEvent.objects.filter(action="document.downloaded").count() == 0


def test_roles_see_and_do_only_what_they_may(at_linked_desk, client, linked, row, other):
    (one,) = held(at_linked_desk, row)
    add(at_linked_desk, row, then="keep")
    key = Document.objects.get(state="waiting").pk
    file_, change = (
        reverse("admin:appointment_file", args=(row.pk, one.mark)),
        reverse("admin:appointment_document", args=(row.pk, key)),
    )
    codes = {}
    for role, connection in (("Viewer", linked), ("Scheduler", linked), ("Builder", other)):
        client.force_login(person(role, connection, username=f"{role}-x"))
        codes[role] = (client.get(file_).status_code, client.post(change, {"then": "upload"}).status_code)
        if role == "Scheduler":
            page = client.get(page_of(row))
            assert (page.context["documents"], "Quackenbush" in page.content.decode()) == (None, False)
    assert codes == {"Viewer": (200, 404), "Scheduler": (404, 404), "Builder": (404, 404)}
    assert Document.objects.get(pk=key).state == "waiting"


def test_the_name_of_a_file_is_in_no_address_and_no_message(at_linked_desk, row):
    answer = add(at_linked_desk, row, then="keep")
    page = at_linked_desk.get(answer.url)
    assert "Quackenbush" not in answer.url + " ".join(map(str, page.context["messages"]))
    assert "referral Quackenbush.pdf" in page.content.decode()
