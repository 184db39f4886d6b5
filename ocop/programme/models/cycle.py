"""The year: cycles, their rounds (đợt), what takes part, and frozen lists."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from ocop.core.actor import Actor
from ocop.places.models import AdminUnit
from ocop.programme.enums import CycleState, EnrolmentOrigin
from ocop.registry.models import Product


class Cycle(models.Model):
    """A year of the programme at a unit (chu trình thường niên)."""

    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    year = models.IntegerField()
    state = models.CharField(max_length=10, choices=CycleState.choices, default=CycleState.OPEN)

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


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """What takes part in a year is announced, so it is public."""

    def visible_to(self, actor: Actor) -> "EnrolmentQuerySet":
        """Everybody sees what takes part."""
        return self

    def on(self, day: dt.date) -> "EnrolmentQuerySet":
        """Those that took part on a day; `left_on` is the last day."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), enrolled_on__lte=day)


class Enrolment(models.Model):
    """A product in a year's cycle: what "76 sản phẩm đăng ký" counts. `source` says where we know it from."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="enrolments")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=EnrolmentOrigin.choices)
    enrolled_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "product"], name="enrolment_once"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("enrolled_on")), name="enrolment_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.cycle_id}"


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Frozen lists are public with the plan that names them."""

    def visible_to(self, actor: Actor) -> "CohortQuerySet":
        """Everybody sees them."""
        return self


class Cohort(models.Model):
    """A named list of products, frozen with its source: "45 sản phẩm đã đánh giá năm 2018". It never changes."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="cohorts")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    frozen_on = models.DateField()
    source = models.CharField(max_length=300)

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "key"], name="cohort_once")]

    def __str__(self) -> str:
        return self.name


class CohortMember(models.Model):
    """A product on a frozen list."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="members")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "product"], name="cohort_member_once")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.cohort_id}"
