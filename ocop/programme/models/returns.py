"""What is reported of a period: counts of a unit; sales, output, workers of producers. Locked once approved."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.places.models import AdminUnit
from ocop.programme.enums import ReturnState
from ocop.registry.models import Producer, Product


class PeriodReturnQuerySet(models.QuerySet["PeriodReturn"]):
    """Returns, by who may see them."""

    def visible_to(self, actor: Actor) -> "PeriodReturnQuerySet":
        """The office of the place; figures of single producers are no public matter."""
        if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
            return self
        provinces = actor.units(Role.PROVINCE_OFFICER, Role.LEADER, Role.INSPECTOR)
        communes = actor.units(Role.COMMUNE_OFFICER)
        return self.filter(Q(unit__today_province__in=provinces) | Q(unit__today__in=communes))

    def newest(self) -> "PeriodReturnQuerySet":
        """The last version of each unit and period."""
        later = PeriodReturn.objects.filter(
            unit=OuterRef("unit"), period=OuterRef("period"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(later))


class PeriodReturn(models.Model):
    """The figures of a period ("2026", "2026-H1") of a unit; a correction is the next version, with its reason."""

    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReturnState.choices, default=ReturnState.OPEN)
    # Where the figures come from: the file or paper, in words.
    source = models.CharField(max_length=300, blank=True)
    recorded_on = models.DateField(null=True, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)

    objects = PeriodReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "period", "version"], name="period_return_once"),
            models.CheckConstraint(
                condition=(
                    Q(state="open", sent_on__isnull=True, approved_on__isnull=True)
                    | Q(state="sent", sent_on__isnull=False, approved_on__isnull=True)
                    | Q(state="approved", sent_on__isnull=False, approved_on__isnull=False)
                ),
                name="period_return_stamps",
            ),
        ]

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
            # SQLite counts NULLs as different, so each way to own a figure has its own constraint.
            models.UniqueConstraint(fields=["period_return", "product", "measure"],
                                    condition=Q(product__isnull=False), name="return_figure_product"),
            models.UniqueConstraint(fields=["period_return", "producer", "measure"],
                                    condition=Q(product__isnull=True, producer__isnull=False),
                                    name="return_figure_producer"),
            models.UniqueConstraint(fields=["period_return", "measure"],
                                    condition=Q(product__isnull=True, producer__isnull=True),
                                    name="return_figure_unit"),
            models.CheckConstraint(condition=Q(value__gte=0), name="return_figure_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"
