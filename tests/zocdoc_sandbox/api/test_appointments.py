"""Lists of appointments, and one of them."""

import pytest

from tests.zocdoc_sandbox.conftest import Api, ago, ahead, fields

LIST = "/v1/appointments"
ASCENDING = {"sort_by": "last_modified_time_utc", "sort_direction": "ascending", "page_size": 100}


def ids(answer):
    return [row["appointment_id"] for row in answer.json()["data"]]


def test_a_query_never_yields_more_than_a_thousand_rows(sandbox, api):
    made = sandbox.generate(count=1100)
    pages = [api.get(LIST, page=number, **ASCENDING) for number in range(11)]
    seen = [one for page in pages for one in ids(page)]
    assert len(seen) == len(set(seen)) == 1000
    assert set(seen) < set(made)
    assert [page.json()["total_count"] for page in pages] == [1000] * 11
    assert [bool(page.json()["next_url"]) for page in pages] == [True] * 9 + [False] * 2


def test_a_narrower_window_reaches_the_rest(sandbox, api):
    made = sandbox.generate(count=1100)
    full = api.get(LIST, page=9, **ASCENDING).json()["data"][-1]["last_modified_time_utc"]
    rest = [api.get(LIST, page=page, last_modified_time_utc_min=full, **ASCENDING) for page in (0, 1)]
    begin = [one for page in range(10) for one in ids(api.get(LIST, page=page, **ASCENDING))]
    assert set(begin) | {one for page in rest for one in ids(page)} == set(made)


def test_rows_of_one_instant_can_exceed_the_ceiling_and_be_split_by_status(sandbox, api):
    made = sandbox.generate(count=1300, same_instant=1200, instant="2026-01-01T00:00:00Z")
    moment = {
        "last_modified_time_utc_min": "2026-01-01T00:00:00Z",
        "last_modified_time_utc_max": "2026-01-01T00:00:00Z",
    }
    assert api.get(LIST, **moment, **ASCENDING).json()["total_count"] == 1000
    statuses = sandbox.control("GET", "state")["statuses"]
    parts = [api.get(LIST, statuses=status, **moment, **ASCENDING).json()["total_count"] for status in statuses]
    assert (len(made), sum(parts)) == (1300, 1200)


def test_next_url_leads_through_all_pages(sandbox, api):
    made = sandbox.appointments(*[{}] * 7)
    address, seen = f"{sandbox.url}{LIST}?page_size=3", []
    while address:
        answer = api.get(address.removeprefix(sandbox.url))
        seen += ids(answer)
        address = answer.json()["next_url"]
    assert sorted(seen) == sorted(made)


