"""The table of all kinds of steps, by their stored codes."""

from workflows_app.steps import attaching, choosing, deciding, mailing, operations, posting, remarking, waiting
from workflows_app.steps.spec import StepKind

AREAS = (operations, choosing, waiting, deciding, remarking, attaching, mailing, posting)
KINDS: dict[str, StepKind] = {kind.code: kind for area in AREAS for kind in area.KINDS}
