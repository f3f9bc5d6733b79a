from ipaddress import ip_address

import pytest

from tests.workflows_app import factories
from tests.zocdoc_sync.admin.clinic import person
from workflows_app.exchange.definition import Definition, StepLine
from workflows_app.exchange.drafts import create
from workflows_app.steps.webhooks import addresses


@pytest.fixture(autouse=True)
def names_stand_for(monkeypatch):
    """Names stand for a public address, without asking anybody; return a function that makes them stand for another."""

    def stand_for(address):
        monkeypatch.setattr(addresses, "_resolved", lambda _host, _port: (ip_address(address),))

    stand_for("93.184.216.34")
    return stand_for


@pytest.fixture
def builder(clinic):
    return person("Builder", clinic)


@pytest.fixture
def at_builder(client, builder):
    client.force_login(builder)
    return client


@pytest.fixture
def draft(clinic, builder):
    """A workflow that was never activated: it confirms."""
    return create(clinic, Definition(name="Confirm", steps=(CONFIRM,)), builder)


@pytest.fixture
def active(clinic):
    return factories.workflow(clinic, [("confirm", CONFIRM.kind, CONFIRM.config)], name="Confirm all")


CONFIRM = StepLine(
    key="confirm", kind="zocdoc.confirmAppointment", config={"appointment_id": "{{ trigger.appointment.id }}"}
)
