"""What is judged: councils and their regulation, seats, sessions, sealed sheets, tallies, findings, minutes."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.models import Blob, Pid, valid_on
from ocop.core.refusal import Refusal
from ocop.councils.enums import (
    ConflictSource,
    ConflictState,
    SeatRole,
    SessionMode,
    SessionState,
    SheetEntry,
    SheetState,
)
from ocop.dossiers.enums import StageLevel
from ocop.dossiers.models import Dossier, DossierVersion, Stage
from ocop.places.models import AdminUnit
from ocop.programme.models import Round
from ocop.registry.models import Producer
from ocop.rulebooks.models import Criterion, Exclusion, Option

# Offices that see a council of their own unit and what it came to, once the seal is open.
OFFICES = (Role.PROVINCE_OFFICER, Role.ADVISORY_TEAM, Role.MINISTRY_OFFICER, Role.LEADER, Role.INSPECTOR)


def seats_of(actor: Actor) -> dict[int, "Seat"]:
    """The actor's seats today: council id to seat, so that a guard knows the role; asked once per request."""
    user_id = actor.user_id
    if user_id is None:
        return {}
    return actor.once(
        "councils.seats",
        lambda: {
            seat.council_id: seat
            for seat in Seat.objects.filter(valid_on(actor.today), user_id=user_id).order_by("valid_from", "pk")
        },
    )


def seat_ids(actor: Actor) -> list[int]:
    """Ids of the actor's seats today."""
    return [seat.pk for seat in seats_of(actor).values()]


def frozen() -> Refusal:
    """The refusal of every attempt to change a signed sheet or a closed tally (product.md 8)."""
    return Refusal(
        "council-frozen",
        _("Phiếu đã ký và kết quả đã chốt thì không sửa được. Nếu cần, hãy mở lần chấm mới."),
        kind="conflict",
    )


class CouncilQuerySet(models.QuerySet["Council"]):
    """Councils, by who may see them."""

    def visible_to(self, actor: Actor) -> "CouncilQuerySet":
        """Those who sit on it, and the office of its unit."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(pk__in=list(seats_of(actor))) | Q(unit__in=actor.units(*OFFICES)))


class Council(models.Model):
    """A council set up by a decision at a level (26/2026 art. 7.3b)."""

    level = models.CharField(max_length=10, choices=StageLevel.choices)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    decision_no = models.CharField(max_length=60)
    decided_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "decision_no", "decided_on"], name="council_once")]

    def __str__(self) -> str:
        return self.name


class Regulation(models.Model):
    """What the law leaves to the council: quorum, spread, re-scoring (26/2026 does not fix them; product.md 8)."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="regulations")
    valid_from = models.DateField()
    quorum_num = models.IntegerField(default=2)
    quorum_den = models.IntegerField(default=3)
    quorum_needs_head = models.BooleanField(default=True)
    spread_points = models.IntegerField(default=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "valid_from"], name="regulation_once")]

    def __str__(self) -> str:
        return f"{self.council_id} from {self.valid_from}"


class Seat(models.Model):
    """A place on a council, held for a time by a person of an agency."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    person = models.CharField(max_length=150)
    agency = models.CharField(max_length=200)
    role = models.CharField(max_length=10, choices=SeatRole.choices)
    scores = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "user", "valid_from"], name="seat_once",
                                    condition=Q(user__isnull=False))
        ]

    def __str__(self) -> str:
        return self.person


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
                condition=Q(state="called", opened_at__isnull=True)
                | (~Q(state="called") & Q(opened_at__isnull=False)),
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
        found = self.filter(
            Q(session__council__in=list(seats)) | Q(session__council__unit__in=actor.units(*OFFICES))
        )
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


class TallyQuerySet(models.QuerySet["Tally"]):
    """Tallies; a closed one never changes."""

    def final(self) -> "TallyQuerySet":
        """Closed tallies of the last turn of their docket: the ones a decision may rest on."""
        return self.filter(closed_at__isnull=False, turn=F("docket__turn"))

    def update(self, **values: Any) -> int:
        """As Django's, but refused where a tally is closed."""
        if self.order_by().filter(closed_at__isnull=False).exists():
            raise frozen()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        """As Django's, but refused where a tally is closed."""
        if self.order_by().filter(closed_at__isnull=False).exists():
            raise frozen()
        return super().delete()


class Tally(models.Model):
    """The count of one product in one turn. The mean is two integers; stars are settled when it closes."""

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="tallies")
    turn = models.IntegerField()
    sum_points = models.IntegerField()
    sheets = models.IntegerField()
    spread = models.IntegerField()
    stars = models.IntegerField(null=True)
    rejected = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    counted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["docket", "turn"], name="tally_once"),
            models.CheckConstraint(condition=Q(sheets__gt=0), name="tally_has_sheets"),
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(closed_at__isnull=False), name="tally_stars_when_closed"
            ),
        ]

    was_closed = False

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        """As Django's; remembers whether the row is closed."""
        row = super().from_db(*args, **kwargs)
        row.was_closed = row.__dict__.get("closed_at") is not None
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.was_closed:
            raise frozen()
        super().save(*args, **kwargs)
        self.was_closed = self.closed_at is not None

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.was_closed:
            raise frozen()
        return super().delete(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.sum_points}/{self.sheets}"


class TallyCriterion(models.Model):
    """How the members' ticks spread on one criterion, and the median member's option."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    counts = models.JSONField()
    median = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tally", "criterion"], name="tally_criterion_once")]

    def __str__(self) -> str:
        return f"{self.tally_id}/{self.criterion_id}"


class GateFinding(models.Model):
    """What the council holds on a criterion that carries a gate; by default the median member's option."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="gate_findings")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    proposed = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tally", "criterion"], name="gate_finding_once")]

    def __str__(self) -> str:
        return f"{self.tally_id}/{self.criterion_id}"


class ExclusionFinding(models.Model):
    """Whether an exclusion of the set holds; settled by the council, never by a member's tick."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="exclusion_findings")
    exclusion = models.ForeignKey(Exclusion, models.PROTECT, related_name="+")
    holds = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tally", "exclusion"], name="exclusion_finding_once")]

    def __str__(self) -> str:
        return f"{self.tally_id}/{self.exclusion_id}"


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

