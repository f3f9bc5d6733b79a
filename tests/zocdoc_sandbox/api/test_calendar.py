"""Timeslots: the whole day at once."""

import pytest

from tests.zocdoc_sandbox.conftest import fields

PROVIDER, PLACE, DAY = "pr_rvbnd2-lindqv_fK6d29Rb", "lo_rvbnd1-midtwn_aX2f81Kd", "2026-12-01"
PATH = f"/v1/providers/{PROVIDER}/calendar/timeslots"
OTHER = "lo_rvbnd2-brklyn_bP7m20Qs"
SLOT = {"provider_id": PROVIDER, "location_id": PLACE, "time_zone": "America/New_York"}


@pytest.fixture(autouse=True)
def _late_in_november(sandbox):
    sandbox.control("POST", "clock", {"now": "2026-11-25T12:00:00Z"})


def slots(*times, **changes):
    return {"timeslots": [SLOT | {"start_time": f"{DAY}T{time}"} | changes for time in times]}


def starts(api, **query):
    return [row["start_time"][11:16] for row in api.get(PATH, date=DAY, **query).json()["data"]]


def test_a_put_replaces_the_day_at_all_locations(api):
    api.put(PATH, {"timeslots": slots("09:00")["timeslots"] + slots("14:00", location_id=OTHER)["timeslots"]}, date=DAY)
    assert starts(api) == ["09:00", "14:00"]
    api.put(PATH, slots("11:00"), date=DAY)
    assert starts(api) == ["11:00"]


def test_an_empty_array_deletes_the_day_and_no_other(api):
    other = {"timeslots": [SLOT | {"start_time": "2026-12-02T09:00"}]}
    api.put(PATH, other, date="2026-12-02")
    api.put(PATH, slots("09:00"), date=DAY)
    assert api.put(PATH, {"timeslots": []}, date=DAY).status_code == 200
    assert starts(api) == []
    assert len(api.get(PATH, date="2026-12-02").json()["data"]) == 1


def test_slots_at_an_unknown_location_are_dropped_and_only_named(api):
    body = {"timeslots": slots("09:00")["timeslots"] + slots("10:00", location_id="lo_gone")["timeslots"]}
    answer = api.put(PATH, body, date=DAY)
    assert (answer.status_code, answer.json()["errors"]) == (200, {"not_found_location_ids": ["lo_gone"]})
    assert starts(api) == ["09:00"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start_time": f"{DAY}T09:00:00Z"}, "start_time"),
        ({"start_time": f"{DAY}T09:00:00-05:00"}, "start_time"),
        ({"start_time": "2026-12-02T09:00"}, "start_time"),
        ({"start_time": f"{DAY}T25:00"}, "start_time"),
        ({"time_zone": "EST5"}, "time_zone"),
        ({"time_zone": "New York"}, "time_zone"),
        ({"provider_id": "pr_other"}, "provider_id"),
        ({"location_id": ""}, "location_id"),
        ({"patient_type": "returning"}, "patient_type"),
        ({"allowed_visit_reason_ids": "pc_1"}, "allowed_visit_reason_ids"),
    ],
)
def test_one_wrong_slot_refuses_the_whole_day(api, change, field):
    api.put(PATH, slots("08:00"), date=DAY)
    body = {"timeslots": slots("09:00")["timeslots"] + [SLOT | {"start_time": f"{DAY}T10:00"} | change]}
    answer = api.put(PATH, body, date=DAY)
    assert (answer.status_code, fields(answer)) == (400, [f"timeslots[1].{field}"])
    assert starts(api) == ["08:00"]


def test_fifteen_hundred_slots_are_accepted_and_one_more_is_not(api):
    times = [f"{9 + n // 60:02d}:{n % 60:02d}" for n in range(600)]
    many = slots(*times)["timeslots"] * 3
    assert api.put(PATH, {"timeslots": many[:1500]}, date=DAY).status_code == 200
    assert api.put(PATH, {"timeslots": many[:1501]}, date=DAY).status_code == 400


