"""What was reported when: numbers as they stood on a day."""

from django.db import models

from ocop.core.actor import Actor
from ocop.programme.enums import Indicator
from ocop.programme.models import Plan


class FrozenQuerySet(models.QuerySet["Frozen"]):
    """Reported numbers are public like the plan they belong to."""

    def visible_to(self, actor: Actor) -> "FrozenQuerySet":
        """With their plan."""
        return self.filter(plan__in=Plan.objects.visible_to(actor))


class Frozen(models.Model):
    """The number of a plan line as reported on a day. Records may grow later; this row never changes."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    line_key = models.CharField(max_length=60)
    indicator = models.CharField(max_length=20, choices=Indicator.choices, blank=True)
    as_of = models.DateField()
    value = models.IntegerField(null=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "line_key", "as_of"], name="frozen_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.line_key} {self.as_of}: {self.value}"
