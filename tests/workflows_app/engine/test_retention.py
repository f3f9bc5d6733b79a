from datetime import timedelta

from tests.workflows_app.factories import NOW, workflow
from workflows_app.engine.planning import start_by_hand
from workflows_app.engine.retention import prune_runs
from workflows_app.models import StepRun, WorkflowRun
from zocdoc_sync.jobs.pruning import prune


def test_payloads_go_after_a_week_and_runs_after_three_months(clinic, appointment, go):
    start_by_hand(workflow(clinic, [("a", "done", {"say": "x"})]), appointment, actor=None, now=NOW)
    go()
    assert prune_runs(NOW + timedelta(days=7)) == {"payloads of runs": 0, "runs": 0}
    assert prune_runs(NOW + timedelta(days=8)) == {"payloads of runs": 1, "runs": 0}
    assert (WorkflowRun.objects.get().data, StepRun.objects.get().given, StepRun.objects.get().output) == (None,) * 3
    removed = prune(NOW + timedelta(days=91))
    assert (removed["runs"], StepRun.objects.count()) == (1, 0)


def test_a_run_that_has_not_ended_keeps_what_it_needs(clinic, appointment, go):
    start_by_hand(workflow(clinic, [("nap", "sleep", {"seconds": 10**7})]), appointment, actor=None, now=NOW)
    go()
    assert prune_runs(NOW + timedelta(days=100)) == {"payloads of runs": 0, "runs": 0}
