import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden
from tests.zocdoc_sync.insurance.conftest import DENTAL, plans
from tests.zocdoc_sync.operations.standin import sent
from zocdoc_sync.models import AccessEvent, InsurancePlan, InsuranceRun

NEEDED = "The first line must name the columns provider_location_id and plan_id"
UPDATE = "updateProviderLocationInsuranceMappings"


def exported(client):
    answer = client.get(reverse("admin:insurance_export"))
    return answer, b"".join(answer.streaming_content)


def bring(client, content, **more):
    (token,) = hidden(client.get(reverse("admin:insurance_import")), "form_token")
    file = SimpleUploadedFile("wanted.csv", content, "text/csv")
    return client.post(reverse("admin:insurance_import"), {"form_token": token, "file": file, **more})


def test_a_file_tells_place_plan_carrier_and_state(at_work, places):
    answer, content = exported(at_work)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == ["provider_location_id", "place", "plan_id", "plan", "carrier", "state"]
    assert {tuple(line[:2] + line[5:]) for line in lines[1:]} == {
        ("pr_confirmed|lo_confirmed", "Dr. confirmed, Office confirmed", "Accepted"),
        ("pr_pending|lo_pending", "Dr. pending, Office pending", "Accepted"),
    }
    assert (len(lines), answer["Content-Disposition"].startswith("attachment; filename=")) == (25, True)
    assert AccessEvent.objects.filter(action="insurance.exported").count() == 1


def test_a_file_that_was_edited_is_shown_as_changes_by_place(at_work, places, linked, sandbox):
    InsurancePlan.objects.create(connection=linked, zocdoc_id=DENTAL, name="Dental Complete")
    first, taken = places[0], sorted(plans(places[0])["active"])
    text = exported(at_work)[1].decode()
    lines = [line for line in text.splitlines() if f"{taken[0]}," not in line or first.zocdoc_id not in line]
    lines.append(f"{first.zocdoc_id},,{DENTAL},,,")
    answer = bring(at_work, "\n".join(lines).encode())
    run = InsuranceRun.objects.get()
    assert answer.url == reverse("admin:zocdoc_sync_insurancerun_change", args=(run.pk,))
    assert [(line.place_id, line.added, line.removed) for line in run.places.all()] == [
        (first.pk, [DENTAL], [taken[0]])
    ]
    assert (run.title, run.state, sent(sandbox, UPDATE)) == ("File “wanted.csv”", "draft", 0)


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (b"", ["The file is empty."]),
        (b"a,b\n", [f"{NEEDED}: provider_location_id is missing."]),
        (
            b"provider_location_id,plan_id\npr_x|lo_x,ip_10001\npr_confirmed|lo_confirmed,ip_no\n",
            [
                "Line 2: “pr_x|lo_x” is not one of this connection's provider locations.",
                "Line 3: “ip_no” is not a plan that is known here.",
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_by_line_and_nothing_is_kept(at_work, places, content, faults):
    answer = bring(at_work, content)
    assert (answer.status_code, list(answer.context["faults"]), InsuranceRun.objects.count()) == (422, faults, 0)


def test_a_file_that_changes_nothing_says_so(at_work, places):
    answer = bring(at_work, exported(at_work)[1])
    assert list(answer.context["faults"]) == ["Nothing would change: it is all so already."]


def test_without_a_file_it_asks_for_one(at_work, places):
    (token,) = hidden(at_work.get(reverse("admin:insurance_import")), "form_token")
    answer = at_work.post(reverse("admin:insurance_import"), {"form_token": token})
    assert list(answer.context["faults"]) == ["Choose a file."]


def test_only_who_may_change_insurance_brings_a_file(client, places, linked):
    client.force_login(person("Viewer", linked))
    assert [client.get(reverse(f"admin:insurance_{name}")).status_code for name in ("import", "export")] == [403, 200]
