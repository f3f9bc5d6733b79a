"""How a step is performed in tests: its kind by its code, its fields, and everything else as it mostly is."""

from django.utils import timezone

from workflows_app.steps.kinds import KINDS
from workflows_app.steps.spec import Performing
from workflows_app.values.moments import Moment
from workflows_app.values.scope import scope_of, trigger_data
from zocdoc_sync.operations.actor import Actor


def performing(connection, appointment=None, **fields):
    now = fields.pop("now", None) or timezone.now()
    values = {
        "connection": connection,
        "actor": Actor.system("workflow"),
        "now": now,
        "key": "wf:7:step:0",
        "scope": scope_of(trigger_data("manual", appointment), workflow="Tell the desk", now=Moment.of(now)),
        "appointment": appointment,
    }
    return Performing(**values | fields)


def run(code, given, connection, appointment=None, **fields):
    """Perform a step and return what came of it."""
    return KINDS[code].run(given, performing(connection, appointment, **fields))


def problems(code, config):
    """Return what a kind finds wrong, as (field, sentence)."""
    return [(one.field, one.sentence) for one in KINDS[code].check(config)]


def defaults(code, **given):
    """Return a configuration as the builder offers it, with some fields typed."""
    offered = {field.name: field.default for field in KINDS[code].fields if field.default not in (None, "")}
    return {**offered, **given}
