"""Who owes a sheet, whether a product is still sealed, who sees its marks, and the quorum.

product.md 8: before the last owed sheet of a product is signed nobody sees marks of others; after it, a scoring seat
sees them only once its own is signed. A tied seat neither sees nor scores nor counts.
"""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from ocop.core.actor import Actor
from ocop.core.models import valid_on
from ocop.councils.enums import LEADS, ConflictState, SeatRole, SessionMode, SheetEntry, SheetState
from ocop.councils.models import (
    OFFICES,
    Attendance,
    Conflict,
    Docket,
    ScoreSheet,
    Seat,
    Session,
    Tally,
    seat_ids,
    seats_of,
)

# What a docket is read with, so that no rule asks again.
DOCKET_WITH = (
    "session__council__unit",
    "session__regulation",
    "stage__version",
    "stage__dossier__producer",
    "stage__dossier__product",
    "stage__dossier__product_set__edition",
)


@dataclasses.dataclass(frozen=True)
class Quorum:
    """How many must be there. Invited experts who do not score are no members and do not count (product.md 8)."""

    present: int
    seats: int
    needed: int
    head_present: bool
    needs_head: bool

    @property
    def holds(self) -> bool:
        """Whether enough are present, with the chair or a deputy where the regulation asks for one."""
        return self.seats > 0 and self.present >= self.needed and (self.head_present or not self.needs_head)


