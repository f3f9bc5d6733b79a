"""GET and POST /authorize: the page on which a person lets an application in."""

import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect

from zocdoc_sandbox.clinic.clients import DEMO_USER
from zocdoc_sandbox.clinic.models import Client, Code
from zocdoc_sandbox.clock import CLOCK, micros

PAGE = "zocdoc_sandbox/consent.html"
CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}\Z")
CODE_LIFETIME = 60 * 1_000_000
PARAMETERS = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "audience", "code_challenge",
    "code_challenge_method",
)  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """A checked authorization request."""

    client: Client
    redirect_uri: str
    state: str
    scopes: list[str]
    audience: str
    challenge: str

    def back(self, **answer: str) -> HttpResponseRedirect:
        """Return the way back to the application, with the state that it sent."""
        query = urlencode({**answer, **({"state": self.state} if self.state else {})})
        return HttpResponseRedirect(f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{query}")


class Denied(Exception):
    """The request is wrong; told to the application when its address is known to be good, else to the person."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


@csrf_protect
def authorize(request: HttpRequest) -> HttpResponse:
    """Show the consent page, or send the person back with a code or a refusal."""
    parameters = request.POST if request.method == "POST" else request.GET
    asked = {name: str(parameters.get(name, "")) for name in PARAMETERS}
    try:
        wish = _checked(request, asked)
    except Denied as denied:
        return denied.response
    if request.method != "POST":
        return render(request, PAGE, {"wish": wish, "asked": asked, "user": DEMO_USER})
    if parameters.get("decision") != "approve":
        return wish.back(error="access_denied", error_description="User did not authorize the request")
    return wish.back(code=_code(wish))


def _checked(request: HttpRequest, asked: dict[str, str]) -> Wish:
    client = Client.objects.filter(pk=asked["client_id"]).first()
    if client is None:
        raise Denied(_wrong(request, "The application is not known.", 403))
    if not any(_fits(pattern, asked["redirect_uri"]) for pattern in client.redirect_uris):
        raise Denied(_wrong(request, "The application has not registered this address to return to.", 403))
    scopes = [scope for scope in client.scopes if scope in asked["scope"].split()]
    wish = Wish(client, asked["redirect_uri"], asked["state"], scopes, asked["audience"], asked["code_challenge"])
    if asked["response_type"] != "code":
        raise Denied(wish.back(error="unsupported_response_type", error_description="Only code is supported"))
    if asked["code_challenge_method"] != "S256" or not CHALLENGE.match(wish.challenge):
        raise Denied(wish.back(error="invalid_request", error_description="A code challenge with S256 is required"))
    return wish


def _wrong(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, PAGE, {"sentence": sentence}, status=status)


def _fits(pattern: str, address: str) -> bool:
    # A star stands for any port, as RFC 8252 asks for loopback addresses.
    return bool(re.fullmatch(re.escape(pattern).replace(r":\*", r":\d{1,5}"), address))


def _code(wish: Wish) -> str:
    code = secrets.token_urlsafe(32)
    Code.objects.create(
        code=code, client=wish.client, user=DEMO_USER, redirect_uri=wish.redirect_uri, challenge=wish.challenge,
        audience=wish.audience, scopes=wish.scopes, expires=micros(CLOCK.now()) + CODE_LIFETIME,
    )  # fmt: skip
    return code
