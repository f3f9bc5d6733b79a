"""Zocdoc's partner API, one attribute a resource."""

from collections.abc import Mapping
from typing import Any

from zocdoc_sync.client.answer import Answer
from zocdoc_sync.client.appointments import Appointments
from zocdoc_sync.client.calendar import Calendar
from zocdoc_sync.client.credentials import Credentials
from zocdoc_sync.client.endpoints import endpoint
from zocdoc_sync.client.facilities import Facilities
from zocdoc_sync.client.insurance import Insurance
from zocdoc_sync.client.provider_locations import ProviderLocations
from zocdoc_sync.client.providers import Providers
from zocdoc_sync.client.reference import Reference
from zocdoc_sync.client.schedulable_entities import SchedulableEntities
from zocdoc_sync.client.sender import Sender
from zocdoc_sync.client.webhooks import Webhooks


class ZocdocClient:
    """All resources of one account, over one sender."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.appointments = Appointments(sender)
        self.calendar = Calendar(sender)
        self.credentials = Credentials(sender)
        self.facilities = Facilities(sender)
        self.insurance = Insurance(sender)
        self.provider_locations = ProviderLocations(sender)
        self.providers = Providers(sender)
        self.reference = Reference(sender)
        self.schedulable_entities = SchedulableEntities(sender)
        self.webhooks = Webhooks(sender)

    def call(self, operation: str, fields: Mapping[str, Any], body: Any = None) -> Answer:
        """Perform an operation by its operationId, each field where the endpoint wants it; `body` replaces the rest.

        Files cannot be given here: `appointments.upload_appointment_attachment` takes them.
        """
        to = endpoint(operation)
        path = {name: fields[name] for name in to.placeholders if name in fields}
        query = {name: value for name, value in fields.items() if name in to.query}
        rest = {name: value for name, value in fields.items() if name not in path and name not in query}
        json = body if body is not None else rest
        return self.sender.send(operation, path=path, query=query, json=json if to.body == "json" else None)
