"""The documented test data behave as they are named."""

import pytest

MAPPINGS = "/v1/provider_locations/{}/insurance_mappings"
SEARCH = {"specialty_id": "sp_153"}
PLANS = "/v1/insurance_plans"


@pytest.fixture(autouse=True)
def _late_in_november(sandbox):
    sandbox.control("POST", "clock", {"now": "2026-11-25T12:00:00Z"})


@pytest.mark.parametrize(
    ("path", "query", "code"),
    [
        ("/v1/providers", {"npis": "npi_error"}, 500),
        ("/v1/provider_locations", {"zip_code": "10112", **SEARCH}, 500),
        ("/v1-beta/facilities", {"zip_code": "10112"}, 500),
        ("/v1/provider_locations/pr_error|lo_error", {}, 500),
        ("/v1/provider_locations/pr_error%7Clo_error", {}, 500),
        ("/v1/provider_locations/pr_missing|lo_missing", {}, 404),
        (MAPPINGS.format("pr_ip_mapping_level_prac|lo_ip_mapping_level_prac"), {}, 409),
        (MAPPINGS.format("pr_ip_mapping_level_prov|lo_ip_mapping_level_prov"), {}, 409),
        ("/v1/providers", {"npis": "npi_hasvirtual", "insurance_plan_id": "ip_0"}, 400),
        ("/v1/insurance_plans/ip_0", {}, 404),
        ("/v1/appointments/83f5cf14-3eb1-4034-be1f-e7c3058aad21", {}, 404),
        ("/v1/appointments/dc69a428-8a73-461b-bd7b-df755910a3fb", {}, 500),
    ],
)
def test_what_is_named_broken_or_missing_answers_so(api, path, query, code):
    answer = api.get(path, **query)
    assert answer.status_code == code
    assert bool(answer.content) is (code != 500)


@pytest.mark.parametrize(
    ("npi", "shape"),
    [
        ("npi_missing", []),
        ("npi_multipleproviders", [(1, 0), (1, 0)]),
        ("npi_multiplelocations", [(3, 0)]),
        ("npi_allvirtual", [(0, 1)]),
        ("npi_hasvirtual", [(1, 1)]),
        ("npi_insuranceIdRequired", [(1, 0)]),
    ],
)
def test_each_npi_has_the_providers_and_places_of_its_name(api, npi, shape):
    providers = api.get("/v1/providers", npis=npi).json()["data"][0]["providers"]
    assert [(len(one["locations"]), len(one["virtual_locations"])) for one in providers] == shape


@pytest.mark.parametrize(("plan", "word"), [("", "insurance_not_specified"), ("ip_2600", "accepted")])
def test_a_place_that_takes_all_plans_takes_this_one(api, plan, word):
    place = "pr_allInsurancePlansAccep|lo_allInsurancePlansAccep"
    answer = api.get(f"/v1/provider_locations/{place}", insurance_plan_id=plan)
    assert answer.json()["data"]["accepts_patient_insurance"] == word


def test_a_place_without_plans_takes_none(api):
    place = "pr_noAcceptedInsurancePla|lo_noAcceptedInsurancePla"
    answer = api.get(f"/v1/provider_locations/{place}", insurance_plan_id="ip_2600")
    assert answer.json()["data"]["accepts_patient_insurance"] == "not_accepted"
    assert api.get(MAPPINGS.format(place)).json()["data"]["insurance_plan_mappings"] == []


@pytest.mark.parametrize(
    ("plan", "field", "value"),
    [
        ("ip_5432", "coverage_area", {"is_national": True, "states": None}),
        ("ip_2345", "coverage_area", {"is_national": False, "states": ["CA"]}),
        ("ip_2052", "network_type", "medicare"),
        ("ip_8281", "network_type", "medicaid"),
        ("ip_9111", "status", "active"),
        ("ip_2667", "status", "inactive"),
        ("ip_5292", "status", "deleted"),
        ("ip_2600", "care_categories", ["health"]),
        ("ip_6501", "care_categories", ["dental"]),
        ("ip_5907", "care_categories", ["vision"]),
    ],
)
def test_each_plan_is_what_it_is_named_for(api, plan, field, value):
    assert api.get(f"{PLANS}/{plan}").json()["data"][field] == value


def test_a_state_without_plans_has_none_and_others_have_national_ones_too(api):
    assert api.get(PLANS, state="AK").json()["total_count"] == 0
    california = {plan["id"] for plan in api.get(PLANS, state="CA", page_size=500).json()["data"]}
    assert {"ip_5432", "ip_2345"} <= california
    assert {"ip_8281", "ip_2667", "ip_5292"} & california == set()


def test_facilities_by_npi_are_one_and_several(api):
    counts = {
        npi: api.get("/v1-beta/facilities", npis=npi).json()["total_count"] for npi in ("2988113970", "5884143085")
    }
    assert counts == {"2988113970": 1, "5884143085": 3}


def test_zip_codes_find_nothing_or_places_with_requirements(api):
    search = "/v1/provider_locations"
    assert api.get(search, zip_code="99734", **SEARCH).json()["total_count"] == 0
    demanding = api.get(search, zip_code="11201", page_size=50, **SEARCH).json()["data"]["provider_locations"]
    needs = {tuple(one["booking_requirements"]["required_fields"]) for one in demanding}
    whole = ("data.patient.insurance.insurance_plan_id", "data.patient.insurance.insurance_member_id")
    assert needs == {(), whole}


def test_the_place_without_availability_has_none(api):
    assert api.free("pr_no_availbility|lo_no_availbility") == []
    assert len(api.free("pr_confirmed|lo_confirmed")) > 10


def test_a_search_is_for_visits_in_person_and_ten_a_page_unless_asked_otherwise(api):
    found = {
        kind: api.get("/v1/provider_locations", zip_code="10017", **SEARCH, **query).json()
        for kind, query in {"default": {}, "all": {"visit_type": "all"}, "video": {"visit_type": "video_visit"}}.items()
    }
    kinds = {
        name: sorted(one["provider_location_type"] for one in body["data"]["provider_locations"])
        for name, body in found.items()
    }
    assert found["default"]["page_size"] == 10
    assert kinds == {
        "default": ["in_person_provider"],
        "all": ["in_person_provider", "virtual_provider"],
        "video": ["virtual_provider"],
    }


@pytest.mark.parametrize("start", ["0001-01-01", "9999-12-31", "2026-02-30", "tomorrow"])
def test_availability_from_a_day_that_cannot_be_is_refused(api, start):
    query = {
        "provider_location_ids": "pr_confirmed|lo_confirmed",
        "patient_type": "new",
        "visit_reason_id": api.reason(),
    }
    edges = {"start_date_in_provider_local_time": start, "end_date_in_provider_local_time": start}
    assert api.get("/v1/provider_locations/availability", **query, **edges).status_code == 400


@pytest.mark.parametrize(("days", "code"), [(30, 200), (31, 400)])
def test_a_span_of_availability_is_under_thirty_one_days(api, days, code):
    edges = {
        "start_date_in_provider_local_time": "2026-12-01",
        "end_date_in_provider_local_time": f"2026-12-{1 + days}" if days < 31 else "2027-01-01",
    }
    query = {"provider_location_ids": "pr_confirmed|lo_confirmed", "patient_type": "new"}
    answer = api.get("/v1/provider_locations/availability", visit_reason_id=api.reason(), **query, **edges)
    assert answer.status_code == code