@dataclasses.dataclass(frozen=True)
class Sitting:
    """A session with the seats in force on its day and those who are there."""

    session: Session
    seats: tuple[Seat, ...]
    present: frozenset[int]

    def quorum(self, without: frozenset[int] = frozenset()) -> Quorum:
        """The quorum over the seats in force, leaving out `without` (ids of seats that are tied)."""
        rule = self.session.regulation
        members = [
            seat for seat in self.seats
            if seat.pk not in without and (seat.scores or seat.role != SeatRole.EXPERT)
        ]
        here = [seat for seat in members if seat.pk in self.present]
        return Quorum(
            present=len(here),
            seats=len(members),
            needed=-(-len(members) * rule.quorum_num // rule.quorum_den),
            head_present=any(seat.role in (SeatRole.CHAIR, SeatRole.DEPUTY) for seat in here),
            needs_head=rule.quorum_needs_head,
        )


@dataclasses.dataclass(frozen=True)
class Standing:
    """How a product stands in the turn under way: who is tied, who has signed, whether it has been counted."""

    docket: Docket
    sitting: Sitting
    tied: frozenset[int]
    signed: frozenset[int]
    tally: Tally | None

    @property
    def scorers(self) -> list[Seat]:
        """The seats that score this product: scoring, there, not tied."""
        return [
            seat for seat in self.sitting.seats
            if seat.scores and seat.pk in self.sitting.present and seat.pk not in self.tied
        ]

    @property
    def owed(self) -> list[Seat]:
        """Those whose signed sheet is still awaited; nobody once the turn has been counted."""
        return [] if self.tally else [seat for seat in self.scorers if seat.pk not in self.signed]

    @property
    def counting(self) -> frozenset[int]:
        """Seats whose signed sheet counts."""
        return self.signed - self.tied

    @property
    def sealed(self) -> bool:
        """Whether marks are still closed to everybody: a sheet is owed, or none has come in yet."""
        return self.tally is None and (bool(self.owed) or not self.counting)

    @property
    def quorum(self) -> Quorum:
        """The quorum for this product: tied seats count on neither side."""
        return self.sitting.quorum(self.tied)

    def shown_to(self, actor: Actor) -> bool:
        """Whether the actor may see marks, means and spread of the turn under way."""
        if self.sealed or not self.tied.isdisjoint(seat_ids(actor)):
            return False
        council = self.sitting.session.council
        seat = seats_of(actor).get(council.pk)
        if seat is None:
            return council.unit_id in actor.units(*OFFICES)
        return seat.pk in self.signed if seat.scores else seat.role in LEADS


def seats_in_force(council_id: int, day: dt.date) -> QuerySet[Seat]:
    """The seats of a council on a day, chair first as entered."""
    return Seat.objects.filter(valid_on(day), council_id=council_id).order_by("pk")


def sittings(sessions: Iterable[Session]) -> dict[int, Sitting]:
    """Sessions with seats and attendance, in two queries.

    At a meeting those noted as present are there; by written opinions everybody is, except who was noted as not
    answering (26/2026 art. 7.6d).
    """
    known = {session.pk: session for session in sessions}
    councils: dict[int, list[Seat]] = defaultdict(list)
    for seat in Seat.objects.filter(council__in={one.council_id for one in known.values()}).order_by("pk"):
        councils[seat.council_id].append(seat)
    noted: dict[int, dict[int, bool]] = defaultdict(dict)
    for row in Attendance.objects.filter(session__in=list(known)):
        noted[row.session_id][row.seat_id] = row.present
    return {pk: _sitting(one, councils[one.council_id], noted[pk]) for pk, one in known.items()}


def _sitting(session: Session, seats: list[Seat], noted: dict[int, bool]) -> Sitting:
    held = tuple(
        seat for seat in seats
        if seat.valid_from <= session.on and (seat.valid_to is None or seat.valid_to >= session.on)
    )
    unless_noted = session.mode == SessionMode.WRITTEN
    return Sitting(session, held, frozenset(seat.pk for seat in held if noted.get(seat.pk, unless_noted)))


def sitting_of(session: Session) -> Sitting:
    """One session, read afresh."""
    fresh = Session.objects.select_related("council__unit", "regulation").get(pk=session.pk)
    return sittings([fresh])[fresh.pk]


def standings(dockets: Iterable[Docket]) -> dict[int, Standing]:
    """How each docket stands, in a constant number of queries. Dockets come with `DOCKET_WITH`."""
    rows = list(dockets)
    sitting = sittings({docket.session_id: docket.session for docket in rows}.values())
    tied = _tied(rows)
    signed: dict[int, set[int]] = defaultdict(set)
    for sheet in ScoreSheet.objects.counting().filter(docket__in=rows).values_list("docket_id", "seat_id"):
        signed[sheet[0]].add(sheet[1])
    tallies = {tally.docket_id: tally for tally in Tally.objects.filter(docket__in=rows, turn=F("docket__turn"))}
    return {
        docket.pk: Standing(docket, sitting[docket.session_id], frozenset(tied[docket.pk]),
                            frozenset(signed[docket.pk]), tallies.get(docket.pk))
        for docket in rows
    }


def _tied(dockets: list[Docket]) -> dict[int, set[int]]:
    """Seats (of any council) tied to each docket: in Python, for many at once, what `models.tied_rows` says in SQL."""
    dossiers: dict[int, set[int]] = defaultdict(set)
    heads: dict[int, set[int]] = defaultdict(set)
    rows = Conflict.objects.filter(state=ConflictState.STANDING).filter(
        Q(dossier__in=[docket.stage.dossier_id for docket in dockets])
        | Q(producer__head__in=[docket.stage.dossier.producer.head_id for docket in dockets])
    )
    for seat, dossier, head in rows.values_list("seat_id", "dossier_id", "producer__head_id"):
        if dossier:
            dossiers[dossier].add(seat)
        if head:
            heads[head].add(seat)
    return {
        docket.pk: dossiers[docket.stage.dossier_id] | heads[docket.stage.dossier.producer.head_id or 0]
        for docket in dockets
    }


def standing_of(docket: Docket) -> Standing:
    """How one docket stands, read afresh."""
    fresh = Docket.objects.select_related(*DOCKET_WITH).get(pk=docket.pk)
    return standings([fresh])[fresh.pk]


def owed(docket: Docket) -> list[Seat]:
    """The seats whose signed sheet of the turn under way is still awaited."""
    return standing_of(docket).owed


def is_sealed(docket: Docket) -> bool:
    """Whether marks of the turn under way are closed to everybody but their own member."""
    return standing_of(docket).sealed


def results_visible_to(actor: Actor, docket: Docket) -> bool:
    """Whether the actor may see what the members gave: marks, mean, spread, provisional stars.

    A scoring seat once its own sheet is signed; chair, deputy and secretary who do not score, and the offices of the
    council's unit, once nothing is owed. While a second turn is sealed the first is closed again, so that it leads
    nobody.
    """
    return actor.signed_in and standing_of(docket).shown_to(actor)


def sheets_visible_to(actor: Actor, docket: Docket) -> QuerySet[ScoreSheet]:
    """The sheets of a docket the actor may read: the own one at any time, the others' signed ones by the seal."""
    standing = standing_of(docket)
    sheets = ScoreSheet.objects.filter(docket=docket).order_by("turn", "seat")
    if not actor.signed_in or not standing.tied.isdisjoint(seat_ids(actor)):
        return sheets.none()
    own = Q(seat__in=seat_ids(actor))
    return sheets.filter(own | Q(state=SheetState.SIGNED)) if standing.shown_to(actor) else sheets.filter(own)


def paper_sheets_to_confirm(actor: Actor, session: Session) -> QuerySet[ScoreSheet]:
    """Sheets entered from paper that await a second person (P03), without those the actor entered.

    Who holds a scoring seat sees only the own one: a chair who scores must not read another's paper.
    """
    sheets = ScoreSheet.objects.filter(
        docket__session=session, docket__in=Docket.objects.visible_to(actor), turn=F("docket__turn"),
        entry=SheetEntry.FROM_PAPER, state=SheetState.OPEN,
    ).exclude(entered_by=actor.user_id)
    seat = seats_of(actor).get(session.council_id)
    if seat is not None and (seat.scores or seat.role not in LEADS):
        return sheets.filter(seat=seat)
    return sheets

