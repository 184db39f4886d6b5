"""Administrative units as dated rows, what each became, and the base of everything that has a place."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ocop.core.actor import Actor
from ocop.core.models import Named
from ocop.core.names import fold
from ocop.places.enums import WORDS, Level, SuccessionKind, UnitKind


class AdminUnitQuerySet(models.QuerySet["AdminUnit"]):
    """Units chosen by day, level and sight."""

    def on(self, day: dt.date) -> Self:
        """Units in force on the day; `valid_to` is the last valid day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def provinces(self) -> Self:
        """Provinces and centrally run cities."""
        return self.filter(level=Level.PROVINCE)

    def communes(self) -> Self:
        """Communes, wards, townships and special zones."""
        return self.filter(level=Level.COMMUNE)

    def visible_to(self, actor: Actor) -> Self:
        """Units are public: everybody sees all."""
        return self.all()

    def by_slug(self, slug: str) -> "AdminUnit | None":
        """The newest unit of this address (`thai-nguyen-19`), or None.

        A code is used again through time, so the name in the address counts too: `bac-kan-06` is the old province.
        """
        code = slug.rpartition("-")[2].upper()
        return next((unit for unit in self.filter(code=code).order_by("-valid_from", "pk") if unit.slug == slug), None)


class AdminUnit(Named):
    """A unit under one name and kind, from a day to a day. The code is an attribute, never a key (model.md 1.1)."""

    level = models.CharField(max_length=10, choices=Level.choices)
    code = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    province = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    district = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    start_known = models.BooleanField(default=True)
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    # Reckoned when units or successions load (`reckon_today`); never set by hand.
    today = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    today_province = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")

    objects = AdminUnitQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "valid_from", "code"]
        constraints = [
            models.UniqueConstraint(fields=["level", "code", "valid_from"], name="unit_level_code_from"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="unit_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["level", "valid_to"], name="unit_level_to"),
            models.Index(fields=["code"], name="unit_code"),
        ]

    @property
    def full_name(self) -> str:
        """The official name with its kind: "Xã Tân Cương"."""
        return f"{WORDS[self.kind]} {self.name}".strip()

    @property
    def slug(self) -> str:
        """The unit in an address: folded name with hyphens, then the code: `thai-nguyen-19`."""
        words = "".join(letter if letter.isalnum() else " " for letter in fold(self.name))
        return "-".join([*words.split(), self.code.lower()])

    @property
    def in_force(self) -> bool:
        """Whether the unit stood on the day of the last reckoning."""
        return self.today_id == self.pk

    def __str__(self) -> str:
        return self.full_name


class UnitSuccession(models.Model):
    """An old unit went into a new one on a day, by an act."""

    old = models.ForeignKey(AdminUnit, models.PROTECT, related_name="successions")
    new = models.ForeignKey(AdminUnit, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=10, choices=SuccessionKind.choices)
    decree = models.CharField(max_length=200, blank=True)
    on = models.DateField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["old", "new", "on"], name="succession_old_new_on")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id} ({self.kind})"


class Placed(models.Model):
    """Something with a place: the unit it was written under, and the unit it was settled in after a split.

    A row keeps `unit` for ever; where it lies now is `settled_unit`, else `unit.today`, else not yet known.
    """

    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="+")
    unit_text = models.CharField(max_length=300, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    settled_unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, blank=True, related_name="+")
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def unit_today(self) -> AdminUnit | None:
        """Where the thing lies now: the settled unit's present form, else the unit's; None where split, not settled."""
        unit = self.settled_unit or self.unit
        return unit.today if unit else None

    @property
    def province_today(self) -> AdminUnit | None:
        """Today's province, known even where the commune is not settled."""
        unit = self.settled_unit or self.unit
        return unit.today_province if unit else None

    @property
    def place_words(self) -> str:
        """The place for eyes: the unit's full name, or as it was written where no unit was recognised.

        A commune that an officer read out of the written words stands before the district or province alone.
        """
        if self.settled_unit is not None and (self.unit is None or self.unit.level != Level.COMMUNE):
            return self.settled_unit.full_name
        return self.unit.full_name if self.unit else self.unit_text
