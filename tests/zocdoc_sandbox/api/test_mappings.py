"""Insurance mappings: accepted at once, in force later."""

import pytest

PLACE = "/v1/provider_locations/pr_confirmed|lo_confirmed/insurance_mappings"


def plans(api):
    return [one["insurance_plan_id"] for one in api.get(PLACE).json()["data"]["insurance_plan_mappings"]]


@pytest.mark.parametrize("operation", ["Add", "Remove", "Replace"])
def test_a_change_is_accepted_and_in_force_after_a_while(sandbox, api, operation):
    before = plans(api)
    changed = before[:1] if operation == "Remove" else ["ip_6501"]
    expected = {"Add": [*before, "ip_6501"], "Remove": before[1:], "Replace": ["ip_6501"]}[operation]
    answer = api.post(PLACE, {"operation": operation, "insurance_plan_ids": changed})
    assert (answer.status_code, set(answer.json())) == (202, {"request_id"})
    assert plans(api) == before
    sandbox.control("POST", "clock", {"offset_seconds": 3})
    assert plans(api) == expected
    assert expected != before


def test_two_changes_in_a_row_are_both_applied(sandbox, api):
    api.post(PLACE, {"operation": "Replace", "insurance_plan_ids": ["ip_9111"]})
    api.post(PLACE, {"operation": "Add", "insurance_plan_ids": ["ip_2600"]})
    sandbox.control("POST", "clock", {"offset_seconds": 3})
    assert plans(api) == ["ip_9111", "ip_2600"]


@pytest.mark.parametrize(
    "body",
    [
        {"operation": "add", "insurance_plan_ids": ["ip_9111"]},
        {"operation": "Add", "insurance_plan_ids": ["ip_unknown"]},
        {"operation": "Add", "insurance_plan_ids": "ip_9111"},
        {"operation": "Add"},
    ],
)
def test_a_malformed_change_is_refused_and_changes_nothing(sandbox, api, body):
    before = plans(api)
    assert api.post(PLACE, body).status_code == 400
    sandbox.control("POST", "clock", {"offset_seconds": 3})
    assert plans(api) == before


@pytest.mark.parametrize("level", ["prac", "prov"])
def test_mappings_that_are_managed_elsewhere_conflict(api, level):
    place = f"pr_ip_mapping_level_{level}|lo_ip_mapping_level_{level}"
    path = f"/v1/provider_locations/{place}/insurance_mappings"
    body = {"operation": "Add", "insurance_plan_ids": ["ip_9111"]}
    assert [api.get(path).status_code, api.post(path, body).status_code] == [409, 409]


def test_a_removed_plan_is_no_longer_taken(sandbox, api):
    plan = plans(api)[0]
    place = "/v1/provider_locations/pr_confirmed|lo_confirmed"
    word = "accepts_patient_insurance"
    assert api.get(place, insurance_plan_id=plan).json()["data"][word] == "accepted"
    api.post(PLACE, {"operation": "Remove", "insurance_plan_ids": [plan]})
    sandbox.control("POST", "clock", {"offset_seconds": 3})
    assert api.get(place, insurance_plan_id=plan).json()["data"][word] == "not_accepted"
