import pytest

from zocdoc_sync.insurance.told import offered_ids, told_by

SAID = {
    "insurance_plan_mappings": [{"insurance_plan_id": "ip_1"}, {"insurance_plan_id": "ip_1"}],
    "eligible_insurances": [
        {
            "insurance_carrier_id": "ic_1",
            "insurance_carrier_networks": [
                {"program_type": "commercial", "network_type": "ppo", "insurance_plan_ids": ["ip_1", "ip_2"]},
                {"program_type": None, "network_type": "brand_new", "insurance_plan_ids": None},
            ],
        },
        {"insurance_carrier_id": "ic_2", "insurance_carrier_networks": None},
    ],
}


def test_accepted_and_offered_plans_are_told_with_nulls_and_new_words():
    told = told_by(SAID)
    assert told.accepted == {"ip_1"}
    assert [(one.carrier_id, one.program, one.network, one.plan_ids) for one in told.offers] == [
        ("ic_1", "commercial", "ppo", ("ip_1", "ip_2")),
        ("ic_1", "", "brand_new", ()),
    ]
    assert offered_ids(told.kept()) == {"ip_1", "ip_2"}


def test_no_accepted_plan_is_an_answer():
    assert told_by({"insurance_plan_mappings": [], "eligible_insurances": None}).accepted == frozenset()


@pytest.mark.parametrize("rows", [None, "ip_1", [{"insurance_plan_id": None}], ["ip_1"]])
def test_a_list_that_is_missing_or_strange_is_not_taken_for_an_empty_one(rows):
    with pytest.raises(ValueError, match="accepted plan"):
        told_by({**SAID, "insurance_plan_mappings": rows})
    with pytest.raises(ValueError, match="does not list"):
        told_by(None)
