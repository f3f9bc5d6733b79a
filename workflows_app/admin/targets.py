"""Webhook targets: other systems that steps post to; a signing secret is written, and never shown again."""

from typing import Any

from django import forms
from django.contrib.admin import display
from django.http import HttpRequest
from django.utils import timezone
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from workflows_app.models import WebhookTarget
from workflows_app.steps.webhooks.addresses import place_of
from workflows_app.steps.webhooks.errors import PostFailed, PostRefused
from zocdoc_sync import audit
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.admin.filters import ConnectionFilter
from zocdoc_sync.client.safe_address import is_safe_address

SHORTEST_SECRET = 16


class WebhookTargetForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A target; an empty secret keeps the one that is there."""

    url = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminTextInputWidget(),
        help_text="Only https, and nothing inside your own network.",
    )
    new_secret = forms.CharField(
        label="Signing secret",
        required=False,
        strip=True,
        min_length=SHORTEST_SECRET,
        max_length=200,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}, render_value=False),
        help_text="The other system verifies with it that a message is yours. It is not shown again.",
    )

    class Meta:
        model = WebhookTarget
        fields = ("connection", "name", "url")

    def clean_url(self) -> str:
        """Refuse an address that steps would refuse, too; one that does not resolve just now is taken."""
        url: str = self.cleaned_data["url"]
        if not is_safe_address(url):
            raise forms.ValidationError("Give an address that begins with https:// and names no user.")
        try:
            place_of(url)
        except PostFailed:
            return url
        except PostRefused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return url

    def clean(self) -> dict[str, Any]:
        """Refuse a target without a secret."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("new_secret") and "new_secret" not in self.errors and not self.instance.pk:
            self.add_error("new_secret", "Give the secret that the other system knows, 16 characters or more.")
        return cleaned


class WebhookTargetAdmin(ConsoleModelAdmin):
    """Where workflows may post to, for each connection."""

    form = WebhookTargetForm
    empty_sentence = "No target yet. Add the address of a system that a workflow shall post to, and a signing secret."
    list_display = ("name", "host", "connection")
    list_filter = (ConnectionFilter,)
    search_fields = ("name",)
    sortable_by = ()
    ordering = ("name", "pk")
    fields = ("connection", "name", "url", "new_secret")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave the secret's field out for people who only look."""
        can = self.has_add_permission(request) if obj is None else self.has_change_permission(request, obj)
        return self.fields if can else ("connection", "name", "url")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ARG002 (Django's signature)
        """Keep a target with its connection and its name: its secret is sealed to both, and steps name it."""
        return ("connection", "name") if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: WebhookTarget, form: Any, change: bool) -> None:  # noqa: FBT001 (Django's signature)
        """Save, and write into the audit that a target was changed."""
        secret = form.cleaned_data.get("new_secret")
        if secret:
            obj.signing_secret = secret
        obj.save()
        words = "webhook_target.changed" if change else "webhook_target.added"
        words = f"{words}:secret" if secret else words
        audit.record(words, request=request, now=timezone.now(), subject=f"target {obj.pk}", connection=obj.connection)

    @display(description="Address")
    def host(self, row: WebhookTarget) -> str:
        return row.url.split("?")[0]
