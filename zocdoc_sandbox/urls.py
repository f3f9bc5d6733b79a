"""Addresses of the stand-in, made from the table of operations."""

from itertools import groupby
from operator import attrgetter

from django.urls import URLPattern, path

from zocdoc_sandbox.control.endpoints import CONTROL
from zocdoc_sandbox.dispatch import door
from zocdoc_sandbox.endpoints import OPERATIONS
from zocdoc_sandbox.oauth.endpoints import OAUTH


def _api() -> list[URLPattern]:
    # A fixed route must come before one with a placeholder in the same position.
    ordered = sorted(OPERATIONS, key=lambda operation: ("<" in operation.route, operation.route))
    return [path(route, door(list(operations))) for route, operations in groupby(ordered, attrgetter("route"))]


urlpatterns = [*_api(), *OAUTH, *CONTROL]
