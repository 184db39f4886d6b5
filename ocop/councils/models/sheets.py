"""Score sheets: sealed until signed, frozen after."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ocop.core.actor import Actor
from ocop.core.models import Blob
from ocop.core.refusal import Refusal
from ocop.councils.enums import (
    SheetEntry,
    SheetState,
)
from ocop.councils.models.seats import Seat, seat_ids
from ocop.councils.models.sessions import Docket
from ocop.dossiers.models import DossierVersion


def frozen() -> Refusal:
    """The refusal of every attempt to change a signed sheet or a closed tally (product.md 8)."""
    return Refusal(
        "council-frozen",
        _("Phiếu đã ký và kết quả đã chốt thì không sửa được. Nếu cần, hãy mở lần chấm mới."),
        kind="conflict",
    )


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    """Sheets, by who may see them. The rule of the seal lives in `councils.queries`."""

    def own(self, actor: Actor) -> "ScoreSheetQuerySet":
        """The actor's own sheets."""
        return self.filter(seat__in=seat_ids(actor))

    def update(self, **values: Any) -> int:
        """As Django's, but refused where a sheet is signed."""
        if self.order_by().filter(state=SheetState.SIGNED).exists():
            raise frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, but refused where a sheet is signed."""
        if self.order_by().filter(state=SheetState.SIGNED).exists():
            raise frozen()
        return super().delete()

    def counting(self) -> "ScoreSheetQuerySet":
        """Signed sheets of the turn under way."""
        return self.filter(state=SheetState.SIGNED, turn=F("docket__turn"))


class ScoreSheet(models.Model):
    """A member's sheet on one product in one turn: an option per criterion, totals from the server only (C17)."""

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    turn = models.IntegerField(default=1)
    version = models.ForeignKey(DossierVersion, models.PROTECT, related_name="+")
    picks = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    opinion = models.TextField(blank=True)
    total = models.IntegerField(default=0)
    state = models.CharField(max_length=8, choices=SheetState.choices, default=SheetState.OPEN)
    rev = models.IntegerField(default=1)
    signed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    entry = models.CharField(max_length=12, choices=SheetEntry.choices, default=SheetEntry.OWN)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    scan = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["docket", "seat", "turn"], name="sheet_once"),
            models.CheckConstraint(
                condition=Q(state="open", signed_at__isnull=True, digest="")
                | (Q(state="signed", signed_at__isnull=False) & ~Q(digest=""))
                | Q(state="void"),
                name="sheet_signed_stamp",
            ),
        ]

    # What the row was when it was read: a signed sheet is never written again.
    was_signed = False

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """As Django's; remembers whether the row is signed."""
        row = super().from_db(*args, **kwargs)
        row.was_signed = row.__dict__.get("state") == SheetState.SIGNED
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.was_signed:
            raise frozen()
        super().save(*args, **kwargs)
        self.was_signed = self.state == SheetState.SIGNED

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.was_signed:
            raise frozen()
        return super().delete(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.docket_id}/{self.seat_id}/{self.turn}"


class SheetRevision(models.Model):
    """An earlier state of a sheet, with the reason of the change (C15)."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="revisions")
    at = models.DateTimeField(auto_now_add=True)
    picks = models.JSONField()
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.sheet_id} at {self.at}"
