"""The insurance plans that Zocdoc knows, read state by state when somebody needs them."""

from collections.abc import Iterable

from django.db import models

from zocdoc_sync.models.directory import DirectoryEntry

MARK = "|"


def marked(words: Iterable[str]) -> str:
    """Return words as one text in which each stands between marks, so that every database finds one alike."""
    kept = [word for word in words if word]
    return f"{MARK}{MARK.join(kept)}{MARK}" if kept else ""


def sold_in(state: str) -> models.Q:
    """Return the condition of the plans that cover a state of two letters: the national ones and those that name it."""
    return models.Q(is_national=True) | models.Q(states__contains=marked([state.upper()]))


class InsurancePlan(DirectoryEntry):
    """One plan of one carrier; words such as its status are kept as Zocdoc writes them, known to us or not."""

    carrier_zocdoc_id = models.CharField("carrier id", max_length=110, blank=True)
    carrier_name = models.CharField("carrier", max_length=200, blank=True)
    status = models.CharField(max_length=40, blank=True)
    network_type = models.CharField("network", max_length=60, blank=True)
    program_type = models.CharField("program", max_length=60, blank=True)
    care_categories = models.CharField(max_length=200, blank=True, editable=False)
    is_national = models.BooleanField("in every state", default=False)
    states = models.CharField(max_length=400, blank=True, editable=False)

    class Meta(DirectoryEntry.Meta):
        default_permissions = ("view",)
        ordering = ["carrier_name", "name", "zocdoc_id", "pk"]
        indexes = [models.Index(fields=["connection", "carrier_name", "name", "id"], name="insurance_plan_by_carrier")]

    @property
    def state_list(self) -> list[str]:
        """Return the two letters of each state that the plan names; a national plan names none."""
        return self.states.strip(MARK).split(MARK) if self.states else []

    @property
    def category_list(self) -> list[str]:
        """Return the kinds of care that the plan covers, in Zocdoc's words."""
        return self.care_categories.strip(MARK).split(MARK) if self.care_categories else []
