"""Subscriptions of calendar programs: a secret address for one person and one provider or location."""

from django.conf import settings
from django.db import models

from zocdoc_sync.models.directory import Location, Provider
from zocdoc_sync.models.scoping import OwnedModel


class CalendarFeed(OwnedModel):
    """A subscription; only a digest of the word in its address is kept, so that nobody can read it out again."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    provider = models.ForeignKey(Provider, models.CASCADE, null=True, related_name="+")
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # The key of the form that made it: the same form makes it once.
    key = models.CharField(max_length=120, unique=True, editable=False)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "calendar subscription"
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provider__isnull=True) ^ models.Q(location__isnull=True),
                name="calendar_feed_of_one",
            )
        ]
        indexes = [models.Index(fields=["connection", "person", "made_at"], name="calendar_feed_of_person")]

    def __str__(self) -> str:
        return f"calendar subscription {self.pk}"

    @property
    def whose(self) -> Provider | Location | None:
        """Return the provider or the location whose appointments it shows."""
        return self.provider or self.location