def test_the_latest_start_comes_first_unless_asked_otherwise(sandbox, api):
    early, late, middle = sandbox.appointments(*({"start_time": ahead(days=day)} for day in (1, 3, 2)))
    assert ids(api.get(LIST)) == [late, middle, early]
    assert ids(api.get(LIST, sort_direction="ascending")) == [early, middle, late]
    assert ids(api.get(LIST, sort_by="created_time_utc", sort_direction="ascending")) == [early, late, middle]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"statuses": "cancelled,no_show"}, [1, 2]),
        ({"developer_patient_id": "dev-7"}, [0]),
        ({"practice_ids": "pt_other"}, [2]),
        ({"provider_ids": "pr_a,pr_b"}, [0, 1]),
        ({"location_ids": "lo_b"}, [1]),
        ({"created_time_utc_min": "2026-02-01T00:00:00Z"}, [1, 2]),
        ({"created_time_utc_max": "2026-02-01T00:00:00Z"}, [0, 1]),
        ({"last_modified_time_utc_min": "2026-03-02 00:00:00+00:00"}, [1, 2]),
        ({"start_time_utc_max": "2026-05-01T12:00:00-04:00"}, [0]),
    ],
)
def test_filters_leave_what_they_name(sandbox, api, query, expected):
    made = sandbox.appointments(
        {
            "provider_location_id": "pr_a|lo_a", "developer_patient_id": "dev-7", "start_time": "2026-05-01T16:00:00Z",
            "created_time_utc": "2026-01-01T00:00:00Z", "last_modified_time_utc": "2026-03-01T00:00:00Z",
        },
        {
            "provider_location_id": "pr_b|lo_b", "status": "cancelled", "start_time": "2026-05-02T16:00:00Z",
            "created_time_utc": "2026-02-01T00:00:00Z", "last_modified_time_utc": "2026-03-02T00:00:00Z",
        },
        {
            "practice_id": "pt_other", "status": "no_show", "start_time": "2026-05-03T16:00:00Z",
            "created_time_utc": "2026-03-01T00:00:00Z", "last_modified_time_utc": "2026-03-03T00:00:00Z",
        },
    )  # fmt: skip
    assert ids(api.get(LIST, sort_direction="ascending", **query)) == [made[number] for number in expected]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"page": 11}, "page"),
        ({"page": -1}, "page"),
        ({"page_size": 0}, "page_size"),
        ({"page_size": 101}, "page_size"),
        ({"page_size": "ten"}, "page_size"),
        ({"sort_by": "name"}, "sort_by"),
        ({"sort_direction": "up"}, "sort_direction"),
        ({"statuses": "confirmed,arrived"}, "statuses"),
        ({"start_time_utc_min": "2026-02-30T00:00:00Z"}, "start_time_utc_min"),
        ({"created_time_utc_max": "2026-02-01T00:00:00"}, "created_time_utc_max"),
        ({"created_time_utc_min": "0001-01-01T00:00:00+23:59"}, "created_time_utc_min"),
        ({"start_time_utc_max": "9999-12-31T23:59:59-23:59"}, "start_time_utc_max"),
    ],
)
def test_a_malformed_query_is_refused_by_the_name_of_the_field(api, query, field):
    answer = api.get(LIST, **query)
    assert answer.status_code == 400
    assert answer.json()["error_type"] == "invalid_request"
    assert fields(answer) == [field]


def test_an_exact_instant_of_change_is_kept_to_the_microsecond(sandbox, api):
    made = sandbox.appointments({"last_modified_time_utc": "2026-04-01T10:00:00.123456Z"})
    row = api.get(f"{LIST}/{made[0]}").json()["data"]
    assert row["last_modified_time_utc"] == "2026-04-01T10:00:00.123456Z"


def test_absent_values_are_null_until_that_is_switched_off(sandbox, api):
    made = sandbox.appointments({"notes": "", "source": ""})[0]
    shown = api.get(f"{LIST}/{made}").json()["data"]
    assert (shown["notes"], shown["source"], shown["developer_patient_id"]) == (None, None, None)
    sandbox.control("POST", "switches", {"explicit_nulls": False})
    assert {"notes", "source", "developer_patient_id"} & set(api.get(f"{LIST}/{made}").json()["data"]) == set()


def test_another_organization_sees_nothing_of_ours(sandbox, api):
    made = sandbox.appointments({})[0]
    scopes = ["external.appointment.read"]
    sandbox.control("POST", "clients", {"client_id": "b", "secret": "b", "scopes": scopes, "organization": "other"})
    stranger = Api(sandbox, sandbox.token("b", "b"))
    assert stranger.get(LIST).json()["data"] == []
    assert stranger.get(f"{LIST}/{made}").status_code == 404
    assert api.get(f"{LIST}/{made}").status_code == 200


def test_participants_are_the_only_place_with_patient_data(sandbox, api):
    patient = {"first_name": "Planted", "last_name": "Nameson"}
    made = sandbox.appointments({"patient": patient, "start_time": ago(hours=1)})[0]
    people = api.get(f"{LIST}/{made}/participants").json()["data"]
    assert (people["patient"]["first_name"], people["patient"]["last_name"]) == ("Planted", "Nameson")
    assert "Planted" not in api.get(f"{LIST}/{made}").text + api.get(LIST).text
