"""Who has put the guide for the first steps away."""

from django.conf import settings
from django.db import models


class GuideDismissal(models.Model):
    """One person's wish not to see the guide for the first steps any more."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"guide put away by person {self.person_id}"