def test_a_late_slot_belongs_to_its_local_date(api):
    api.put(PATH, slots("22:00"), date=DAY)
    assert starts(api) == ["22:00"]
    assert api.get(PATH, date="2026-12-02").json()["data"] == []


def test_pages_are_followed_by_token_and_need_not_be_full(api):
    times = [f"{9 + n}:00".zfill(5) for n in range(7)]
    api.put(PATH, slots(*times), date=DAY)
    seen, sizes, token = [], [], ""
    while token is not None:
        page = api.get(PATH, date=DAY, limit=4, next_page_token=token).json()
        seen += [row["start_time"][11:16] for row in page["data"]]
        sizes.append(len(page["data"]))
        token = page["next_page_token"]
        assert (page["next_url"] == "") is (token is None)
    assert seen == times
    assert sizes == [3, 4]
    assert api.get(PATH, date=DAY, next_page_token="%%%").status_code == 400


def test_reads_are_stale_for_a_while_and_two_quick_puts_leave_a_stray(sandbox, api):
    sandbox.control("POST", "switches", {"timeslot_delay": 60})
    api.put(PATH, slots("09:00"), date=DAY)
    assert starts(api) == []
    api.put(PATH, slots("10:00"), date=DAY)
    assert starts(api) == ["09:00"]
    sandbox.control("POST", "clock", {"now": "2026-11-25T12:01:10Z"})
    assert starts(api) == ["09:00", "10:00"]


@pytest.mark.parametrize(
    ("restriction", "offered"),
    [
        ({}, ["first", "second"]),
        ({"allowed_visit_reason_ids": [], "excluded_visit_reason_ids": []}, ["first", "second"]),
        ({"allowed_visit_reason_ids": ["first"]}, ["first"]),
        ({"excluded_visit_reason_ids": ["first"]}, ["second"]),
        ({"allowed_visit_reason_ids": ["first"], "excluded_visit_reason_ids": ["first"]}, []),
        ({"patient_type": "existing"}, []),
    ],
)
def test_availability_offers_a_slot_to_the_visit_reasons_that_it_allows(api, restriction, offered):
    reasons = api.get("/v1/visit_reasons", specialty_id="sp_106").json()["data"]
    ids = dict(zip(("first", "second"), (each["id"] for each in reasons[:2]), strict=True))
    real = {
        name: [ids[one] for one in value] if isinstance(value, list) else value for name, value in restriction.items()
    }
    api.put(PATH, slots("09:00", **real), date=DAY)
    edges = {"start_date_in_provider_local_time": DAY, "end_date_in_provider_local_time": DAY}
    found = []
    for name, reason in ids.items():
        query = {"provider_location_ids": f"{PROVIDER}|{PLACE}", "visit_reason_id": reason, "patient_type": "new"}
        data = api.get("/v1/provider_locations/availability", **query, **edges).json()["data"][0]
        found += [name for slot in data["timeslots"] if slot["start_time"] == f"{DAY}T09:00:00-05:00"]
    assert found == offered


def test_an_hour_that_the_clock_change_leaves_out_is_never_offered(api):
    day = "2027-03-14"
    times = [SLOT | {"start_time": f"{day}T{time}"} for time in ("01:30", "02:30", "03:30")]
    api.put(PATH, {"timeslots": times}, date=day)
    reason = api.get("/v1/visit_reasons", specialty_id="sp_106").json()["data"][0]["id"]
    edges = {"start_date_in_provider_local_time": day, "end_date_in_provider_local_time": day}
    query = {"provider_location_ids": f"{PROVIDER}|{PLACE}", "visit_reason_id": reason, "patient_type": "new"}
    data = api.get("/v1/provider_locations/availability", **query, **edges).json()["data"][0]
    assert [slot["start_time"] for slot in data["timeslots"]] == [f"{day}T01:30:00-05:00", f"{day}T03:30:00-04:00"]
