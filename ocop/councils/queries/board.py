"""The live board of a session for those who lead it: who is there, who owes what, and marks once a seal is open."""

import dataclasses
from collections import defaultdict
from fractions import Fraction
from statistics import median

from django.db.models import F

from ocop.core.actor import Actor
from ocop.councils.enums import SheetState
from ocop.councils.models import Docket, ScoreSheet, Seat, Session, Tally
from ocop.councils.queries.marks import Settled, graded, settled_of
from ocop.councils.queries.seal import DOCKET_WITH, Quorum, Sitting, Standing, sittings, standings
from ocop.rulebooks.rules.rubric import Picks
from ocop.rulebooks.rules.scoring import shown


@dataclasses.dataclass(frozen=True)
class SeatLine:
    """A seat on the board: is it there, how many sheets does it owe, from how many products is it barred."""

    seat: Seat
    present: bool
    owes: int
    tied: int


@dataclasses.dataclass(frozen=True)
class DocketLine:
    """A product on the board. Marks are None while `shown` is false; `cells` holds states of sheets, never marks.

    `totals` are by seat, for the drawing of each judge against the mean (C10, C11).
    A cell is one of `signed`, `open`, `owed`, `absent`, `tied`, `none` (does not score).
    """

    docket: Docket
    cells: dict[int, str]
    owed: list[Seat]
    signed: int
    expected: int
    sealed: bool
    shown: bool
    quorum: Quorum
    tally: Tally | None
    spread: int | None = None
    mean: str | None = None
    median: str | None = None
    totals: dict[int, int] = dataclasses.field(default_factory=dict)
    stars: int | None = None
    flips: tuple[Seat, ...] = ()
    alarm: bool = False


@dataclasses.dataclass(frozen=True)
class Board:
    """The whole board. `lines` leaves out products the actor is tied to."""

    session: Session
    quorum: Quorum
    seats: list[SeatLine]
    lines: list[DocketLine]

    @property
    def owed(self) -> int:
        """Sheets still awaited in the session."""
        return sum(len(line.owed) for line in self.lines)

    @property
    def alarms(self) -> list[DocketLine]:
        """Products whose spread is above the regulation's limit: an alarm, never a block."""
        return [line for line in self.lines if line.alarm]


def board(session: Session, actor: Actor) -> Board:
    """The board of a session in a constant number of queries; the view asks `may_see_board` first."""
    dockets = Docket.objects.visible_to(actor).filter(session=session).select_related(*DOCKET_WITH)
    rows = list(dockets.order_by("position", "pk"))
    fresh = rows[0].session if rows else Session.objects.select_related("council__unit", "regulation").get(
        pk=session.pk
    )
    known = standings(rows)
    sitting = known[rows[0].pk].sitting if rows else sittings([fresh])[fresh.pk]
    begun = _begun(rows)
    marks = _marks(actor, known)
    lines = [_line(known[docket.pk], begun[docket.pk], marks.get(docket.pk)) for docket in rows]
    return Board(fresh, sitting.quorum(_tied_to_all(known)), _seat_lines(sitting, known), lines)


def _begun(dockets: list[Docket]) -> dict[int, set[int]]:
    """Seats that have begun a sheet of the turn, without its marks."""
    found: dict[int, set[int]] = defaultdict(set)
    sheets = ScoreSheet.objects.filter(docket__in=dockets, turn=F("docket__turn"), state=SheetState.OPEN)
    for docket, seat in sheets.values_list("docket_id", "seat_id"):
        found[docket].add(seat)
    return found


@dataclasses.dataclass(frozen=True)
class _Marks:
    picks: dict[int, Picks]
    settled: Settled | None


def _marks(actor: Actor, known: dict[int, Standing]) -> dict[int, _Marks]:
    """The picks of the products whose seal is open for this actor; those of the others are not even read."""
    open_ones = {pk: standing for pk, standing in known.items() if standing.shown_to(actor)}
    picks: dict[int, dict[int, Picks]] = defaultdict(dict)
    for sheet in ScoreSheet.objects.counting().filter(docket__in=list(open_ones)).order_by("seat"):
        if sheet.seat_id in open_ones[sheet.docket_id].counting:
            picks[sheet.docket_id][sheet.seat_id] = sheet.picks
    settled = settled_of([one.tally for one in open_ones.values() if one.tally])
    return {
        pk: _Marks(picks[pk], settled.get(one.tally.pk) if one.tally else None)
        for pk, one in open_ones.items() if picks[pk]
    }


def _line(standing: Standing, begun: set[int], marks: _Marks | None) -> DocketLine:
    line = DocketLine(
        docket=standing.docket,
        cells={seat.pk: _cell(standing, seat, begun) for seat in standing.sitting.seats},
        owed=standing.owed,
        signed=len(standing.counting),
        expected=len(standing.counting | {seat.pk for seat in standing.owed}),
        sealed=standing.sealed,
        shown=marks is not None,
        quorum=standing.quorum,
        # A tally carries marks: who may not see them gets none.
        tally=standing.tally if marks else None,
    )
    if marks is None:
        return line
    found = graded(standing.docket, marks.picks, marks.settled)
    closed = standing.tally is not None and standing.tally.closed_at is not None
    judges = {seat.pk: seat for seat in standing.sitting.seats}
    return dataclasses.replace(
        line,
        spread=found.spread,
        mean=shown(found.result.mean, found.bands),
        median=shown(Fraction(median(found.result.totals))),
        totals=dict(zip(marks.picks, found.result.totals, strict=True)),
        stars=standing.tally.stars if standing.tally and closed else found.result.stars,
        flips=tuple(judges[pk] for pk, _stars in found.flips if pk in judges),
        alarm=found.spread > standing.sitting.session.regulation.spread_points,
    )


def _cell(standing: Standing, seat: Seat, begun: set[int]) -> str:
    words = (
        (seat.pk in standing.tied, "tied"),
        (not seat.scores, "none"),
        (seat.pk in standing.signed, "signed"),
        (seat.pk not in standing.sitting.present, "absent"),
        (seat.pk in begun, "open"),
    )
    return next((word for holds, word in words if holds), "owed")


def _tied_to_all(known: dict[int, Standing]) -> frozenset[int]:
    """Seats tied to every product of the session: they count nowhere."""
    return frozenset.intersection(*(one.tied for one in known.values())) if known else frozenset()


def _seat_lines(sitting: Sitting, known: dict[int, Standing]) -> list[SeatLine]:
    owes: dict[int, int] = defaultdict(int)
    tied: dict[int, int] = defaultdict(int)
    for standing in known.values():
        for seat in standing.owed:
            owes[seat.pk] += 1
        for pk in standing.tied:
            tied[pk] += 1
    return [SeatLine(seat, seat.pk in sitting.present, owes[seat.pk], tied[seat.pk]) for seat in sitting.seats]
