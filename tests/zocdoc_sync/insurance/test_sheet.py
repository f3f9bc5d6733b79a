import csv
import io

import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.insurance import sheet
from zocdoc_sync.insurance.comparing import holdings
from zocdoc_sync.insurance.sheet import SheetRefused
from zocdoc_sync.models import InsuranceMapping, InsurancePlan, PlaceInsurance

pytestmark = pytest.mark.django_db
PLANS = frozenset({"ip_1", "ip_2", "ip_3"})
HEAD = "provider_location_id,plan_id,state\n"


@pytest.fixture
def place(db):
    clinic = factories.connection()
    made = factories.provider_location(clinic, provider=factories.provider(clinic, name='=HYPERLINK("x")'))
    PlaceInsurance.objects.create(connection=clinic, place=made, read_at=timezone.now())
    for number, state in enumerate(("active", "being_added", "being_removed"), start=1):
        plan = InsurancePlan.objects.create(
            connection=clinic, zocdoc_id=f"ip_{number}", name=f"-Plan {number}", carrier_name="Càrrier, Inc."
        )
        InsuranceMapping.objects.create(connection=clinic, place=made, zocdoc_id=f"ip_{number}", plan=plan, state=state)
    return made


def taken(text, places):
    return sheet.read(text.encode(), places, PLANS)


def test_what_is_written_is_read_back_as_what_is_wanted(place):
    text = "".join(sheet.written(holdings([place])))
    found = taken(text, {place.zocdoc_id: place})
    assert (dict(found.wanted), found.faults) == ({place.zocdoc_id: {"ip_1", "ip_2"}}, [])


def test_no_cell_is_a_formula_to_a_spreadsheet(place):
    text = "".join(sheet.written(holdings([place])))
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
    assert "'-Plan 1" in cells


@pytest.mark.parametrize("text", ["\ufeff{}", "{}\r\n\r\n", '"provider_location_id";"plan_id"\n{}'])
def test_marks_empty_lines_and_other_separators_are_understood(place, text):
    line = f"{place.zocdoc_id}{';' if ';' in text else ','}ip_1\n"
    whole = text.format(line) if ";" in text else text.format(f"provider_location_id,plan_id\n{line}")
    assert taken(whole, {place.zocdoc_id: place}).wanted == {place.zocdoc_id: {"ip_1"}}


def test_faults_are_told_by_their_line(place):
    text = (
        f"{HEAD}{place.zocdoc_id},ip_9,\npr_x|lo_x,ip_1,\n,ip_1,\n{place.zocdoc_id},,\n{place.zocdoc_id},ip_1,maybe\n"
    )
    assert taken(text, {place.zocdoc_id: place}).faults == [
        "Line 2: “ip_9” is not a plan that is known here.",
        "Line 3: “pr_x|lo_x” is not one of this connection's provider locations.",
        "Line 4: the provider location id is missing.",
        "Line 5: the plan id is missing.",
        "Line 6: the state “maybe” is not known: write Accepted or leave it empty.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"place,plan\nx,y\n", "The first line must name the columns provider_location_id and plan_id"),
        (HEAD.encode(), "The file lists no plan."),
        (HEAD.encode() + b"caf\xe9,ip_1,\n", "The file is not UTF-8 text"),
        (HEAD.encode() + b'"pr_a|lo_a,ip_1,\n', "a quotation mark is left open"),
        (b"x" * (sheet.MOST_BYTES + 1), "The file is larger than 5 MB"),
        (b"\x00\x01", "The first line must name"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_one_sentence(content, sentence):
    with pytest.raises(SheetRefused, match=sentence):
        sheet.read(content, {}, PLANS)


def test_a_file_with_too_many_lines_is_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_LINES", 2)
    with pytest.raises(SheetRefused, match="more than 2 lines"):
        taken(HEAD + "a,b,\n" * 3, {})
