"""The law as rows: editions with their levels, bands, clocks, groups, sets, criteria and options; the days off.

A published edition never changes (product.md 8): its rows refuse to be saved, changed in bulk or deleted. A correction
is a new edition.
"""

import datetime as dt
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ocop.core.actor import Actor
from ocop.core.models import Named
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.rulebooks.enums import (
    ClockUnit,
    CriterionKind,
    EditionState,
    Effect,
    ForwardWhen,
    HolidayKind,
    Level,
    MapState,
)
from ocop.rulebooks.rules.clocks import Rule


def frozen() -> Refusal:
    """The refusal of every attempt to change a published edition."""
    return Refusal(
        "edition-published",
        _("Văn bản đã ban hành thì không sửa được. Hãy lập một văn bản mới thay cho văn bản này."),
        kind="conflict",
    )


def in_tongue(vi: str, en: str) -> str:
    """The words in the reader's language; Vietnamese where there is no translation."""
    return en if en and (get_language() or "vi").startswith("en") else vi


class PartQuerySet(models.QuerySet[Any]):
    """Rows of an edition: everybody reads them, nobody changes them once it is published."""

    def visible_to(self, actor: Actor) -> Self:
        """The law is public; a draft is seen by whoever signs in."""
        return self if actor.signed_in else self.filter(**{f"{self.model.EDITION}__state": EditionState.PUBLISHED})

    def _refuse_published(self) -> None:
        if self.order_by().filter(**{f"{self.model.EDITION}__state": EditionState.PUBLISHED}).exists():
            raise frozen()

    def update(self, **values: Any) -> int:
        """As Django's, but refused where a row belongs to a published edition."""
        self._refuse_published()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, but refused where a row belongs to a published edition."""
        self._refuse_published()
        return super().delete()


class PartOfEdition(models.Model):
    """A row that belongs to an edition; `EDITION` is the way to it."""

    EDITION: ClassVar[str] = "edition"

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def edition_of(self) -> "Edition":
        """The edition this row belongs to."""
        found: Any = self
        for step in self.EDITION.split("__"):
            found = getattr(found, step)
        if not isinstance(found, Edition):
            raise TypeError(f"{self.EDITION} does not lead to an edition")
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.edition_of.refuse_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.edition_of.refuse_published()
        return super().delete(*args, **kwargs)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions by state, day and scope."""

    def visible_to(self, actor: Actor) -> Self:
        """Published editions are public; a draft is seen by whoever signs in."""
        return self if actor.signed_in else self.published()

    def published(self) -> Self:
        """Those that count."""
        return self.filter(state=EditionState.PUBLISHED)

    def national(self) -> Self:
        """Those of the whole country, not a province's own."""
        return self.filter(scope_code="")

    def in_force(self, day: dt.date) -> Self:
        """In force on the day, both ends inclusive; periods of editions may overlap."""
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gte=day), in_force_from__lte=day)

    def update(self, **values: Any) -> int:
        """As Django's, but refused where an edition is published."""
        if self.order_by().filter(state=EditionState.PUBLISHED).exists():
            raise frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, but refused where an edition is published."""
        if self.order_by().filter(state=EditionState.PUBLISHED).exists():
            raise frozen()
        return super().delete()


class Edition(Named):
    """One legal document (with what amends it) that says how products are judged."""

    key = models.CharField(max_length=60, unique=True)
    # The number people say, "26/2026/QĐ-TTg": that of the base decision.
    number = models.CharField(max_length=60)
    name_en = models.CharField(max_length=300, blank=True)
    scope_unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="+")
    # The province's code at the time, also where its unit is not loaded; empty for the whole country.
    scope_code = models.CharField(max_length=10, blank=True)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)
    complete = models.BooleanField(default=True)
    # [{vi, en}]: what the transcript lacks; shown on the edition's page.
    transcript_gaps = models.JSONField(default=list, blank=True)
    point_scale = models.PositiveSmallIntegerField(default=1)
    forward_when = models.CharField(max_length=10, choices=ForwardWhen.choices, default=ForwardWhen.STARS)
    checksum = models.CharField(max_length=64)
    # [{number, issued, role}]: the decisions it is made of.
    acts = models.JSONField(default=list)
    # [{key, name, name_en, max}]: parts A, B, C.
    parts = models.JSONField(default=list)

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")), name="edition_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.PUBLISHED, published_at__isnull=False)
                | Q(state=EditionState.DRAFT, published_at=None),
                name="edition_published_stamp",
            ),
        ]

    @property
    def is_published(self) -> bool:
        """Whether it counts, and can no longer change."""
        return self.state == EditionState.PUBLISHED

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_tongue(self.name, self.name_en)

    def refuse_published(self) -> None:
        """Refuse if it is published by the database, not by this object, which may be stale or just being published."""
        if self.pk and Edition.objects.published().filter(pk=self.pk).exists():
            raise frozen()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_published()
        return super().delete(*args, **kwargs)

    def __str__(self) -> str:
        return self.number


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


class EvidenceKind(PartOfEdition):
    """A kind of paper that proves a criterion, in the edition's own words."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="evidence_kinds")
    key = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    words_en = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="evidence_kind_once")]

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return in_tongue(self.words, self.words_en)

    def __str__(self) -> str:
        return self.words


