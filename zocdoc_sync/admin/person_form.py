"""The forms of a person: what each field means, in the console's words."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from unfold.forms import UnfoldReadOnlyPasswordHashWidget, UserChangeForm, UserCreationForm

HELP = {
    "username": "What the person types to log in. Letters, digits, dots and hyphens.",
    "is_active": "May log in. Switch it off instead of deleting somebody.",
    "is_staff": "May open this console.",
    "is_superuser": "May do everything, in every connection.",
    "groups": "What the person may do. A connection says whose appointments they see.",
}
LABELS = {"is_staff": "Uses the console", "is_superuser": "All rights", "groups": "Roles"}
PASSWORD = "At least 15 characters. No common password, and not the person's name or the product's."  # noqa: S105 (words)


class PasswordState(UnfoldReadOnlyPasswordHashWidget):
    """Tell whether a password is set, and nothing of how it is kept."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        is_set = len(context["summary"]) > 1
        context["summary"] = [
            {"label": "Set; nobody can read it." if is_set else "None is set: the person cannot log in."}
        ]
        return context


class PersonForm(UserChangeForm):
    """A person as an administrator edits them."""

    class Meta(UserChangeForm.Meta):
        help_texts = HELP
        labels = LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = reverse("admin:auth_user_password_change", args=(self.instance.pk,))
        self.fields["password"].widget = PasswordState()
        self.fields["password"].help_text = format_html('<a class="sd-link" href="{}">Set a new password</a>', address)


class NewPersonForm(UserCreationForm):
    """A person's name for logging in, and a first password."""

    class Meta(UserCreationForm.Meta):
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = PASSWORD
        self.fields["password2"].help_text = "The same again."
