"""Addresses of the control interface."""

from django.urls import path

from zocdoc_sandbox.control import appointments, state
from zocdoc_sandbox.control.door import Control, control

ADDRESSES: dict[str, dict[str, Control]] = {
    "state": {"GET": state.state},
    "requests": {"GET": state.requests_since},
    "effects": {"GET": state.effects_since},
    "faults": {"POST": state.add_faults, "DELETE": state.clear_faults},
    "reset": {"POST": state.reset},
    "clock": {"POST": state.clock},
    "clients": {"POST": state.add_client},
    "webhooks": {"POST": state.add_receiver, "DELETE": state.remove_receivers},
    "rate_limits": {"POST": state.rate_limits},
    "tokens": {"POST": state.tokens},
    "switches": {"POST": state.switches},
    "appointments": {"POST": appointments.create},
    "appointments/<str:appointment_id>": {
        "GET": appointments.show,
        "PATCH": appointments.update,
        "DELETE": appointments.remove,
    },
}

CONTROL = [path(f"_control/{route}", control(methods)) for route, methods in ADDRESSES.items()]
