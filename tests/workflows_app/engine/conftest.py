import pytest

from tests.workflows_app.engine import kinds
from tests.workflows_app.factories import NOW
from tests.zocdoc_sync import factories
from workflows_app.engine import plans
from workflows_app.engine.planning import start_by_hand
from workflows_app.engine.taking import Queue
from workflows_app.engine.together import perform as perform_runs
from workflows_app.models import WorkflowRun
from zocdoc_sync.enums import JobState
from zocdoc_sync.jobs.context import JobContext
from zocdoc_sync.models import Job


@pytest.fixture(autouse=True)
def _test_kinds(monkeypatch):
    monkeypatch.setattr(plans, "KINDS", {**plans.KINDS, **kinds.KINDS})
    kinds.performed.clear()


@pytest.fixture
def clear_plans():
    """Forget what was read of versions, for a test that changes one."""
    return plans._frozen.cache_clear


@pytest.fixture
def performed():
    return kinds.performed


@pytest.fixture
def clinic(db):
    return factories.connection()


@pytest.fixture
def appointment(clinic):
    return factories.appointment(clinic)


def worker(number=1):
    """Return a worker's claim on a running job."""
    job = Job.objects.create(kind="workflows.advance", key=f"advance:{number}", due_at=NOW, state=JobState.RUNNING)
    return JobContext(job.pk, job.kind, {}, "test", job.fence, 1, NOW)


@pytest.fixture
def context(db):
    return worker()


@pytest.fixture
def go(context):
    """Perform what is due, one run after another, and return the states that the runs were left in."""

    def perform(now=NOW, most=50):
        states = []
        for _ in range(most):
            runs = Queue(context).take(now)
            if not runs:
                return states
            perform_runs(runs, lambda: now)
            found = dict(WorkflowRun.objects.values_list("pk", "state"))
            states += [found[run.pk] for run in runs]
        raise AssertionError("It does not come to an end.")

    return perform


@pytest.fixture
def run_of(appointment):
    def made(workflow, at=NOW):
        return start_by_hand(workflow, appointment, actor=None, now=at)

    return made
