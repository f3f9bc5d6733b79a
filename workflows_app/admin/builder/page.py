"""The builder's page: shows one workflow as a form, and answers each of its buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from workflows_app.admin.builder import conditions, picker, problems, triggers
from workflows_app.admin.builder.conditions import Pressed
from workflows_app.admin.builder.moving import changed, focus_of, still_open
from workflows_app.admin.builder.offers import Offers, trigger_offers
from workflows_app.admin.builder.reading import Path, Reading, read
from workflows_app.admin.builder.shown import Cards, grouped_kinds
from workflows_app.admin.states import may_build, may_run, state_badge
from workflows_app.admin.switching import SWITCHING, builder_of, purpose
from workflows_app.engine.activating import CannotActivate, activate
from workflows_app.enums import WorkflowState
from workflows_app.exchange.definition import Definition, definition_of
from workflows_app.exchange.differences import differences
from workflows_app.exchange.drafts import NameTaken, Outdated, save_draft
from workflows_app.models import Workflow
from workflows_app.recipes import RECIPES
from zocdoc_sync import audit
from zocdoc_sync.admin.appointments.patients import may_see_patients
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.pages import page, say_and_go, visible_or_404
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Connection

TEMPLATE = "console/workflows/builder.html"
PLACES = ("trigger", "filter", "steps")
TOLD_AT_ONCE = 3


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a page says above the form, and where it puts the reader."""

    faults: tuple[str, ...] = ()
    focus: str = ""
    outdated: Outdated | None = None
    shows_patient: bool = False
    status: int = 200


