"""How an edition proceeds: levels, star bands, time limits, transition from the one before; and the days off."""

import datetime as dt

from django.db import models
from django.db.models import Q

from ocop.rulebooks.enums import ClockUnit, HolidayKind, Level
from ocop.rulebooks.models.edition import Edition, PartOfEdition
from ocop.rulebooks.rules.clocks import Rule


class TransitionRule(PartOfEdition):
    """Dossiers of a kind filed before a day keep the old edition and must be finished in time (26/2026 art. 12).

    It belongs to the new edition `edition`; `old` is named by key, since it need not be loaded here.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="transitions")
    old_key = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    filed_before = models.DateField()
    finish_within_days = models.PositiveSmallIntegerField()
    article = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "old_key", "kind"], name="transition_once")]

    @property
    def finish_by(self) -> dt.date:
        """The last day for the old rules: that many days from the day the new ones began."""
        return self.filed_before + dt.timedelta(days=self.finish_within_days)

    def __str__(self) -> str:
        return f"{self.old_key} {self.kind} < {self.filed_before}"


class EditionLevel(PartOfEdition):
    """A level that takes part, and whether it evaluates (gives points) or only checks."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="levels")
    level = models.CharField(max_length=10, choices=Level.choices)
    evaluates = models.BooleanField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    article = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "level"], name="edition_level_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.level}"


class StarBand(PartOfEdition):
    """A star, the mean it begins at, who awards it and whether there is a certificate."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="bands")
    star = models.PositiveSmallIntegerField()
    from_points = models.PositiveSmallIntegerField()
    below_points = models.PositiveSmallIntegerField(null=True, blank=True)
    level = models.CharField(max_length=10, choices=Level.choices)
    certificate = models.BooleanField()

    class Meta:
        ordering = ["-star"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "star"], name="band_once"),
            models.CheckConstraint(condition=Q(star__gte=1, star__lte=5), name="band_star_range"),
        ]

    def __str__(self) -> str:
        return f"{self.star} >= {self.from_points}"


class ClockRule(PartOfEdition):
    """A time limit with its article; which figures are filled depends on `unit` (see `rules.clocks.Rule`)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="clocks")
    key = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=Level.choices, blank=True)
    unit = models.CharField(max_length=12, choices=ClockUnit.choices)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    opens = models.SmallIntegerField(null=True, blank=True)
    closes = models.SmallIntegerField(null=True, blank=True)
    request_before = models.CharField(max_length=5, blank=True)
    decide_before = models.CharField(max_length=5, blank=True)
    counts_from = models.CharField(max_length=40)
    article = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="clock_once"),
            models.CheckConstraint(
                condition=Q(unit__in=["day", "working_day", "month"], value__isnull=False)
                | Q(unit="window", opens__isnull=False, closes__isnull=False)
                | (Q(unit="month_day") & ~Q(request_before="") & ~Q(decide_before="")),
                name="clock_figures_fit_unit",
            ),
        ]

    def as_rule(self) -> Rule:
        """The rule for the arithmetic of `rules.clocks`."""
        return Rule(
            key=self.key,
            unit=self.unit,
            article=self.article,
            counts_from=self.counts_from,
            value=self.value,
            opens=self.opens,
            closes=self.closes,
            request_before=self.request_before,
            decide_before=self.decide_before,
            level=self.level,
        )

    def __str__(self) -> str:
        return self.key


class Holiday(models.Model):
    """A weekday off or a weekend day worked, with its act. The clock reads only this table (ecosystem.md A2)."""

    day = models.DateField(unique=True)
    kind = models.CharField(max_length=10, choices=HolidayKind.choices)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200)
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.name}"
