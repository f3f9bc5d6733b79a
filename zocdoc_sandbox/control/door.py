"""The control interface's door: JSON in, JSON out, from the same machine only."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import FieldError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse

from zocdoc_sandbox.dispatch import WRITING
from zocdoc_sandbox.wire import Refused

Control = Callable[..., Any]


def control(methods: Mapping[str, Control]) -> Callable[..., HttpResponse]:
    """Return the view of one control address; a handler takes the body, or the query of a GET."""

    def view(request: HttpRequest, **path: str) -> HttpResponse:
        handler = methods.get(request.method or "")
        if handler is None:
            return JsonResponse({"error": f"Only {', '.join(methods)}."}, status=405)
        # A page in a browser on this machine is as foreign as another machine.
        if request.META.get("REMOTE_ADDR") not in {"127.0.0.1", "::1"} or "Origin" in request.headers:
            return JsonResponse({"error": "Only from the same machine."}, status=403)
        try:
            body = _body(request)
            if request.method == "GET":
                return JsonResponse(handler(body, **path))
            with WRITING, transaction.atomic():
                return JsonResponse(handler(body, **path))
        except (ValueError, TypeError, AttributeError, KeyError, FieldError) as wrong:
            return JsonResponse({"error": str(wrong)}, status=400)
        except Refused as refused:
            return JsonResponse({"error": str(refused)}, status=refused.status)

    return view


def _body(request: HttpRequest) -> Any:
    if request.method == "GET":
        return request.GET
    return json.loads(request.body) if request.body else {}
