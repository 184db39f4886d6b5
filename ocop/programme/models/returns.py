"""What producers report of a period: sales, output, workers. Locked once approved."""

from django.db import models

from ocop.core.actor import Actor
from ocop.places.models import AdminUnit
from ocop.programme.enums import ReturnState
from ocop.registry.models import Producer, Product, seen_places


class PeriodReturnQuerySet(models.QuerySet["PeriodReturn"]):
    """Returns, by who may see them."""

    def visible_to(self, actor: Actor) -> "PeriodReturnQuerySet":
        """The office of the place; figures of single producers are no public matter."""
        return self.filter(seen_places(actor, "")) if actor.signed_in else self.none()


class PeriodReturn(models.Model):
    """The figures of a period ("2026", "2026-H1") of a unit; a correction is the next version."""

    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    settled_unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    period = models.CharField(max_length=10)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReturnState.choices, default=ReturnState.OPEN)

    objects = PeriodReturnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "period", "version"], name="period_return_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period} v{self.version}"


class ReturnFigure(models.Model):
    """One figure: of a producer, of a product, or of the unit as a whole. Money is in đồng."""

    period_return = models.ForeignKey(PeriodReturn, models.PROTECT, related_name="figures")
    producer = models.ForeignKey(Producer, models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    measure = models.CharField(max_length=40)
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period_return", "producer", "product", "measure"], name="return_figure_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="return_figure_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"
