"""The stand-in's own address, as the caller wrote it."""

from django.http import HttpRequest


def base_url(request: HttpRequest) -> str:
    """Return scheme, host and port of the request, without a slash."""
    return f"http://{request.get_host()}"
