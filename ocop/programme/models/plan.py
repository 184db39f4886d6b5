"""The plan of a year: versions, lines with their targets, shares of units, and what was declared about a line."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.places.models import AdminUnit
from ocop.programme.enums import Coverage, Indicator, LineKind, Per, PlanState, Target
from ocop.programme.models.cycle import Cohort, Cycle
from ocop.programme.rules import Bounds

_OFFICES = (Role.PROVINCE_OFFICER, Role.LEADER, Role.DOCUMENT_CLERK, Role.INSPECTOR, Role.MINISTRY_OFFICER)


def _seen(actor: Actor, prefix: str = "") -> Q:
    """Plans of the actor's own office, through `prefix`: of the unit, or of what became it."""
    if actor.holds(Role.ADMINISTRATOR):
        return Q(pk__isnull=False)
    units = actor.units(*_OFFICES)
    unit = f"{prefix}cycle__unit"
    return Q(**{f"{unit}__in": units}) | Q(**{f"{unit}__today__in": units}) | Q(
        **{f"{unit}__today_province__in": units, f"{unit}__level": "province"})


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, by who may see them."""

    def visible_to(self, actor: Actor) -> "PlanQuerySet":
        """A plan is public once a version is approved; before, its own office sees it."""
        approved = PlanVersion.objects.filter(state=PlanState.APPROVED).values("plan")
        return self.filter(Q(pk__in=approved) | _seen(actor))


class Plan(models.Model):
    """The plan of a year of an authority. Its address is `slug/year`; results are counted in its period.

    `kept_here` says that the year's records are kept in this system, so that nothing counted means 0; for a year known
    from reports only it is false, and nothing counted reads "chưa có số liệu" unless a line's coverage says more.
    """

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="plan")
    slug = models.SlugField(max_length=60)
    year = models.IntegerField()
    title = models.CharField(max_length=200)
    counts_from = models.DateField()
    counts_to = models.DateField()
    kept_here = models.BooleanField(default=True)
    source = models.CharField(max_length=400, blank=True)
    # What sources say against each other: [{"text": …, "sources": [… , …]}].
    notes = models.JSONField(default=list, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "year"], name="plan_slug_once"),
            models.CheckConstraint(condition=Q(counts_to__gte=F("counts_from")), name="plan_period"),
        ]

    @property
    def authority(self) -> AdminUnit:
        """Whose plan it is."""
        return self.cycle.unit

    @property
    def address(self) -> str:
        """`bac-kan/2019`."""
        return f"{self.slug}/{self.year}"

    def last_day(self, day: dt.date) -> dt.date:
        """The last day whose records count when the plan is read on `day`."""
        return min(day, self.counts_to)

    def __str__(self) -> str:
        return self.title


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    """Versions, by who may see them."""

    def visible_to(self, actor: Actor) -> "PlanVersionQuerySet":
        """Approved and earlier versions are public, drafts belong to the office."""
        return self.filter(~Q(state=PlanState.DRAFT) | _seen(actor, "plan__"))


class PlanVersion(models.Model):
    """One text of a plan. A draft changes; once approved it never does: an amendment is the next version."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    no = models.IntegerField()
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    decision = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "no"], name="plan_version_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="draft"), name="plan_one_draft"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="approved"), name="plan_one_approved"),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(decided_on__isnull=False) & ~Q(decision="")),
                name="plan_version_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.no}"


class PlanLine(models.Model):
    """A line of a plan: what is counted, over what, how much, by when, by whom."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="lines")
    line_key = models.SlugField(max_length=60)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.IntegerField(default=0)
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    indicator = models.CharField(max_length=20, choices=Indicator.choices, blank=True)
    filters = models.JSONField(default=dict, blank=True)
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="+")
    target = models.CharField(max_length=10, choices=Target.choices)
    low = models.IntegerField(null=True, blank=True)
    high = models.IntegerField(null=True, blank=True)
    per = models.CharField(max_length=10, choices=Per.choices, default=Per.WHOLE)
    counted_in = models.CharField(max_length=40, blank=True)
    baseline = models.IntegerField(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    lead = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "line_key"], name="plan_line_once"),
            models.CheckConstraint(
                # A comparison with NULL is neither true nor false and lets a check pass: NULL is ruled out by name.
                condition=Q(target="none", low__isnull=True, high__isnull=True)
                | Q(target__in=["at_least", "exactly", "all"], low__isnull=False, low__gte=1, high__isnull=True)
                | Q(target="range", low__isnull=False, high__isnull=False, low__gte=1, high__gt=F("low")),
                name="plan_line_bounds",
            ),
            models.CheckConstraint(
                condition=(Q(kind="counted") & ~Q(indicator="")) | (~Q(kind="counted") & Q(indicator="")),
                name="plan_line_indicator",
            ),
            models.CheckConstraint(
                condition=(Q(kind="measure") & Q(target="none")) | (~Q(kind="measure") & ~Q(target="none")),
                name="plan_line_measure",
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | Q(baseline__gte=0), name="plan_line_baseline"
            ),
        ]

    @property
    def bounds(self) -> Bounds:
        """The target as arithmetic."""
        return Bounds(self.target, self.low, self.high)

    def chosen(self, name: str) -> list[Any]:
        """The values of a filter; empty where the line does not narrow by it."""
        return list(self.filters.get(name, ()))

    def __str__(self) -> str:
        return self.text


class LineShare(models.Model):
    """What a line asks of one unit, where units differ."""

    line = models.ForeignKey(PlanLine, models.CASCADE, related_name="shares")
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    low = models.IntegerField()
    high = models.IntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "unit"], name="line_share_once"),
            models.CheckConstraint(
                condition=Q(low__gte=1) & (Q(high__isnull=True) | Q(high__gt=F("low"))), name="line_share_bounds"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.unit_id} {self.low}"


class DeclaredResult(models.Model):
    """What was said about a line on a day, with its source: a value (declared lines only), or how far the records
    behind a counted line reach. The newest on or before the day asked holds; rows never change."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="declared")
    line_key = models.SlugField(max_length=60)
    as_of = models.DateField()
    value = models.IntegerField(null=True)
    coverage = models.CharField(max_length=10, choices=Coverage.choices, blank=True)
    source = models.CharField(max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, value__gte=0, coverage="") | (Q(value__isnull=True) & ~Q(coverage="")),
                name="declared_value_or_coverage",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="declared_source"),
        ]

    def __str__(self) -> str:
        return f"{self.line_key} {self.as_of}: {self.coverage or self.value}"
