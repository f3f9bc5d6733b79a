import pytest

from tests.zocdoc_sync.admin.clinic import person
from workflows_app.exchange.definition import Definition, StepLine
from workflows_app.exchange.drafts import create

CONFIRM = StepLine(
    key="confirm", kind="zocdoc.confirmAppointment", config={"appointment_id": "{{ trigger.appointment.id }}"}
)
EACH = StepLine(
    key="each",
    kind="for_each",
    config={"items": "{{ steps.confirm.items }}"},
    inner=(StepLine(key="tag", kind="tag", config={"tag": "{{ item }}"}, is_enabled=False, goes_on=True),),
)
WHOLE = Definition(
    name="Confirm",
    description="It confirms.",
    at_once=3,
    sees_own_writes=True,
    trigger="appointment_updated",
    trigger_options={"kinds": ["moved"]},
    filter={"match": "any", "conditions": [{"field": "trigger.late", "operator": "no"}]},
    steps=(CONFIRM, EACH),
)


@pytest.fixture
def builder(clinic):
    return person("Builder", clinic)


@pytest.fixture
def workflow(clinic, builder):
    return create(clinic, WHOLE, builder)
