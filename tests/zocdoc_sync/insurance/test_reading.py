from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.insurance.conftest import ELSEWHERE, FIRST, SECOND, place_named, plans
from tests.zocdoc_sync.operations.standin import sent
from zocdoc_sync.enums import SyncReason
from zocdoc_sync.insurance.jobs import plan_readings
from zocdoc_sync.insurance.reading import FAULTS_IN_A_ROW, read_all
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.models import InsurancePlan, Job, PlaceInsurance

READ = "getProviderLocationInsuranceMappings"


def run(clinic):
    return read_all(clinic, reason=SyncReason.COMMAND, now=timezone.now())


def test_every_place_is_read_and_one_that_is_managed_elsewhere_is_no_failure(clinic):
    places = [place_named(clinic, zocdoc_id) for zocdoc_id in (FIRST, SECOND, ELSEWHERE)]
    done = run(clinic)
    assert (done.state, done.requests, done.rows_seen) == ("done", 3, 24)
    assert [len(plans(place).get("active", ())) for place in places] == [12, 12, 0]
    told = PlaceInsurance.objects.exclude(managed_by="")
    assert [(row.pk, row.managed_by) for row in told] == [
        (
            places[2].pk,
            "Zocdoc did not do it: The insurance of this provider location is managed by the practice.",
        )
    ]


def test_a_place_that_fails_makes_the_reading_incomplete_and_keeps_what_was_known(clinic, sandbox):
    first, second = (place_named(clinic, zocdoc_id) for zocdoc_id in (FIRST, SECOND))
    run(clinic)
    known = plans(first)
    sandbox.faults([{"operation": READ, "kind": "broken_json", "times": 1}])
    done = run(clinic)
    assert (done.state, done.error_sentence[:39]) == ("incomplete", "1 of the places could not be read. The ")
    assert (plans(first), plans(second)) == (known, known)
    assert PlaceInsurance.objects.exclude(fault="").count() == 1


def test_a_zocdoc_that_is_down_is_not_asked_for_every_place(clinic, sandbox):
    for _ in range(FAULTS_IN_A_ROW + 3):
        place_named(clinic, f"pr_a{_}|lo_a{_}")
    sandbox.faults([{"operation": READ, "kind": "500"}])
    assert run(clinic).state == "incomplete"
    assert sent(sandbox, READ) == FAULTS_IN_A_ROW


def test_places_that_left_the_directory_are_not_asked_for(clinic, sandbox):
    place_named(clinic, FIRST)
    gone = place_named(clinic, SECOND)
    gone.gone_at = timezone.now()
    gone.save()
    assert run(clinic).requests == 1


def test_every_used_connection_is_read_weekly(clinic):
    connection_to_nowhere = factories.connection(is_active=False)
    plan_readings({}, JobContext(1, "insurance.read_all", {}, "me", 1, 1, timezone.now()))
    assert [job.connection for job in Job.objects.filter(kind="insurance.read")] == [clinic]
    assert connection_to_nowhere.pk != clinic.pk


def test_mappings_point_to_the_plans_that_are_known(clinic):
    place = place_named(clinic, FIRST)
    run(clinic)
    some = place.plans.first().zocdoc_id
    assert place.plans.filter(plan__isnull=False).count() == 0
    known = InsurancePlan.objects.create(connection=clinic, zocdoc_id=some, name="A plan")
    run(clinic)
    assert [row.plan for row in place.plans.filter(plan__isnull=False)] == [known]
