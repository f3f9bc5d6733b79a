import pytest
from django.utils import timezone

from tests.zocdoc_sync import factories
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.models import InsurancePlan, SyncRun
from zocdoc_sync.models.insurance import marked, sold_in
from zocdoc_sync.sync.places.plans import keep_plans, plan_values
from zocdoc_sync.sync.plans import sync_plans

TOLD = {
    "id": "ip_77",
    "name": "Cedar Basic",
    "carrier": {"id": "ic_103", "name": "Cedar Mutual"},
    "network_type": "brand_new_network",
    "program_type": "commercial",
    "status": "active",
    "care_categories": ["health", "dental"],
    "coverage_area": {"is_national": False, "states": ["NY", "NJ"]},
}


def read(clinic, state="NY"):
    return sync_plans(clinic, state, reason=SyncReason.ASKED, now=timezone.now())


def test_the_plans_of_a_state_arrive_with_all_statuses(clinic, sandbox):
    run = read(clinic)
    assert (run.state, run.what, run.part, run.requests) == ("done", "plans", "NY", 3)
    assert run.rows_seen == run.rows_created == InsurancePlan.objects.filter(sold_in("NY")).count() > 20
    assert set(InsurancePlan.objects.values_list("status", flat=True)) == {"active", "inactive", "deleted"}
    assert InsurancePlan.objects.filter(carrier_name="").count() == 0


def test_reading_again_changes_nothing(clinic, sandbox):
    read(clinic)
    again = read(clinic)
    assert (again.rows_created, again.rows_changed) == (0, 0)


def test_a_plan_of_the_state_that_is_no_longer_listed_is_gone_and_others_are_left_alone(clinic, sandbox):
    lost = factories.insurance_plan(clinic, states=marked(["NJ", "NY"]))
    elsewhere = factories.insurance_plan(clinic, states=marked(["CA"]))
    national = factories.insurance_plan(clinic, is_national=True, states="")
    read(clinic)
    left = InsurancePlan.objects.filter(gone_at__isnull=True, pk__in=[lost.pk, elsewhere.pk, national.pk])
    assert set(left) == {elsewhere, national}


def test_after_a_listing_that_did_not_come_nothing_is_gone(clinic, sandbox):
    lost = factories.insurance_plan(clinic, states=marked(["NY"]))
    sandbox.faults([{"operation": "getInsurancePlans", "kind": "500", "times": -1}])
    assert read(clinic).state == "failed"
    lost.refresh_from_db()
    assert lost.gone_at is None


def test_the_run_tells_how_far_it_has_come(clinic, sandbox, monkeypatch):
    seen = []
    save = SyncRun.save

    def saving(run, **how):
        seen.append(run.rows_seen)
        save(run, **how)

    monkeypatch.setattr(SyncRun, "save", saving)
    read(clinic)
    assert len(set(seen)) > 2


@pytest.mark.django_db
def test_words_that_are_new_to_us_and_nulls_are_kept_as_they_came():
    clinic = factories.connection()
    kept = keep_plans(
        clinic, [TOLD, {"id": "ip_78", "name": None, "carrier": None}, "noise", {"id": 5}], now=factories.NOW
    )
    plan, bare = InsurancePlan.objects.order_by("zocdoc_id")
    assert (kept.created, kept.ids) == (2, {"ip_77", "ip_78"})
    assert (plan.network_type, plan.state_list, plan.category_list) == (
        "brand_new_network", ["NJ", "NY"], ["health", "dental"],
    )  # fmt: skip
    assert (bare.name, bare.carrier_name, bare.states, bare.is_national) == ("", "", "", False)


@pytest.mark.django_db
def test_what_comes_again_is_changed_and_no_longer_gone():
    clinic = factories.connection()
    factories.insurance_plan(clinic, zocdoc_id="ip_77", gone_at=factories.NOW)
    kept = keep_plans(clinic, [TOLD], now=factories.NOW)
    plan = InsurancePlan.objects.get()
    assert (kept.created, kept.changed, plan.name, plan.gone_at) == (0, 1, "Cedar Basic", None)


def test_a_long_word_is_cut_to_its_column():
    assert len(plan_values({"name": "x" * 999})["name"]) == 300
