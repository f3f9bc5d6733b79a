"""Documents of an appointment."""

import io
import zipfile

import pytest

from tests.zocdoc_sandbox.conftest import Api, ago

PDF = b"%PDF-1.7\n" + b"invented " * 10
PNG, JPG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20, b"\xff\xd8\xff\xe0" + b"\0" * 20


def archive(name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(name, "<w/>")
    return buffer.getvalue()


def upload(api, appointment_id, content=PDF, kind="pcp_patient_referral", name="referral.bin"):
    return api.ask(
        "POST", f"/v1/appointments/{appointment_id}/attachments", files={"attachment": (name, content)},
        data={"attachment_type": kind},
    )  # fmt: skip


def stored(sandbox, appointment_id):
    return sandbox.appointment(appointment_id)["attachments"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PDF, 200), (PNG, 200), (JPG, 200), (archive("word/document.xml"), 200),
        (archive("evil.exe"), 400), (b"MZ\x90\0", 400), (b"", 400), (b"GIF89a", 400),
    ],
)  # fmt: skip
def test_the_type_of_a_document_is_told_by_its_content(sandbox, api, content, code):
    made = sandbox.appointments({})[0]
    assert upload(api, made, content, name="card.pdf").status_code == code
    assert stored(sandbox, made) == (1 if code == 200 else 0)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "booking_failed"}, 400),
        ({"status": "reschedule_failed"}, 400),
        ({"start_time": ago(days=8)}, 400),
        ({"start_time": ago(days=6)}, 200),
        ({"status": "cancelled"}, 200),
    ],
)
def test_failed_and_long_past_appointments_take_no_documents(sandbox, api, fields, code):
    made = sandbox.appointments(fields)[0]
    assert upload(api, made).status_code == code
    assert stored(sandbox, made) == (1 if code == 200 else 0)


def test_an_unknown_type_and_an_unknown_appointment_are_refused(sandbox, api):
    made = sandbox.appointments({})[0]
    assert upload(api, made, kind="holiday_photo").status_code == 400
    assert upload(api, "83f5cf14-3eb1-4034-be1f-e7c3058aad21").status_code == 404


def test_a_document_is_downloaded_with_the_same_token_and_not_without(sandbox, api):
    made = sandbox.appointments({})[0]
    upload(api, made, PNG, "patient_front_insurance_card")
    people = api.get(f"/v1/appointments/{made}/participants").json()["data"]["patient"]
    attachment = people["uploaded_attachments"][0]
    assert (attachment["attachment_type"], attachment["side"]) == ("insurance_card_medical", "front")
    path = attachment["attachment_url"].removeprefix(sandbox.url)
    answer = api.get(path)
    assert (answer.content, answer.headers["Content-Type"]) == (PNG, "image/png")
    assert Api(sandbox, "nothing").get(path).status_code == 401
