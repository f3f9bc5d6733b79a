"""Asking for a run: GET shows the form and starts nothing, POST starts it once."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin, visible_rows
from zocdoc_sync.admin.pages import page, say_and_go
from zocdoc_sync.admin.tokens import StaleForm, issue, key_of
from zocdoc_sync.models import Provider, PublishKind, PublishRun, SlotException, SlotTemplate
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.roles import may_publish
from zocdoc_sync.timeslots.publishing.progress import at_best
from zocdoc_sync.timeslots.publishing.starting import MOST_DAYS_AHEAD, Order, OrderRefused, start

USUAL_DAYS = {PublishKind.TEMPLATES: 28, PublishKind.COPY: 28, PublishKind.CLOSE: 1}
TITLES = {
    PublishKind.TEMPLATES: "Publish weekly templates",
    PublishKind.COPY: "Copy days",
    PublishKind.CLOSE: "Close days",
}
SAYS = {
    PublishKind.TEMPLATES: "Each day that a template speaks of is compared with Zocdoc first. Nothing is sent before "
    "you have seen what differs and pressed Publish. All templates of a provider are taken together.",
    PublishKind.COPY: "The timeslots that Zocdoc has on the days you copy replace those of the days you fill, at the "
    "same wall time. Whole weeks keep their weekdays. Nothing is sent before you press Publish.",
    PublishKind.CLOSE: "All timeslots of these days go away at Zocdoc, at all locations of the chosen providers. "
    "Appointments stay. Nothing is sent before you press Publish.",
}


class ProvidersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Providers by name, with their account when the person sees more than one."""

    many_accounts = False

    def label_from_instance(self, row: Any) -> str:
        return f"{row} ({row.connection.name})" if self.many_accounts else str(row)


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date", "class": "sd-input"}))


class OrderForm(forms.Form):
    """Which providers, which days, and for a copy which days to take."""

    source_first, source_last = _date("Copy from"), _date("Copy up to and with")
    first, last = _date("First day"), _date("Last day")
    providers = ProvidersField(
        queryset=Provider.objects.none(), label="Providers",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "sd-picks"}),
        error_messages={"required": "Choose at least one provider."},
    )  # fmt: skip
    typed = forms.CharField(
        label="Type the days to close them", max_length=40,
        help_text="Such as 2026-12-24, or 2026-12-24 to 2026-12-26.",
        widget=forms.TextInput(attrs={"class": "sd-input", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, kind: PublishKind, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in UNUSED[kind]:
            self.fields.pop(name)
        chosen: Any = self.fields["providers"]
        chosen.queryset = offered(request, kind)
        chosen.many_accounts = chosen.queryset.values("connection").distinct().count() > 1

    def clean_providers(self) -> tuple[Provider, ...]:
        """Refuse providers of two accounts: a run sends as one of them."""
        rows = tuple(self.cleaned_data["providers"])
        if len({row.connection_id for row in rows}) > 1:
            raise forms.ValidationError("Choose providers of one account: each account has a run of its own.")
        return rows


UNUSED = {
    PublishKind.TEMPLATES: ("source_first", "source_last", "typed"),
    PublishKind.COPY: ("typed",),
    PublishKind.CLOSE: ("source_first", "source_last"),
}


def offered(request: HttpRequest, kind: PublishKind) -> Any:
    """Return the providers that may be chosen; for templates those that have one or hours of their own."""
    rows = visible_rows(Provider.objects.filter(gone_at=None), request.user).select_related("connection")
    if kind == PublishKind.TEMPLATES:
        week = SlotTemplate.objects.filter(provider=OuterRef("pk"))
        own = SlotException.objects.filter(provider=OuterRef("pk"))
        rows = rows.filter(Q(Exists(week)) | Q(Exists(own)))
    return rows.order_by("name", "zocdoc_id", "pk")


def order(admin: ConsoleModelAdmin, request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form of a run, or start it; a person who may not publish is refused."""
    if kind not in PublishKind.values:
        raise Http404
    if not may_publish(request.user):
        raise PermissionDenied
    if request.method == "GET":
        return _asked(admin, request, PublishKind(kind), None)
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "POST"])
    return _started(admin, request, PublishKind(kind))


def page_of(run: PublishRun) -> str:
    """Return the address of a run's page."""
    return reverse("admin:zocdoc_sync_publishrun_change", args=(run.pk,))


def _started(admin: ConsoleModelAdmin, request: HttpRequest, kind: PublishKind) -> HttpResponse:
    form = OrderForm(request.POST, kind=kind, request=request)
    if not form.is_valid():
        return _asked(admin, request, kind, form)
    now, said = timezone.now(), form.cleaned_data
    providers = said.pop("providers")
    wanted = Order(
        connection=providers[0].connection, kind=kind, providers=providers, today=timezone.localdate(now), **said
    )  # fmt: skip
    try:
        run = start(wanted, actor=Actor.of(request.user), now=now, key=key_of(request, f"publish:{kind}"))  # type: ignore[arg-type]  # signed in
    except OrderRefused as refused:
        form.add_error(None, refused.sentence)
        return _asked(admin, request, kind, form)
    except StaleForm as stale:
        return say_and_go(request, request.path, str(stale), ok=False)
    audit.record(
        f"publishing.started:{kind}",
        request=request,
        now=now,
        subject=f"publishing run {run.pk}",
        connection=run.connection,
    )
    return redirect(page_of(run))


def _asked(admin: ConsoleModelAdmin, request: HttpRequest, kind: PublishKind, form: OrderForm | None) -> HttpResponse:
    status = 200 if form is None else 422
    shown = form or OrderForm(initial=_usual(request, kind), kind=kind, request=request)
    count: int = offered(request, kind).count()
    context: dict[str, Any] = {
        "form": shown,
        "kind": kind,
        "says": SAYS[kind],
        "form_token": issue(request, f"publish:{kind}"),
        "count": count,
        "latest": timezone.localdate() + timedelta(days=MOST_DAYS_AHEAD),
        "longest": at_best(count * MOST_DAYS_AHEAD),
        "others": [(one.value, TITLES[one]) for one in PublishKind if one != kind],
    }
    return page(request, admin, "console/publishing/order.html", TITLES[kind], status=status, **context)


def _usual(request: HttpRequest, kind: PublishKind) -> dict[str, Any]:
    first: date = timezone.localdate() + timedelta(days=1)
    chosen = [one for one in request.GET.getlist("provider") if one.isdigit()]
    return {"first": first, "last": first + timedelta(days=USUAL_DAYS[kind] - 1), "providers": chosen}
