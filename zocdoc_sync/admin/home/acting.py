"""What the first page itself does: has a connection read now, and puts the guide away."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.connections.polls import ask_now
from zocdoc_sync.admin.home.guide import PURPOSE
from zocdoc_sync.admin.home.strip import SEES, check_purpose
from zocdoc_sync.admin.pages import say_and_go
from zocdoc_sync.admin.tokens import StaleForm, key_of
from zocdoc_sync.models import Connection, GuideDismissal


def check_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a visible connection read now (POST): it changes nothing at Zocdoc, so whoever sees appointments may."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    connection: Connection | None = Connection.objects.visible_to(request.user).filter(pk=pk).first()
    if connection is None or not request.user.has_perm(SEES):
        raise Http404
    home, now = reverse("admin:index"), timezone.now()
    try:
        key_of(request, check_purpose(connection))
    except StaleForm as stale:
        return say_and_go(request, home, str(stale), ok=False)
    audit.record("connection.poll", request=request, now=now, subject=f"connection {pk}", connection=connection)
    ok, sentence = ask_now(connection, now)
    return say_and_go(request, home, sentence, ok=ok)


def put_guide_away(request: HttpRequest) -> HttpResponse:
    """Show the guide for the first steps to this person no more (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    home, now = reverse("admin:index"), timezone.now()
    try:
        key_of(request, PURPOSE)
    except StaleForm as stale:
        return say_and_go(request, home, str(stale), ok=False)
    GuideDismissal.objects.get_or_create(person_id=request.user.pk, defaults={"at": now})
    return say_and_go(request, home, "The first steps are put away.", ok=True)
