"""Find runs by words, and count them by state: both look at the newest of the runs asked about, never at all."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from workflows_app.models import StepRun, WorkflowRun

# How many of the newest runs are looked through for words, and counted.
LOOKED_THROUGH, COUNTED = 5_000, 10_000
NEWEST = ("-created_at", "-pk")


def found(rows: QuerySet[WorkflowRun], term: str) -> QuerySet[WorkflowRun]:
    """Keep the newest runs whose outcome, workflow, or a step's name or outcome has these words.

    What steps were given and gave is encrypted and not looked through.
    """
    newest = rows.order_by(*NEWEST).values("pk")[:LOOKED_THROUGH]
    steps = StepRun.objects.filter(run=OuterRef("pk")).filter(
        Q(sentence__icontains=term) | Q(step__label__icontains=term) | Q(path__icontains=term)
    )
    said = Q(sentence__icontains=term) | Q(workflow__name__icontains=term) | Exists(steps)
    return rows.filter(said, pk__in=newest)


def of_appointment(rows: QuerySet[WorkflowRun], asked: str) -> QuerySet[WorkflowRun]:
    """Keep the runs of an appointment, by Zocdoc's id or by the number of its page."""
    same = Q(appointment__zocdoc_id=asked)
    if asked.isdecimal() and len(asked) < 19:
        same |= Q(appointment=int(asked))
    return rows.filter(same)


def counted(rows: QuerySet[WorkflowRun]) -> dict[str, int]:
    """Return how many of the newest runs are in each state."""
    newest = rows.order_by(*NEWEST).values("pk")[:COUNTED]
    groups: Any = WorkflowRun.objects.filter(pk__in=newest).order_by().values_list("state")
    return dict(groups.annotate(number=Count("pk")))
