"""A larger clinic, for tests and measurements that need more people than the demo has."""

import subprocess
import sys

import pytest

from tests.databases import ROOT
from tests.sandbox_process import Sandbox
from tests.zocdoc_sandbox.conftest import Api

DEMO, MORE = 6, 34


@pytest.fixture
def larger(tmp_path):
    with Sandbox().start(tmp_path=tmp_path, options=("--more-providers", str(MORE))) as sandbox:
        yield Api(sandbox)


def has_check_digit(npi):
    digits = [int(digit) for digit in f"80840{npi}"]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def test_a_larger_clinic_has_so_many_more_providers_with_npis_of_their_own(larger):
    npis = larger.get("/v1/reference/npi").json()["data"]["npis"]
    assert len(set(npis)) == DEMO + MORE
    assert [npi for npi in npis if not has_check_digit(npi)] == []
    entities = larger.get("/v1/schedulable_entities").json()["data"]["schedulable_entities"]
    assert {one["npi"] for one in entities} == set(npis)


def test_a_provider_of_the_larger_clinic_can_be_looked_up(larger):
    entity = larger.get("/v1/schedulable_entities").json()["data"]["schedulable_entities"][-1]
    found = larger.get("/v1/providers", npis=entity["npi"]).json()["data"]
    assert [one["npi"] for one in found] == [entity["npi"]]
    assert larger.get(f"/v1/provider_locations/{entity['id']}").json()["data"]["provider_location_id"] == entity["id"]


@pytest.mark.parametrize("wrong", ["0", "-3", "501", "many"])
def test_a_number_that_cannot_be_is_one_sentence(wrong):
    command = [sys.executable, "-m", "zocdoc_sandbox", f"--more-providers={wrong}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith("error: argument --more-providers: write a number from 1 to 500\n")
