"""What lies beside an edition without changing it: its file, official wording, a province's own help and weights."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from ocop.core.actor import Actor
from ocop.places.models import AdminUnit
from ocop.rulebooks.models.edition import Edition, PartOfEdition, in_tongue
from ocop.rulebooks.models.sheets import Criterion, Option


class OverlayQuerySet(models.QuerySet[Any]):
    """Rows beside the law: everybody may read them."""

    def visible_to(self, actor: Actor) -> Self:
        """Public, like the law itself."""
        return self


class EditionFile(PartOfEdition):
    """The text an edition was laid down from: its truth for export, copies and checks, with what rows do not keep."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="file")
    text = models.TextField()

    def __str__(self) -> str:
        return f"file of {self.edition_id}"


class OfficialWording(models.Model):
    """The very words of the printed text for a criterion or an option, shown over our short ones.

    It changes no id and no points, so it may be pasted also beside a published edition. `scope_unit` None is for all.
    """

    criterion = models.ForeignKey(Criterion, models.PROTECT, null=True, blank=True, related_name="official")
    option = models.ForeignKey(Option, models.PROTECT, null=True, blank=True, related_name="official")
    words = models.TextField()
    # Where they were read: gazette number, signed PDF.
    source = models.CharField(max_length=300)
    scope_unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OverlayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(criterion=None, option__isnull=False) | Q(criterion__isnull=False, option=None),
                name="wording_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["criterion"], condition=Q(scope_unit=None, option=None), name="wording_criterion_nation"
            ),
            models.UniqueConstraint(
                fields=["option"], condition=Q(scope_unit=None, criterion=None), name="wording_option_nation"
            ),
            models.UniqueConstraint(
                fields=["criterion", "scope_unit"], condition=Q(scope_unit__isnull=False), name="wording_criterion_unit"
            ),
            models.UniqueConstraint(
                fields=["option", "scope_unit"], condition=Q(scope_unit__isnull=False), name="wording_option_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class CriterionHelp(models.Model):
    """A province's own help beside a criterion, for every set of an edition that asks it with the same block."""

    scope_unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    # By key and block, so that it outlives a draft that is laid anew.
    edition_key = models.CharField(max_length=60)
    block = models.CharField(max_length=60)
    words = models.TextField()
    words_en = models.TextField(blank=True)

    objects = OverlayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope_unit", "edition_key", "block"], name="criterion_help_once")
        ]

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return in_tongue(self.words, self.words_en)

    def __str__(self) -> str:
        return f"{self.edition_key} {self.block}"


class OptionWeight(models.Model):
    """A province's own months from the option below to this one, for the road to the next star."""

    scope_unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, related_name="weights")
    months = models.PositiveSmallIntegerField()

    objects = OverlayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope_unit", "option"], name="option_weight_once")]

    def __str__(self) -> str:
        return f"{self.option_id}: {self.months}"
