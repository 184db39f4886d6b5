"""The year: cycles and their rounds (đợt). Plans, enrolments and cohorts follow in their own step."""

from django.db import models

from ocop.core.actor import Actor
from ocop.places.models import AdminUnit


class Cycle(models.Model):
    """A year of the programme at a unit (chu trình thường niên)."""

    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    year = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="cycle_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds are public knowledge."""

    def visible_to(self, actor: Actor) -> "RoundQuerySet":
        """Everybody sees when to file."""
        return self


class Round(models.Model):
    """An evaluation round: requests strictly before one date, results strictly before another (26/2026 art. 7.3)."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="rounds")
    no = models.IntegerField()
    level = models.CharField(max_length=12)
    request_before = models.DateField()
    decide_before = models.DateField()
    extra = models.BooleanField(default=False)
    basis = models.CharField(max_length=200, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "no", "level"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.no}/{self.cycle.year}"
