"""The page of an error that nobody foresaw: what to tell whoever helps, and nothing of what went wrong inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.log_lines import error_id_of


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page with the id under which the log tells what happened."""
    return render(request, "500.html", {"error_id": error_id_of(request)}, status=500)
