"""The directory and the reference data."""

import pytest

LISTS = {
    "/v1/specialties": 100,
    "/v1/visit_reasons": 100,
    "/v1/insurance_plans": 100,
    "/v1/schedulable_entities": 5000,
}


@pytest.mark.parametrize(("path", "size"), LISTS.items())
def test_a_list_has_its_documented_page_size(api, path, size):
    body = api.get(path).json()
    assert (body["page"], body["page_size"]) == (0, size)
    assert body["total_count"] >= 9


def test_reference_data_are_more_than_a_page(api):
    plans = [api.get("/v1/insurance_plans", page=page).json() for page in (0, 1, 2)]
    ids = [plan["id"] for page in plans for plan in page["data"]]
    assert len(ids) == len(set(ids)) == plans[0]["total_count"]
    assert [bool(page["next_url"]) for page in plans] == [True, True, False]


def test_each_specialty_has_its_default_among_its_visit_reasons(api):
    for specialty in api.get("/v1/specialties").json()["data"][:8]:
        reasons = api.get("/v1/visit_reasons", specialty_id=specialty["id"]).json()["data"]
        assert (specialty["default_visit_reason_id"], specialty["default_visit_reason_name"]) == (
            reasons[0]["id"],
            reasons[0]["name"],
        )


def test_recent_changes_leave_only_what_changed(api):
    path = "/v1/schedulable_entities"
    everything, recent = api.get(path).json(), api.get(path, recent_changes_72hrs="true").json()
    summary = recent["data"]["recent_change_summary"]
    assert [one["id"] for one in recent["data"]["schedulable_entities"]] == (
        summary["schedulable_entities_profile_updated"]
    )
    assert (everything["total_count"], recent["total_count"]) == (9, 1)
    zones = {one["time_zone"] for one in everything["data"]["schedulable_entities"]}
    assert zones == {"America/New_York", "America/Chicago"}


def test_npis_lead_to_providers_whose_places_are_schedulable(api):
    npis = api.get("/v1/reference/npi").json()["data"]["npis"]
    found = api.get("/v1/providers", npis=",".join(npis)).json()["data"]
    places = {
        place["provider_location_id"]
        for entry in found
        for one in entry["providers"]
        for place in (*one["locations"], *one["virtual_locations"])
    }
    entities = {one["id"] for one in api.get("/v1/schedulable_entities").json()["data"]["schedulable_entities"]}
    assert [entry["npi"] for entry in found] == npis
    assert places == entities


def test_at_most_fifty_npis_are_asked_for(api):
    assert api.get("/v1/providers", npis=",".join(["1"] * 50)).status_code == 200
    assert api.get("/v1/providers", npis=",".join(["1"] * 51)).status_code == 400


def test_the_nearest_place_is_marked_when_a_point_is_given(api):
    npi = "npi_multiplelocations"
    near = api.get("/v1/providers", npis=npi, latitude=40.7, longitude=-73.98).json()["data"][0]["providers"][0]
    assert {place["distance_to_patient_mi"] for place in near["locations"]} == {0.67}
    far = api.get("/v1/providers", npis=npi).json()["data"][0]["providers"][0]
    assert {"distance_to_patient_mi", "is_nearest_match"} & set(far["locations"][0]) == set()


def test_reviews_come_alone_and_in_a_batch_of_up_to_a_hundred(api):
    provider = "pr_rvbnd1-okafor_eJ1s44Tm"
    alone = api.get(f"/v1/providers/{provider}/reviews").json()["data"]
    batch = api.get("/v1/providers/reviews", provider_ids=f"{provider},pr_nobody,pr_allvirtual").json()["data"]
    assert batch[0] == alone
    assert [(one["provider_id"], one["total_reviews"] > 0) for one in batch] == [
        (provider, True),
        ("pr_allvirtual", False),
    ]
    assert batch[1]["average_overall_rating"] is None
    assert api.get("/v1/providers/reviews", provider_ids=",".join(["pr_a"] * 101)).status_code == 400