class Builder:
    """One request for one workflow's page."""

    def __init__(self, admin: ConsoleModelAdmin, request: HttpRequest, workflow: Workflow) -> None:
        self.admin, self.request, self.workflow = admin, request, workflow
        self.user: User = request.user  # type: ignore[assignment]  # the admin lets only signed-in people through
        self.saved = definition_of(workflow)
        self.seen = str(request.POST.get("seen", "")) or self.saved.fingerprint()

    def show(self) -> HttpResponse:
        """Show the workflow as it is saved."""
        found = problems.of_version(self.workflow.draft or self.workflow.active)
        return self.render(self.saved, found, None, Told())

    def show_form(self, definition: Definition, opened: frozenset[Path], told: Told) -> HttpResponse:
        """Show what the form says, which is not saved."""
        return self.render(definition, problems.of_form(self.workflow, definition, self.user), opened, told)

    def render(
        self, definition: Definition, found: problems.Found, opened: frozenset[Path] | None, told: Told
    ) -> HttpResponse:
        """Return the page."""
        offers = trigger_offers(self.workflow.connection)
        context = {
            "definition": definition,
            "told": told,
            "is_unsaved": definition.fingerprint() != self.saved.fingerprint(),
            "seen": told.outdated.theirs.fingerprint() if told.outdated else self.seen,
            "theirs": differences(definition, told.outdated.theirs) if told.outdated else [],
            "trigger": triggers.shown(definition.trigger, definition.trigger_options),
            "filter": conditions.shown(definition.filter, "filter", offers),
            **self._steps(definition, offers, found, opened),
            **problem_words(found, is_new=not definition.steps),
            **self._picker(definition, offers, told),
            **self._state(),
        }
        return page(self.request, self.admin, TEMPLATE, self.workflow.name, status=told.status, **context)

    def _steps(
        self, definition: Definition, offers: Offers, found: problems.Found, opened: frozenset[Path] | None
    ) -> dict[str, Any]:
        connections = list(Connection.objects.visible_to(self.user))
        return {
            "cards": Cards(definition, offers, connections, found, opened).all(),
            "kinds": grouped_kinds(inside=False),
            "inner_kinds": grouped_kinds(inside=True),
            "many_connections": len(connections) > 1,
        }

    def _picker(self, definition: Definition, offers: Offers, told: Told) -> dict[str, Any]:
        allowed = may_see_patients(self.user)
        sample = picker.sample_of(self.workflow, definition.trigger, patient=told.shows_patient and allowed)
        if sample.shows_patient and sample.appointment is not None:
            audit.record(
                "patient.viewed",
                request=self.request, now=timezone.now(), subject=f"appointment {sample.appointment.zocdoc_id}",
                connection=self.workflow.connection,
            )  # fmt: skip
        return {
            "picker": picker.groups(definition, offers, sample),
            "sample": sample,
            "may_see_patients": allowed,
        }

    def _state(self) -> dict[str, Any]:
        workflow = self.workflow
        return {
            "workflow": workflow,
            "original": workflow,
            "state_badge": state_badge(workflow),
            "recipe": RECIPES.get(workflow.recipe) if workflow.active_id is None else None,
            "is_on": workflow.state == WorkflowState.ACTIVE,
            "has_changes": workflow.active is not None and workflow.draft is not None,
            "may_build": may_build(self.user),
            "may_run": may_run(self.user),
            "form_token": issue(self.request, purpose(workflow)),
            "switch_token": issue(self.request, SWITCHING),
        }

    def answer(self) -> HttpResponse:
        """Do what was pressed."""
        if not may_build(self.user):
            raise PermissionDenied
        pressed = Pressed.of(self.request.POST)
        reading = read(self.request.POST, pressed)
        if pressed.verb in KEEPING:
            return self._keep(reading, pressed.verb)
        definition, focus = changed(reading, pressed)
        opened = reading.opened if definition is reading.definition else still_open(reading, definition, focus)
        asks_patient = pressed.verb == "show-patient"
        told = Told(focus=focus_of(pressed, focus), shows_patient=asks_patient)
        return self.show_form(definition, opened, told)

    def _keep(self, reading: Reading, verb: str) -> HttpResponse:
        definition = reading.definition
        if definition == self.saved and self.workflow.draft is None and self.workflow.active is not None:
            return KEEPING[verb](self)
        try:
            save_draft(self.workflow, definition, self.user, seen=self.seen)
        except Outdated as outdated:
            return self.show_form(definition, reading.opened, Told(outdated=outdated, status=409))
        except NameTaken as taken:
            return self.show_form(definition, reading.opened, Told(faults=(str(taken),), focus="name", status=409))
        self.record("workflow.saved")
        self.workflow = visible_or_404(self.admin, self.request, self.workflow.pk)
        return KEEPING[verb](self)

    def record(self, action: str) -> None:
        """Write into the audit what was done."""
        audit.record(
            action,
            request=self.request, now=timezone.now(), subject=f"workflow {self.workflow.pk}",
            connection=self.workflow.connection,
        )  # fmt: skip

    def after_save(self) -> HttpResponse:
        """Tell that it is saved, and what that means for what runs."""
        says = "Saved. It does nothing until it is activated."
        if self.workflow.state == WorkflowState.ACTIVE and self.workflow.draft is not None:
            says = "Saved as a draft. What runs stays as it was until the changes are activated."
        return say_and_go(self.request, builder_of(self.workflow), says, ok=True)

    def after_activation(self) -> HttpResponse:
        """Activate what was just saved; tell every reason why not."""
        if not may_run(self.user):
            raise PermissionDenied
        try:
            key_of(self.request, purpose(self.workflow))
            activate(self.workflow, self.user, timezone.now())
        except StaleForm as stale:
            return say_and_go(self.request, builder_of(self.workflow), str(stale), ok=False)
        except CannotActivate as refused:
            told = f"Saved, but not activated. {shortened(refused.sentences)}"
            return say_and_go(self.request, builder_of(self.workflow), told, ok=False)
        self.record("workflow.activated")
        says = f"Active: from now on it runs by itself, with your permissions ({self.user.get_username()})."
        return say_and_go(self.request, builder_of(self.workflow), says, ok=True)

    def after_to_test(self) -> HttpResponse:
        """Go on to the test run of what was just saved."""
        return redirect("admin:workflow_test", self.workflow.pk)


KEEPING: Mapping[str, Callable[[Builder], HttpResponse]] = {
    "save": Builder.after_save,
    "activate": Builder.after_activation,
    "test": Builder.after_to_test,
}


def build(admin: ConsoleModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the builder of a visible workflow (GET), or do what was pressed in it (POST)."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    builder = Builder(admin, request, visible_or_404(admin, request, object_id))
    return builder.answer() if request.method == "POST" else builder.show()


def shortened(sentences: Sequence[str]) -> str:
    """Return the first reasons, and how many more there are: each is marked on the page, too."""
    more = len(sentences) - TOLD_AT_ONCE
    return " ".join([*sentences[:TOLD_AT_ONCE], *([f"And {more} more, marked below."] if more > 0 else [])])


def problem_words(found: problems.Found, *, is_new: bool) -> dict[str, Any]:
    """Return what is wrong, by its place on the page; that a new workflow has no step yet is no fault of anybody's."""
    shown = {place: some for place, some in found.items() if not (is_new and place == "steps")}
    words = {f"{place}_problems": [one.sentence for one in shown.get(place, ())] for place in PLACES}
    return {**words, "problem_count": problems.count(shown)}
