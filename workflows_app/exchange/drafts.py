"""Drafts: what is edited is a version of its own, until it is activated."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from workflows_app.exchange.definition import Definition, StepLine, definition_of, unique_keys
from workflows_app.models import Step, Workflow, WorkflowVersion
from zocdoc_sync.models import Connection


class Outdated(Exception):
    """The draft was changed since it was read; `theirs` is what it says now, `by` and `at` whose it is."""

    def __init__(self, theirs: Definition, version: WorkflowVersion | None) -> None:
        super().__init__("Somebody else has saved this workflow since you opened it.")
        self.theirs = theirs
        self.by = str(version.created_by) if version and version.created_by else "somebody else"
        self.at = version.created_at if version else None


class NameTaken(Exception):
    """Another workflow of the connection has this name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Another workflow of this connection is called “{name}” already: choose another name.")


def create(connection: Connection, definition: Definition, user: User | None, *, recipe: str = "") -> Workflow:
    """Make a workflow, switched off, with a first draft; raise NameTaken."""
    try:
        with transaction.atomic():
            workflow = Workflow(connection=connection, name=definition.name, recipe=recipe)
            _keep_settings(workflow, definition)
            write_version(workflow, definition, user)
    except IntegrityError:
        raise NameTaken(definition.name) from None
    return workflow


def save_draft(workflow: Workflow, definition: Definition, user: User, *, seen: str) -> WorkflowVersion:
    """Write a definition into the draft; `seen` is the fingerprint of what was edited.

    Raises Outdated when the draft says something else by now, NameTaken. A version that was activated is not touched:
    its change begins a new one.
    """
    try:
        with transaction.atomic():
            mine = (
                Workflow.objects.select_for_update(of=("self",)).select_related("draft", "active").get(pk=workflow.pk)
            )
            now_there = definition_of(mine)
            if now_there.fingerprint() not in (seen, definition.fingerprint()):
                raise Outdated(now_there, mine.draft or mine.active)
            _keep_settings(mine, definition)
            return write_version(mine, definition, user)
    except IntegrityError:
        raise NameTaken(definition.name) from None


def drop_draft(workflow: Workflow) -> bool:
    """Throw away changes that were never activated; False when there is nothing else to go back to."""
    with transaction.atomic():
        mine = Workflow.objects.select_for_update().get(pk=workflow.pk)
        if mine.active_id is None or mine.draft_id in (None, mine.active_id):
            return False
        thrown, mine.draft = mine.draft_id, None
        mine.save(update_fields=["draft"])
        # One that was tried for real stays behind its runs.
        WorkflowVersion.objects.filter(pk=thrown, activated_at__isnull=True, runs=None).delete()
    return True


def _keep_settings(workflow: Workflow, definition: Definition) -> None:
    workflow.name = definition.name
    workflow.description = definition.description
    workflow.at_once = definition.at_once
    workflow.sees_own_writes = definition.sees_own_writes
    workflow.save()


def write_version(workflow: Workflow, definition: Definition, user: User | None) -> WorkflowVersion:
    """Write a definition into the rows of the draft, inside the caller's transaction; an activated version stays."""
    version = _own_draft(workflow)
    version.trigger = definition.trigger
    version.trigger_options = definition.trigger_options
    version.filter = definition.filter
    version.created_by = user
    version.save()
    known = _reachable(workflow, user)
    version.steps.all().delete()
    _add(version, unique_keys(definition.steps), known)
    if workflow.draft_id != version.pk:
        workflow.draft = version
        workflow.save(update_fields=["draft"])
    return version


def seen_by(user: User | None) -> list[Connection]:
    """Return the connections that a person sees; what nobody makes reaches none."""
    return list(Connection.objects.visible_to(user)) if user is not None else []


def _reachable(workflow: Workflow, user: User | None) -> dict[str, Connection]:
    """Return the connections that steps may act through: those the person sees, and those in use here."""
    used = Step.objects.filter(version__workflow=workflow, through__isnull=False).values("through")
    return {one.name: one for one in [*seen_by(user), *Connection.objects.filter(pk__in=used)]}


def _own_draft(workflow: Workflow) -> WorkflowVersion:
    draft = workflow.draft
    # A version with runs (a test sent for real) is theirs: it stays as they had it.
    if draft is not None and draft.activated_at is None and not draft.runs.exists():
        return draft
    newest = WorkflowVersion.objects.filter(workflow=workflow).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    return WorkflowVersion(connection_id=workflow.connection_id, workflow=workflow, number=number)


def _add(
    version: WorkflowVersion, steps: Sequence[StepLine], known: dict[str, Connection], parent: Step | None = None
) -> None:
    rows = [_row(version, one, position, known, parent) for position, one in enumerate(steps, start=1)]
    for row, one in zip(Step.objects.bulk_create(rows), steps, strict=True):
        if one.inner:
            _add(version, one.inner, known, row)


def _row(
    version: WorkflowVersion, one: StepLine, position: int, known: dict[str, Connection], parent: Step | None
) -> Step:
    return Step(
        connection_id=version.connection_id,
        version=version,
        parent=parent,
        position=position,
        key=one.key,
        kind=one.kind,
        label=one.label,
        config=one.config,
        through=known.get(one.through),
        is_enabled=one.is_enabled,
        goes_on=one.goes_on,
    )


def revert(workflow: Workflow, version: WorkflowVersion, user: User) -> WorkflowVersion:
    """Make an old version the draft again, as a new one; the settings of the workflow stay as they are."""
    fresh = Workflow.objects.select_related("draft", "active").get(pk=workflow.pk)
    return save_draft(fresh, definition_of(fresh, version), user, seen=definition_of(fresh).fingerprint())
