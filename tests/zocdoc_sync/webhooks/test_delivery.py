import json

import pytest

from tests.zocdoc_sync.webhooks.deliveries import body_about
from zocdoc_sync.webhooks.delivery import Malformed, read

ID = "3f0c1c5a-9a3e-4f5e-8a67-0b5cf0c6b001"


def test_the_data_of_an_appointment_may_stand_beside_its_type_or_under_its_name():
    under = json.loads(body_about(ID))
    data = under["data"]
    beside = {**under, "data": {"data_type": data["data_type"], **data["appointment_data"]}}
    assert read(json.dumps(beside).encode()) == read(body_about(ID))
    assert read(body_about(ID)).zocdoc_id == ID


@pytest.mark.parametrize("data", [None, 5, "appointment_data", [], {}, {"appointment_data": None}])
def test_data_that_names_no_appointment_is_malformed(data):
    with pytest.raises(Malformed):
        read(json.dumps({"event_type": "appointment_updated", "data": data}).encode())
