"""Every answer of the stand-in, held against Zocdoc's own OpenAPI document."""

import copy
import json
import os
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

from tests.contract.sandbox_calls import UNKNOWN, every_way
from tests.sandbox_process import Sandbox

DOCUMENT = os.environ.get("ZOCDOC_OPENAPI", "")
pytestmark = [
    pytest.mark.skipif(not DOCUMENT, reason="ZOCDOC_OPENAPI names no OpenAPI document to hold the stand-in against"),
    pytest.mark.xdist_group("sandbox_contract"),
]

OPERATIONS = 30
NO_BODY, NEVER = "no body", "never"
# Where the servers are known to behave differently from the document: what they do, and why.
DEVIATIONS = {
    ("getProviderLocation", 403): (NO_BODY, "403 mostly has no body: the scope or the product is missing"),
    ("getProviderLocationsAvailability", 403): (NO_BODY, "403 mostly has no body: the scope or the product is missing"),
    ("rotateCredentials", 403): (NO_BODY, "a missing scope has no body, another client's id has one"),
    ("getInsurancePlans", 404): (NEVER, "a search without a hit is an empty page"),
    ("getSpecialties", 404): (NEVER, "a search without a hit is an empty page"),
    ("getVisitReasons", 404): (NEVER, "a search without a hit is an empty page"),
    ("getFacilities", 404): (NEVER, "a search without a hit is an empty page"),
    ("mockWebhookRequest", 404): (NEVER, "the sample names no object that could be missing"),
}
BARE = {key for key, (kind, _) in DEVIATIONS.items() if kind == NO_BODY}
UNSEEN = {key for key, (kind, _) in DEVIATIONS.items() if kind == NEVER}
METHODS = ("get", "post", "put")


def documented(document):
    return {
        one["operationId"]: (method.upper(), path, {int(status) for status in one["responses"]})
        for path, item in document["paths"].items()
        for method, one in item.items()
        if method in METHODS
    }


def without_nulls(value):
    if isinstance(value, dict):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def address(path):
    filled = re.sub(r"\{(provider_location_id)\}", "pr_confirmed|lo_confirmed", path)
    return re.sub(r"\{\w+\}", UNKNOWN, filled)


def refused_calls(sandbox, operations):
    """Ask every operation without a token, without permission, and from a server that breaks."""
    sandbox.control("POST", "clients", {
        "client_id": "powerless", "secret": "powerless", "scopes": [], "directory_enabled": False,
        "calendar_enabled": False,
    })  # fmt: skip
    powerless = {"Authorization": f"Bearer {sandbox.token('powerless', 'powerless')}"}
    made = []
    for operation, (method, path, statuses) in operations.items():
        ask = lambda headers, m=method, p=path: sandbox.session.request(  # noqa: E731 (two calls a row, said once)
            m, sandbox.url + address(p), json={} if m != "GET" else None, headers=headers, timeout=30
        )
        made += [(operation, ask({})), (operation, ask(powerless))]
        if 500 in statuses:
            sandbox.faults([{"operation": operation, "kind": "500", "times": 1}])
            made.append((operation, ask(powerless)))
    return made


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(Path(DOCUMENT).read_text())


@pytest.fixture(scope="module")
def exchanges(document, tmp_path_factory):
    sandbox = Sandbox().start(seed="clinic", tmp_path=tmp_path_factory.mktemp("contract"))
    try:
        document["servers"] = [{"url": sandbox.url}]
        yield [*refused_calls(sandbox, documented(document)), *every_way(sandbox)]
    finally:
        sandbox.stop()


@pytest.fixture(scope="module")
def judge(document, exchanges):
    return OpenAPI.from_dict(document)


def objection(judge, operation, answer):
    if (operation, answer.status_code) in BARE and not answer.content:
        return None
    answer = copy.copy(answer)
    if answer.headers.get("Content-Type", "").startswith("application/json"):
        answer._content = json.dumps(without_nulls(answer.json())).encode()
    try:
        judge.validate_response(RequestsOpenAPIRequest(answer.request), RequestsOpenAPIResponse(answer))
    except Exception as wrong:  # noqa: BLE001 (whatever the judge raises is its objection)
        details = [str(each) for each in getattr(wrong.__cause__, "schema_errors", [])] or str(wrong.__cause__ or wrong)
        return operation, answer.status_code, details
    return None


def test_every_answer_is_one_that_the_document_describes(exchanges, judge):
    assert [said for one in exchanges if (said := objection(judge, *one))] == []


def test_an_answer_that_the_document_does_not_describe_is_noticed(exchanges, judge):
    operation, answer = next(one for one in exchanges if one[0] == "getAppointment" and one[1].ok)
    body, answer = answer.json(), copy.copy(answer)
    del body["data"]["confirmation_type"]
    answer._content = json.dumps(body).encode()
    assert objection(judge, operation, answer)[:2] == ("getAppointment", 200)


def test_all_operations_are_called_with_every_status_that_can_come(exchanges, document):
    operations = documented(document)
    assert len(operations) == OPERATIONS
    promised = {(name, status) for name, (_, _, statuses) in operations.items() for status in statuses}
    seen = {(name, answer.status_code) for name, answer in exchanges}
    assert seen == promised - UNSEEN


def test_every_body_has_a_request_id(exchanges):
    bodies = [(name, answer.json()) for name, answer in exchanges if answer.content]
    assert [name for name, body in bodies if not body.get("request_id")] == []


def test_the_last_page_has_an_empty_next_url_and_no_other_page_has(exchanges):
    pages = [answer.json() for _, answer in exchanges if answer.ok and answer.content and "page" in answer.json()]
    assert pages
    for page in pages:
        last = (page["page"] + 1) * page["page_size"] >= page["total_count"]
        assert (page["next_url"] == "") is last
        if not last:
            assert parse_qs(urlsplit(page["next_url"]).query)["page"] == [str(page["page"] + 1)]


def test_nulls_are_sent_although_the_document_marks_nothing_nullable(exchanges):
    answers = [answer.json()["data"] for name, answer in exchanges if name == "getAppointment" and answer.ok]
    assert {data["developer_patient_id"] for data in answers} == {None, "dev-1"}


def test_schedulable_entities_carry_the_fields_of_the_newer_document(exchanges):
    answer = next(answer for name, answer in exchanges if name == "getSchedulableEntities" and answer.ok)
    entity = answer.json()["data"]["schedulable_entities"][0]
    assert entity["main_specialty_id"] == "sp_153"
    assert entity["main_specialty_name"] == "Primary Care Doctor"