class ProductGroup(PartOfEdition, Named):
    """A branch of the product tree: a group (I), a sub-group (I.5)."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="groups")
    key = models.CharField(max_length=20)
    name_en = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="group_once")]

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_tongue(self.name, self.name_en)


class ProductSet(PartOfEdition, Named):
    """A product set: the leaf of the tree that has a score sheet of its own."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sets")
    key = models.CharField(max_length=40)
    name_en = models.CharField(max_length=300, blank=True)
    group = models.ForeignKey(ProductGroup, models.PROTECT, related_name="sets")
    # The printed place in the tree, "I.5.a".
    group_code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    # [{key, name}]: lead ministries.
    leads = models.JSONField(default=list, blank=True)
    sample_required = models.BooleanField(default=True)
    # [{key, part, name, name_en, max}]: printed sections in order.
    sections = models.JSONField(default=list)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="set_once")]

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_tongue(self.name, self.name_en)


class Criterion(PartOfEdition):
    """One line of a score sheet; `key` is the printed code."""

    EDITION = "product_set__edition"

    product_set = models.ForeignKey(ProductSet, models.PROTECT, related_name="criteria")
    key = models.CharField(max_length=20)
    part = models.CharField(max_length=2)
    section = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=CriterionKind.choices)
    max = models.PositiveSmallIntegerField()
    # The shared block it is made of; equal blocks of an edition have equal options.
    block = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    conditional_on = models.CharField(max_length=20, blank=True)
    heading_star = models.PositiveSmallIntegerField(null=True, blank=True)
    # {key, name, name_en, max} of the printed heading above it ("6.1 Ngoại hình"), or null.
    heading = models.JSONField(null=True, blank=True)
    # [{vi, en}]: when each branch applies.
    branches = models.JSONField(default=list, blank=True)
    # Keys of EvidenceKind of the edition.
    evidence = models.JSONField(default=list, blank=True)
    # [{vi, en}]: how to read it.
    hints = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["product_set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["product_set", "key"], name="criterion_once"),
            models.UniqueConstraint(fields=["product_set", "position"], name="criterion_place"),
        ]

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_tongue(self.name, self.name_en)

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class Option(PartOfEdition):
    """A level that can be ticked. Its order is `no`, never its points."""

    EDITION = "criterion__product_set__edition"

    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="options")
    branch = models.PositiveSmallIntegerField(default=0)
    no = models.PositiveSmallIntegerField()
    points = models.PositiveSmallIntegerField()
    star = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.CharField(max_length=500)
    words_en = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["criterion", "branch", "no"]
        constraints = [models.UniqueConstraint(fields=["criterion", "branch", "no"], name="option_once")]

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return in_tongue(self.words, self.words_en)

    def __str__(self) -> str:
        return self.words


class Exclusion(PartOfEdition):
    """A condition that bars a product, standing on the set or on the criteria in `covers`; settled by the council."""

    EDITION = "product_set__edition"

    product_set = models.ForeignKey(ProductSet, models.PROTECT, related_name="exclusions")
    # The first criterion it stands on; all of them are in `covers`, in printed order.
    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="exclusions")
    covers = models.JSONField(default=list, blank=True)
    key = models.CharField(max_length=40)
    effect = models.CharField(max_length=10, choices=Effect.choices)
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    words_en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["product_set", "position"]
        constraints = [models.UniqueConstraint(fields=["product_set", "key"], name="exclusion_once")]

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return in_tongue(self.words, self.words_en)

    def __str__(self) -> str:
        return self.words


class CriterionMap(models.Model):
    """Which criterion of a later edition asks the same, so that a renewal can carry an answer over (none: no answer).

    It belongs to no edition and may be reviewed after both are published.
    """

    old = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    new = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="+")
    # [[old option id, new option id]]
    option_pairs = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=MapState.choices, default=MapState.ASSUMED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="criterion_map_once"),
            models.CheckConstraint(
                condition=Q(state=MapState.NONE, new=None) | (~Q(state=MapState.NONE) & Q(new__isnull=False)),
                name="criterion_map_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} -> {self.new_id}"
