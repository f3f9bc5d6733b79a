"""The form of the first step of signing in; who tries too often waits, whether the account exists or not."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.forms import AuthenticationForm

from zocdoc_sync.people import tries
from zocdoc_sync.sign_ins import locked

WAIT = "Too many tries. Wait fifteen minutes, then try again; whoever administers the console can set a new password."


class SignInForm(AuthenticationForm):
    """Count each try before the password is looked at."""

    def clean(self) -> dict[str, Any]:
        """Return what was typed when it proves who it is; raise ValidationError otherwise."""
        name, now = self.cleaned_data.get("username"), timezone.now()
        if not name or not self.cleaned_data.get("password"):
            return dict(super().clean())
        address = self.request.META.get("REMOTE_ADDR", "")
        here, anywhere = tries.here(name, address), tries.anywhere(name)
        if not here.admit(now):
            self._refuse(here, name)
        if not anywhere.admit(now) and not tries.is_known(name, address, now):
            self._refuse(anywhere, name)
        cleaned = dict(super().clean())
        here.forget()
        anywhere.forget()
        return cleaned

    def _refuse(self, counted: tries.Tries, name: str) -> None:
        if counted.first_refusal():
            locked(self.request, name)
        raise ValidationError(WAIT, code="wait")
