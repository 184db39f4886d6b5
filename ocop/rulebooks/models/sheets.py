"""What an edition asks: the product tree, the score sheets of its sets, and how criteria of two editions match."""

from django.db import models
from django.db.models import Q

from ocop.core.models import Named
from ocop.rulebooks.enums import CriterionKind, Effect, MapState
from ocop.rulebooks.models.edition import Edition, PartOfEdition, in_tongue
from ocop.rulebooks.rules.rubric import BRANCH_LETTERS


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
    def key_in_criterion(self) -> str:
        """Its id inside the criterion: "2", or "b2" in a branch criterion."""
        return f"{BRANCH_LETTERS[self.branch - 1]}{self.no}" if self.branch else str(self.no)

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
