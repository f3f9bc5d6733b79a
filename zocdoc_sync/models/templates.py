"""Weekly templates of a provider's timeslots in wall time, and the days on which something else holds."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from zocdoc_sync.models.directory import Location, Provider
from zocdoc_sync.models.scoping import OwnedModel

DEFAULT_STEP_MINUTES = 30
WEEKDAYS = tuple(enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))


class PatientType(models.TextChoices):
    """Whom a timeslot takes, in Zocdoc's words."""

    BOTH = "", "New and existing patients"
    NEW = "new", "New patients only"
    EXISTING = "existing", "Existing patients only"


class ExceptionKind(models.TextChoices):
    CLOSED = "closed", "Closed: no timeslots"
    HOURS = "hours", "Hours of its own"


class Hours(OwnedModel):
    """Starts from a time up to, and without, a time, in the wall time of a location."""

    location = models.ForeignKey(Location, models.CASCADE, related_name="+")
    first = models.TimeField("from")
    until = models.TimeField("to", help_text="The last timeslot starts before this.")
    every = models.PositiveSmallIntegerField(
        "every (minutes)", default=DEFAULT_STEP_MINUTES, validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    patient_type = models.CharField(
        "patients", max_length=10, choices=PatientType.choices, default=PatientType.BOTH, blank=True
    )
    # Zocdoc's ids of visit reasons, as a timeslot carries them.
    allowed = models.JSONField("only these visit reasons", default=list, blank=True)
    excluded = models.JSONField("not these visit reasons", default=list, blank=True)

    class Meta:
        abstract = True


class SlotTemplate(OwnedModel):
    """A week of a provider, valid from a date to a date; several that are valid at once are taken together."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="templates")
    name = models.CharField(max_length=120)
    valid_from = models.DateField("valid from")
    valid_to = models.DateField(
        "valid to", null=True, blank=True, help_text="The last day; empty: until further notice."
    )

    class Meta:
        ordering = ["provider__name", "name", "pk"]
        verbose_name = "weekly template"
        constraints = [
            models.UniqueConstraint(fields=["connection", "provider", "name"], name="template_name_once_a_provider")
        ]

    def __str__(self) -> str:
        return self.name

    def fault_of_rows(self, count: int) -> str:
        """Return what is wrong with so many rows of hours, "" when nothing is."""
        return "" if count else "Add at least one row of hours."


class TemplateRule(Hours):
    """One row of a template: hours on some weekdays (0 is Monday)."""

    template = models.ForeignKey(SlotTemplate, models.CASCADE, related_name="rules")
    weekdays = models.JSONField("on", default=list)

    class Meta:
        ordering = ["first", "pk"]
        verbose_name = "hours"
        verbose_name_plural = "hours"
        default_permissions = ()
        indexes = [models.Index(fields=["connection", "template"], name="rule_of_template")]

    def __str__(self) -> str:
        return f"{self.first:%H:%M} to {self.until:%H:%M}"


class SlotException(OwnedModel):
    """Days on which the week does not hold: closed, or hours of their own; without a provider, for everybody."""

    provider = models.ForeignKey(
        Provider,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="slot_exceptions",
        help_text="Empty: all providers.",
    )
    kind = models.CharField(max_length=10, choices=ExceptionKind.choices, default=ExceptionKind.CLOSED)
    first = models.DateField("first day")
    last = models.DateField("last day")
    why = models.CharField("reason", max_length=200, help_text="For your own staff, such as “Thanksgiving”.")

    class Meta:
        ordering = ["-first", "-pk"]
        verbose_name = "closure or special day"
        verbose_name_plural = "closures and special days"
        indexes = [models.Index(fields=["connection", "last", "first"], name="slot_exception_by_day")]

    def __str__(self) -> str:
        return f"{self.why} ({self.first})" if self.first == self.last else f"{self.why} ({self.first} to {self.last})"

    def fault_of_rows(self, count: int) -> str:
        """Return what is wrong with so many rows of hours, "" when nothing is."""
        if self.kind == ExceptionKind.HOURS and not count:
            return "Add at least one row of hours, or choose that the days are closed."
        if self.kind == ExceptionKind.CLOSED and count:
            return "Closed days have no hours: remove the rows, or choose hours of its own."
        return ""


class ExceptionHours(Hours):
    """Hours that hold on special days instead of the week's."""

    exception = models.ForeignKey(SlotException, models.CASCADE, related_name="hours")

    class Meta:
        ordering = ["first", "pk"]
        verbose_name = "hours"
        verbose_name_plural = "hours"
        default_permissions = ()
        indexes = [models.Index(fields=["connection", "exception"], name="hours_of_exception")]

    def __str__(self) -> str:
        return f"{self.first:%H:%M} to {self.until:%H:%M}"
