"""The form of a connection: the secret goes in and never comes out."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from zocdoc_sync.models import Connection

SET = "A secret is stored. Leave empty to keep it; it is never shown."
NOT_SET = "No secret is stored yet."


def _address(label: str) -> forms.URLField:
    return forms.URLField(
        label=label, required=False, max_length=300, assume_scheme="https", widget=UnfoldAdminTextInputWidget()
    )


class ConnectionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A connection as an administrator edits it; an empty secret keeps the stored one."""

    new_secret = forms.CharField(
        label="Client secret",
        required=False,
        strip=True,
        max_length=500,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}, render_value=False),
    )

    api_url, token_url, authorize_url = (
        _address(name) for name in ("API address", "Token address", "Authorize address")
    )

    class Meta:
        model = Connection
        fields = (
            "name", "environment", "grant", "client_id", "scopes", "api_url", "token_url", "authorize_url", "audience",
            "poll_seconds", "members",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_secret = has_secret(self.instance)
        if "new_secret" in self.fields:
            self.fields["new_secret"].help_text = SET if self.has_secret else NOT_SET

    def clean(self) -> dict[str, Any] | None:
        """Put the new secret on the row before the row as a whole is judged."""
        cleaned = super().clean()
        if self.cleaned_data.get("new_secret"):
            self.instance.client_secret = self.cleaned_data["new_secret"]
        return cleaned


def has_secret(connection: Connection) -> bool:
    """Tell whether a secret is stored, without opening it."""
    return (
        connection.pk is not None and Connection.objects.filter(pk=connection.pk, client_secret__isnull=False).exists()
    )
