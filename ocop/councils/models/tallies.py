"""What sheets add up to: the tally of a turn with its criteria, and the findings settled by the council."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.councils.models.sessions import Docket
from ocop.councils.models.sheets import frozen
from ocop.rulebooks.models import Criterion, Exclusion, Option


class TallyQuerySet(models.QuerySet["Tally"]):
    """Tallies; a closed one never changes."""

    def final(self) -> "TallyQuerySet":
        """Closed tallies of the last turn of their docket: the ones a decision may rest on."""
        return self.filter(closed_at__isnull=False, turn=F("docket__turn"))

    def update(self, **values: Any) -> int:
        """As Django's, but refused where a tally is closed."""
        if self.order_by().filter(closed_at__isnull=False).exists():
            raise frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, but refused where a tally is closed."""
        if self.order_by().filter(closed_at__isnull=False).exists():
            raise frozen()
        return super().delete()


class Tally(models.Model):
    """The count of one product in one turn. The mean is two integers; stars are settled when it closes."""

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="tallies")
    turn = models.IntegerField()
    sum_points = models.IntegerField()
    sheets = models.IntegerField()
    spread = models.IntegerField()
    stars = models.IntegerField(null=True)
    rejected = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    counted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["docket", "turn"], name="tally_once"),
            models.CheckConstraint(condition=Q(sheets__gt=0), name="tally_has_sheets"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(closed_at__isnull=False), name="tally_stars_when_closed"
            ),
        ]

    was_closed = False

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """As Django's; remembers whether the row is closed."""
        row = super().from_db(*args, **kwargs)
        row.was_closed = row.__dict__.get("closed_at") is not None
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.was_closed:
            raise frozen()
        super().save(*args, **kwargs)
        self.was_closed = self.closed_at is not None

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.was_closed:
            raise frozen()
        return super().delete(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.sum_points}/{self.sheets}"


class TallyCriterion(models.Model):
    """How the members' ticks spread on one criterion, and the median member's option."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    counts = models.JSONField()
    median = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tally", "criterion"], name="tally_criterion_once")]

    def __str__(self) -> str:
        return f"{self.tally_id}/{self.criterion_id}"


class GateFinding(models.Model):
    """What the council holds on a criterion that carries a gate; by default the median member's option."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="gate_findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    proposed = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tally", "criterion"], name="gate_finding_once")]

    def __str__(self) -> str:
        return f"{self.tally_id}/{self.criterion_id}"


class ExclusionFinding(models.Model):
    """Whether an exclusion of the set holds; settled by the council, never by a member's tick."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="exclusion_findings")
    exclusion = models.ForeignKey(Exclusion, models.PROTECT, related_name="+")
    holds = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tally", "exclusion"], name="exclusion_finding_once")]

    def __str__(self) -> str:
        return f"{self.tally_id}/{self.exclusion_id}"
