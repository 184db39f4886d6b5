"""An edition, and what makes its rows refuse a change once it is published."""

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
from ocop.rulebooks.enums import EditionState, ForwardWhen


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
