"""What helps: activities with whom they were for and what they cost, and the places where goods are shown and sold."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Named, Pid
from ocop.places.models import AdminUnit, Placed
from ocop.programme.models import Plan
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, Product, seen_places
from ocop.support.enums import ActivityKind, CostSource, PointKind


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Activities, by who may see them and by day."""

    def visible_to(self, actor: Actor) -> "ActivityQuerySet":
        """What the state does is public: what, for whom, when. Costs are the office's (`Cost.visible_to`)."""
        return self

    def finished_within(self, first: dt.date, last: dt.date) -> "ActivityQuerySet":
        """Those that ended on a day from `first` to `last`; what still runs is not finished."""
        return self.filter(ends_on__gte=first, ends_on__lte=last)


class Activity(models.Model):
    """A support: what, by whom, from when to when, what came of it. Open end = still running."""

    pid = Pid()
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=ActivityKind.choices)
    title = models.CharField(max_length=300)
    agency = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="+")
    line_key = models.CharField(max_length=60, blank=True)
    output = models.TextField(blank=True)
    # Restructuring only: the legal form before and after (domain.md 8b).
    from_form = models.CharField(max_length=20, choices=ProducerKind.choices, blank=True)
    to_form = models.CharField(max_length=20, choices=ProducerKind.choices, blank=True)
    source = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="activity_period"
            ),
            models.CheckConstraint(
                condition=(Q(kind="restructuring") & ~Q(from_form="") & ~Q(to_form=""))
                | (~Q(kind="restructuring") & Q(from_form="", to_form="")),
                name="activity_forms",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityFor(models.Model):
    """For whom: a producer, a product or a unit, just one of them a row."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="targets")
    producer = models.ForeignKey(Producer, models.PROTECT, null=True, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(producer__isnull=False, product__isnull=True, unit__isnull=True)
                | Q(producer__isnull=True, product__isnull=False, unit__isnull=True)
                | Q(producer__isnull=True, product__isnull=True, unit__isnull=False),
                name="activity_for_one",
            ),
            models.UniqueConstraint(fields=["activity", "producer"], condition=Q(producer__isnull=False),
                                    name="activity_producer_once"),
            models.UniqueConstraint(fields=["activity", "product"], condition=Q(product__isnull=False),
                                    name="activity_product_once"),
            models.UniqueConstraint(fields=["activity", "unit"], condition=Q(unit__isnull=False),
                                    name="activity_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} for {self.producer_id or self.product_id or self.unit_id}"


class CostQuerySet(models.QuerySet["Cost"]):
    """Costs, by who may see them."""

    def visible_to(self, actor: Actor) -> "CostQuerySet":
        """The offices of the activity's province."""
        if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
            return self
        provinces = {grant.province_id for grant in actor.grants
                     if grant.role in {Role.PROVINCE_OFFICER, Role.LEADER, Role.INSPECTOR}}
        return self.filter(activity__unit__today_province__in=provinces)


class Cost(models.Model):
    """Money of an activity by source, in đồng."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="costs")
    source = models.CharField(max_length=12, choices=CostSource.choices)
    amount = models.BigIntegerField()

    objects = CostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "source"], name="cost_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.source}: {self.amount}"


class SalesPointQuerySet(models.QuerySet["SalesPoint"]):
    """Points of sale, by who may see them and by day."""

    def visible_to(self, actor: Actor) -> "SalesPointQuerySet":
        """Where to buy is public."""
        return self

    def open_on(self, day: dt.date) -> "SalesPointQuerySet":
        """Those open on a day; `closed_on` is the last day."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=day), opened_on__lte=day)

    def answered_for(self, actor: Actor) -> "SalesPointQuerySet":
        """Those an office may change."""
        return self.filter(seen_places(actor, "")) if actor.signed_in else self.none()


class SalesPoint(Named, Placed):
    """A place where OCOP goods are shown and sold (điểm, trung tâm; domain.md 8). `detail` is the address."""

    pid = Pid()
    kind = models.CharField(max_length=10, choices=PointKind.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    keeper = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    objects = SalesPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")), name="sales_point_period"
            ),
        ]
