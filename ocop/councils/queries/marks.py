"""Marks of a product once its seal is open: mean, spread, and which star hangs on one judge (C10, C11)."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence

from ocop.core.actor import Actor
from ocop.core.audit import canonical
from ocop.councils.models import Docket, ExclusionFinding, GateFinding, ScoreSheet, Seat, Tally
from ocop.councils.queries.seal import Standing, standing_of
from ocop.rulebooks.models import Option
from ocop.rulebooks.queries import bands_of, rubric_of
from ocop.rulebooks.rules.rubric import BRANCH_LETTERS, Band, Picks, Rubric
from ocop.rulebooks.rules.scoring import Result, grade


@dataclasses.dataclass(frozen=True)
class Flip:
    """A judge without whose sheet the product would hold other stars."""

    seat: Seat
    stars: int | None
    without: int | None


@dataclasses.dataclass(frozen=True)
class Graded:
    """The sheets of a product as the arithmetic sees them, with what the council has settled so far."""

    rubric: Rubric
    bands: tuple[Band, ...]
    result: Result
    flips: tuple[tuple[int, int | None], ...]

    @property
    def spread(self) -> int:
        """Highest total less lowest, in points."""
        return max(self.result.totals) - min(self.result.totals)


def pick_of(option: Option | None) -> str | None:
    """An option row as a pick: "2", in a branch criterion "b2"; None for none."""
    if option is None:
        return None
    return f"{BRANCH_LETTERS[option.branch - 1] if option.branch else ''}{option.no}"


@dataclasses.dataclass(frozen=True)
class Settled:
    """What the council has recorded: findings by criterion, exclusions that hold."""

    findings: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    disqualified: Sequence[str] = ()


def settled_of(tallies: Sequence[Tally], *, all_findings: bool = False) -> dict[int, Settled]:
    """By tally, in two queries. Without `all_findings` only what a person settled, not what was proposed."""
    gates = GateFinding.objects.filter(tally__in=tallies).select_related("criterion", "option")
    if not all_findings:
        gates = gates.filter(by__isnull=False)
    holds = ExclusionFinding.objects.filter(tally__in=tallies, holds=True).select_related("exclusion")
    findings: dict[int, dict[str, str | None]] = {}
    for gate in gates:
        findings.setdefault(gate.tally_id, {})[gate.criterion.key] = pick_of(gate.option)
    barred: dict[int, list[str]] = {}
    for row in holds:
        barred.setdefault(row.tally_id, []).append(row.exclusion.key)
    return {
        tally.pk: Settled(findings.get(tally.pk, {}), tuple(barred.get(tally.pk, ())))
        for tally in tallies
    }


def graded(docket: Docket, sheets: Mapping[int, Picks], settled: Settled | None = None) -> Graded:
    """Grade a docket (loaded with `DOCKET_WITH`) from the picks by seat, and again leaving out each judge."""
    product_set = docket.stage.dossier.product_set
    rubric, bands = rubric_of(product_set), bands_of(product_set.edition)
    known = settled or Settled()

    def judged(picks: Sequence[Picks]) -> Result:
        return grade(rubric, picks, bands=bands, findings=known.findings, disqualified=known.disqualified)

    whole = judged(list(sheets.values()))
    flips = []
    if len(sheets) > 1:
        for seat in sheets:
            without = judged([picks for other, picks in sheets.items() if other != seat]).stars
            if without != whole.stars:
                flips.append((seat, without))
    return Graded(rubric, bands, whole, tuple(flips))


def graded_as_shown(actor: Actor, docket: Docket) -> tuple[Standing, Graded | None]:
    """The marks of one docket, or None while the seal covers them for this actor."""
    standing = standing_of(docket)
    if not (actor.signed_in and standing.shown_to(actor)):
        return standing, None
    sheets = ScoreSheet.objects.counting().filter(docket=docket, seat__in=standing.counting).order_by("seat")
    settled = settled_of([standing.tally])[standing.tally.pk] if standing.tally else None
    return standing, graded(standing.docket, {sheet.seat_id: sheet.picks for sheet in sheets}, settled)


def spread_of(actor: Actor, docket: Docket) -> int | None:
    """Highest total less lowest, in points; None while the seal covers it."""
    marks = graded_as_shown(actor, docket)[1]
    return marks.spread if marks else None


def star_flips(actor: Actor, docket: Docket) -> list[Flip]:
    """The judges on whom the stars hang; none while the seal covers them."""
    standing, marks = graded_as_shown(actor, docket)
    if marks is None:
        return []
    seats = {seat.pk: seat for seat in standing.sitting.seats}
    return [Flip(seats[pk], marks.result.stars, without) for pk, without in marks.flips if pk in seats]


def sheet_digest(sheet: ScoreSheet) -> str:
    """SHA-256 over everything a signature stands for; equal to `sheet.digest` as long as nothing was altered."""
    if sheet.signed_at is None:
        raise ValueError("an unsigned sheet has no digest")
    body = {
        "docket": sheet.docket.pid,
        "seat": sheet.seat_id,
        "turn": sheet.turn,
        "version": sheet.version.sha256,
        "picks": sheet.picks,
        "notes": sheet.notes,
        "opinion": sheet.opinion,
        "total": sheet.total,
        "signed_at": sheet.signed_at.astimezone(dt.UTC).isoformat(),
    }
    return hashlib.sha256(canonical(body).encode()).hexdigest()
