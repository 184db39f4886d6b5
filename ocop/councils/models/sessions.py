"""Sessions with who is present, the products on the agenda, conflicts of seats, and the signed minutes."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ocop.core.actor import Actor
from ocop.core.models import Blob, Pid
from ocop.councils.enums import (
    ConflictSource,
    ConflictState,
    SessionMode,
    SessionState,
)
from ocop.councils.models.seats import OFFICES, Council, Regulation, Seat, seat_ids, seats_of
from ocop.dossiers.models import Dossier, Stage
from ocop.programme.models import Round
from ocop.registry.models import Producer


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, by who may see them."""

    def visible_to(self, actor: Actor) -> "SessionQuerySet":
        """Those of the councils one sees."""
        return self.filter(council__in=Council.objects.visible_to(actor))


class Session(models.Model):
    """A sitting of a council, or a round of written opinions (26/2026 art. 7.6d)."""

    pid = Pid()
    council = models.ForeignKey(Council, models.PROTECT, related_name="sessions")
    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=10, choices=SessionMode.choices, default=SessionMode.MEETING)
    state = models.CharField(max_length=10, choices=SessionState.choices, default=SessionState.CALLED)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="called", opened_at__isnull=True) | (~Q(state="called") & Q(opened_at__isnull=False)),
                name="session_opened_stamp",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["called", "open"]) & Q(closed_at__isnull=True))
                | (Q(state__in=["closed", "signed"]) & Q(closed_at__isnull=False)),
                name="session_closed_stamp",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.on}"


class Attendance(models.Model):
    """Who is present at a sitting."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    present = models.BooleanField()
    noted_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "seat"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.present}"


def tied_rows(seats: list[int], prefix: str = "") -> Exists:
    """In SQL: one of these seats is in standing conflict with the docket under `prefix` ("docket__" from a sheet)."""
    return Exists(
        Conflict.objects.filter(state=ConflictState.STANDING, seat__in=seats).filter(
            Q(dossier=OuterRef(f"{prefix}stage__dossier"))
            | Q(producer__head=OuterRef(f"{prefix}stage__dossier__producer__head"))
        )
    )


class DocketQuerySet(models.QuerySet["Docket"]):
    """Products on the agenda, by who may see them."""

    def visible_to(self, actor: Actor) -> "DocketQuerySet":
        """Those of councils one sits on or whose office one holds, never one a seat of the actor is tied to (C12)."""
        if not actor.signed_in:
            return self.none()
        seats = seats_of(actor)
        found = self.filter(Q(session__council__in=list(seats)) | Q(session__council__unit__in=actor.units(*OFFICES)))
        return found.filter(~tied_rows(seat_ids(actor))) if seats else found


class Docket(models.Model):
    """A product on the agenda of a session. `turn` is the scoring under way (lần chấm), from 1."""

    pid = Pid()
    session = models.ForeignKey(Session, models.PROTECT, related_name="dockets")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    position = models.IntegerField()
    turn = models.IntegerField(default=1)

    objects = DocketQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "stage"], name="docket_once")]

    def __str__(self) -> str:
        return f"{self.position} of {self.session_id}"


class Conflict(models.Model):
    """A seat tied to a producer or dossier: neither sees, nor scores, nor counts (product.md 8)."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="conflicts")
    producer = models.ForeignKey(Producer, models.PROTECT, null=True, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    basis = models.TextField()
    source = models.CharField(max_length=10, choices=ConflictSource.choices)
    state = models.CharField(max_length=10, choices=ConflictState.choices, default=ConflictState.STANDING)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(producer__isnull=False, dossier__isnull=True)
                | Q(producer__isnull=True, dossier__isnull=False),
                name="conflict_is_with_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} tied"


class Minutes(models.Model):
    """The minutes of a session: its frozen content, the printed file, and who signed when."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="minutes")
    content = models.JSONField()
    document = models.ForeignKey(Blob, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"minutes of {self.session_id}"


class MinutesSignature(models.Model):
    """One signature on the minutes: the chair's and the secretary's are needed."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="signatures")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "seat"], name="minutes_signature_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id} by {self.seat_id}"
