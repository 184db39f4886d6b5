"""What a change of law would do to the products whose result the reader may see: closed tallies graded again.

No report holds this join, so it stands here: councils' final tallies, their sheets and findings, regraded by
`rulebooks.rules.regrade` under the map of both editions.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from ocop.core.actor import Actor
from ocop.councils.models import Docket, ScoreSheet, Tally
from ocop.councils.queries.marks import settled_of
from ocop.councils.queries.seal import DOCKET_WITH, standings
from ocop.dossiers.models import Dossier
from ocop.places.models import AdminUnit
from ocop.rulebooks import telling
from ocop.rulebooks.models import Edition, ProductSet
from ocop.rulebooks.queries import bands_of, rubric_of, set_map, successor_of
from ocop.rulebooks.rules.mapping import SetMap
from ocop.rulebooks.rules.regrade import Regraded, regrade
from ocop.rulebooks.rules.rubric import Picks, Rubric
from ocop.web.desk.law.place import PROVINCE_WITH
from ocop.web.shared.templatetags.ocop import stars_words

UP, SAME, DOWN, OUT, IN, NONE = "up", "same", "down", "out", "in", "none"


@dataclasses.dataclass(frozen=True)
class Judged:
    """A docket with a closed result the reader may see: the sheets that count, and what the council settled."""

    docket: Docket
    sheets: Sequence[Picks]
    findings: Mapping[str, str | None]
    disqualified: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Goal:
    """The set that takes a set's place, and how their criteria answer to each other."""

    row: ProductSet
    pairs: SetMap


@dataclasses.dataclass(frozen=True)
class Move:
    """One product under both editions; `one` is None where the new edition has no set for it."""

    docket: Docket
    old: ProductSet
    new: ProductSet | None
    one: Regraded | None
    missed: list[str]
    lost: list[str]
    unanswered: list[str]
    evidence: list[str]

    @property
    def province(self) -> AdminUnit | None:
        """The producer's province of today."""
        return self.docket.stage.dossier.producer.province_today

    @property
    def kind(self) -> str:
        """How the stars move: up, same, down, out (no star any more), in (a star at last), none (no set)."""
        if self.one is None:
            return NONE
        before, after = self.one.before.stars, self.one.after.stars
        if before is None or after is None:
            return SAME if before == after else OUT if after is None else IN
        return UP if after > before else DOWN if after < before else SAME

    @property
    def assumed(self) -> bool:
        """Whether the answer rests on pairs that nobody has reviewed."""
        return bool(self.one and self.one.assumed)


def judged_dockets(
    actor: Actor, *, edition: Edition | None = None, dossier: Dossier | None = None
) -> list[Judged]:
    """The closed results the actor may see (the seal of the council holds), of an edition or of a dossier, in a
    constant number of queries."""
    rows = Docket.objects.visible_to(actor).filter(pk__in=Tally.objects.final().values("docket"))
    if edition is not None:
        rows = rows.filter(stage__dossier__edition=edition)
    if dossier is not None:
        rows = rows.filter(stage__dossier=dossier)
    places = (f"stage__dossier__producer__{path}" for path in PROVINCE_WITH)
    with_place = rows.select_related(*DOCKET_WITH, *places).order_by("-pk")
    known = standings(with_place)
    shown = [one for one in known.values() if one.tally and one.tally.closed_at and one.shown_to(actor)]
    sheets: dict[int, list[Picks]] = {one.docket.pk: [] for one in shown}
    for sheet in ScoreSheet.objects.counting().filter(docket__in=list(sheets)).order_by("seat"):
        if sheet.seat_id in known[sheet.docket_id].counting:
            sheets[sheet.docket_id].append(sheet.picks)
    settled = settled_of([one.tally for one in shown if one.tally])
    return [
        Judged(one.docket, sheets[one.docket.pk], settled[one.tally.pk].findings,
               tuple(settled[one.tally.pk].disqualified))
        for one in shown if one.tally and sheets[one.docket.pk]
    ]


def moves_between(actor: Actor, old: Edition, new: Edition) -> tuple[list[Move], dict[int, Goal]]:
    """Every product the reader may see, under both editions; and the sets that answer to each other, by old set.

    Queries grow with the sets that were judged, at most one score sheet each, never with the products.
    """
    judged = judged_dockets(actor, edition=old)
    goals: dict[int, Goal] = {}
    asked: dict[int, ProductSet] = {row.pk: row for row in (one.docket.stage.dossier.product_set for one in judged)}
    for pk, row in asked.items():
        goal = successor_of(row, new)
        if goal is not None:
            goals[pk] = Goal(goal, set_map(row, goal))
    moves = [_move(one, goals.get(one.docket.stage.dossier.product_set_id), old, new) for one in judged]
    return sorted(moves, key=_order), goals


def _order(move: Move) -> tuple[str, int, str]:
    """By province, set and name."""
    province = move.province
    return province.name_key if province else "", move.old.position, move.docket.stage.dossier.product.name


def _move(judged: Judged, goal: Goal | None, *editions: Edition) -> Move:
    row = judged.docket.stage.dossier.product_set
    if goal is None:
        return Move(judged.docket, row, None, None, [], [], [], [])
    before, after = rubric_of(row), rubric_of(goal.row)
    one = regrade(
        before, after, judged.sheets, pairs=goal.pairs, bands=(bands_of(editions[0]), bands_of(editions[1])),
        findings=judged.findings, disqualified=judged.disqualified,
    )
    kinds = {kind.key: telling.said(kind.words) for line in after.criteria for kind in line.evidence}
    return Move(
        judged.docket, row, goal.row, one,
        missed=[_("%(criterion)s (%(stars)s)") % {
            "criterion": named(after, gate.criterion), "stars": stars_words(gate.star)} for gate in one.newly_missed],
        lost=list(dict.fromkeys(named(before, key) for key, _option in one.lost)),
        unanswered=[named(after, key) for key in one.unanswered],
        evidence=[kinds.get(key, key) for key in one.evidence],
    )


def named(rubric: Rubric, key: str) -> str:
    """A criterion by code and name."""
    return f"{key} {telling.said(rubric.by_key[key].name)}"


@dataclasses.dataclass(frozen=True)
class Place:
    """How the stars of a province's products of one set move."""

    province: str
    set: str
    count: int
    moves: Mapping[str, int]


def by_place(moves: Sequence[Move]) -> list[Place]:
    """Counts per province and set, in the order of the moves."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for move in moves:
        place = move.province.full_name if move.province else _("chưa rõ tỉnh"), move.old.title
        found.setdefault(place, Counter())[move.kind] += 1
    return [
        Place(province, name, sum(counts.values()), {kind: counts[kind] for kind in (UP, SAME, DOWN, OUT, IN, NONE)})
        for (province, name), counts in found.items()
    ]


def without_counterpart(goals: Mapping[int, Goal], rows: Mapping[int, ProductSet]) -> Iterator[
        tuple[ProductSet, ProductSet, list[str], list[str]]]:
    """Criteria only one edition has, per set: (old set, new set, dropped, new)."""
    for pk, goal in goals.items():
        before, after = rubric_of(rows[pk]), rubric_of(goal.row)
        dropped = [named(before, line.old) for line in goal.pairs.lines if line.old and not line.new]
        added = [named(after, line.new) for line in goal.pairs.lines if line.new and not line.old]
        if dropped or added:
            yield rows[pk], goal.row, dropped, added
