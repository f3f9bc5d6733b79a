"""The clinic's directory as Zocdoc lists it: practices, providers, places, facilities and visit reasons."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from zocdoc_sync.models.scoping import OwnedModel

DEFAULT_VISIT_MINUTES = 30


class DirectoryEntry(OwnedModel):
    """A row known by Zocdoc's id; it exists from the first time that id is seen, before its details arrive."""

    zocdoc_id = models.CharField("Zocdoc id", max_length=200)
    name = models.CharField(max_length=300, blank=True)
    payload = models.JSONField(null=True, editable=False)
    detailed_at = models.DateTimeField("details read", null=True, editable=False)
    gone_at = models.DateTimeField("gone from Zocdoc since", null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["connection", "zocdoc_id"], name="%(class)s_once_a_connection")]
        ordering = ["name", "zocdoc_id", "pk"]

    def __str__(self) -> str:
        return self.name or self.zocdoc_id


class Practice(DirectoryEntry):
    pass


class Provider(DirectoryEntry):
    npi = models.CharField("NPI", max_length=20, blank=True, db_index=True)
    title = models.CharField(max_length=40, blank=True)
    specialties = models.JSONField(default=list, blank=True)


class Location(DirectoryEntry):
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    time_zone = models.CharField(max_length=60, blank=True, help_text="IANA name, for example America/New_York.")
    is_virtual = models.BooleanField("virtual", default=False)


class ProviderLocation(DirectoryEntry):
    """A provider at a location; Zocdoc's id is `pr_…|lo_…`, always whole."""

    provider = models.ForeignKey(Provider, models.CASCADE, null=True, related_name="places")
    location = models.ForeignKey(Location, models.CASCADE, null=True, related_name="providers")


class Facility(DirectoryEntry):
    """A place that is booked without choosing a person; `place` is the schedule behind it."""

    npi = models.CharField("NPI", max_length=20, blank=True, db_index=True)
    building_type = models.CharField("kind", max_length=60, blank=True)
    specialties = models.JSONField(default=list, blank=True)
    address = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, blank=True)
    zip_code = models.CharField("ZIP code", max_length=10, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    time_zone = models.CharField(max_length=60, blank=True, help_text="IANA name, for example America/New_York.")
    practice = models.ForeignKey(Practice, models.SET_NULL, null=True, related_name="facilities")
    place = models.ForeignKey(
        ProviderLocation, models.SET_NULL, null=True, related_name="facilities", verbose_name="schedule"
    )

    class Meta(DirectoryEntry.Meta):
        verbose_name_plural = "facilities"
        default_permissions = ("view",)


class Specialty(DirectoryEntry):
    care_category = models.CharField(max_length=40, blank=True)

    class Meta(DirectoryEntry.Meta):
        verbose_name_plural = "specialties"
        default_permissions = ("view",)


class VisitReason(DirectoryEntry):
    specialty = models.ForeignKey(Specialty, models.SET_NULL, null=True, related_name="visit_reasons")
    minutes = models.PositiveIntegerField(
        "usual length (minutes)",
        default=DEFAULT_VISIT_MINUTES,
        validators=[MinValueValidator(5), MaxValueValidator(24 * 60)],
        help_text="Zocdoc does not say how long a visit takes: calendars use this.",
    )
