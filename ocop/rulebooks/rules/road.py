"""The road to the next star: the cheapest raises of ticks that reach it, exactly (product.md 3; issue of the law).

A raise goes up inside one criterion and never into another branch: which case a product is, is a fact. Every option has
a weight, the months from the option below it; a raise over several options costs their sum. Weights order the roads,
they are no promise.
"""

import dataclasses
import functools
import re
from collections.abc import Iterable, Mapping, Sequence

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.rubric import REQUIRE, Band, Criterion, Option, Picks, Rubric
from ocop.rulebooks.rules.scoring import default_finding, find_option, grade, reaches

SCHEMA = "ocop-weights/1"
# (criterion, option id) -> months.
Weights = Mapping[tuple[str, str], int]

FEWEST, QUICKEST, SAFE = "fewest", "quickest", "safe"
# A safe road ends this many points above the band.
MARGIN = 3
LOWEST_GOAL = 3
# Costs are compared in order: one whole number holds both, the first weighing more than any sum of the second.
_MORE = 100_000


@dataclasses.dataclass(frozen=True)
class Raise:
    """One change: from which option (None = none ticked) to which, what it brings and takes; `star` where a gate
    of the goal stands between the two.
    """

    criterion: str
    was: str | None
    option: str
    points: int
    months: int
    star: int | None = None


@dataclasses.dataclass(frozen=True)
class Road:
    """A set of raises that reaches `star`. `months` is the sum over its raises, as if done one after another;
    `longest` the longest of them, as if all were begun at once.
    """

    kind: str
    star: int
    raises: tuple[Raise, ...]
    total: int
    months: int
    longest: int


@dataclasses.dataclass(frozen=True)
class _Choice:
    """What a criterion may come to."""

    option: Option | None
    points: int
    months: int
    changes: int


@functools.cache
def _table() -> tuple[int, int, Mapping[str, int]]:
    data = shelf.shipped_data(shelf.DATA / "road_weights.yaml")
    return data["step"], data["first"], data["families"]


def family(block: str) -> str:
    """The name of a block without the number that tells it from its like."""
    return re.sub(r"-\d+$", "", block)


def default_weights(rubric: Rubric) -> dict[tuple[str, str], int]:
    """Months per option by the kind of criterion (data/road_weights.yaml)."""
    step, first, families = _table()
    found = {}
    for criterion in rubric.criteria:
        months = families.get(family(criterion.block), step)
        for option in criterion.options:
            easy = first if option.points else 0
            alone = len(criterion.options) == 1
            found[criterion.key, option.id] = months if option.no > 1 or alone else min(easy, months)
    return found


def typical_picks(rubric: Rubric, sheets: Sequence[Picks]) -> dict[str, str | None]:
    """One sheet that stands for a past result: the default finding of every criterion."""
    found: dict[str, str | None] = {}
    for criterion in rubric.criteria:
        option = default_finding(
            criterion, [find_option(rubric, criterion.key, picks.get(criterion.key)) for picks in sheets]
        )
        found[criterion.key] = option.id if option else None
    return found


def roads(
    rubric: Rubric, picks: Picks, *, bands: Sequence[Band], weights: Weights, disqualified: Iterable[str] = ()
) -> dict[int, tuple[Road, ...]]:
    """The three roads (fewest changes, quickest, quickest with a margin) to each star above the one held, from 3 on.

    A star that cannot be reached has no roads; one of which only the margin cannot be reached has two. A confirmed
    `reject` or `stop` closes every road, a `require` not met keeps its criterion at 0.
    Raises ScoringError on unknown names.
    """
    keys = list(disqualified)
    held = grade(rubric, [picks], bands=bands, disqualified=keys)
    goals = sorted(band.star for band in bands if band.star >= LOWEST_GOAL and band.star > (held.stars or 0))
    if any(rubric.exclusion_by_key[key].effect != REQUIRE for key in keys):
        return {star: () for star in goals}
    return {star: _three(rubric, picks, bands=bands, weights=weights, star=star, zeroed=held.zeroed) for star in goals}


def _three(
    rubric: Rubric, picks: Picks, *, bands: Sequence[Band], weights: Weights, star: int, zeroed: frozenset[str]
) -> tuple[Road, ...]:
    needed = next(band.from_points for band in bands if band.star == star)
    choices = [
        (criterion, choices_of(rubric, criterion, picks, weights=weights, star=star, zeroed=zeroed))
        for criterion in rubric.criteria
    ]
    if not all(some for _criterion, some in choices):
        return ()
    found = []
    for kind, points in ((FEWEST, needed), (QUICKEST, needed), (SAFE, needed + MARGIN)):
        chosen = cheapest([some for _criterion, some in choices], points, by_months=kind != FEWEST)
        if chosen is not None:
            pairs = [(criterion, one) for (criterion, _some), one in zip(choices, chosen, strict=True)]
            found.append(_road(rubric, pairs, picks, kind=kind, star=star))
    return tuple(found)


def choices_of(
    rubric: Rubric,
    criterion: Criterion,
    picks: Picks,
    *,
    weights: Weights,
    star: int,
    zeroed: frozenset[str] = frozenset(),
) -> list[_Choice]:
    """What a criterion may come to on the way to a star: as it is, or raised; gates and zeros that bar are left out."""
    held = find_option(rubric, criterion.key, picks.get(criterion.key))
    if criterion.key in zeroed:
        allowed: list[Option | None] = [None]
    else:
        allowed = [held, *(option for option in criterion.options if _is_above(option, held))]
    gates = [gate for gate in criterion.gates if gate.star <= star]
    watched = any(criterion.key in rubric.watched_by(one) for one in rubric.exclusions if one.effect != REQUIRE)
    return [
        _Choice(
            option, option.points if option else 0, _months(criterion, held, option, weights=weights), option != held
        )
        for option in allowed
        if all(reaches(option, gate) for gate in gates) and not (watched and (option is None or not option.points))
    ]


def _is_above(option: Option, held: Option | None) -> bool:
    return held is None or (option.branch == held.branch and option.no > held.no)


def _months(criterion: Criterion, held: Option | None, option: Option | None, *, weights: Weights) -> int:
    if option is None or option == held:
        return 0
    from_no = held.no if held else 0
    steps = [one for one in criterion.options if one.branch == option.branch and from_no < one.no <= option.no]
    return sum(weights.get((criterion.key, one.id), 0) for one in steps)


def cheapest(choices: Sequence[Sequence[_Choice]], needed: int, *, by_months: bool) -> list[_Choice] | None:
    """One choice per criterion that together hold `needed` points at the least cost; None where none does.

    Dynamic programming over points, capped at `needed`. Cost: months then changes, or changes then months; of equal
    ones the first found in the order of the sheet.
    """
    best: dict[int, int] = {0: 0}
    back: list[dict[int, tuple[int, _Choice]]] = []
    for some in choices:
        priced = [(one, one.points, _cost(one, by_months=by_months)) for one in some]
        reached: dict[int, int] = {}
        came: dict[int, tuple[int, _Choice]] = {}
        for before, spent in best.items():
            for one, points, cost in priced:
                after, sum_cost = min(before + points, needed), spent + cost
                if after not in reached or sum_cost < reached[after]:
                    reached[after] = sum_cost
                    came[after] = before, one
        best = reached
        back.append(came)
    if needed not in best:
        return None
    chosen: list[_Choice] = []
    at = needed
    for came in reversed(back):
        at, one = came[at]
        chosen.append(one)
    return chosen[::-1]


def _cost(one: _Choice, *, by_months: bool) -> int:
    return one.months * _MORE + one.changes if by_months else one.changes * _MORE + one.months


def _road(rubric: Rubric, pairs: Sequence[tuple[Criterion, _Choice]], picks: Picks, *, kind: str, star: int) -> Road:
    raises = []
    for criterion, one in pairs:
        if not one.changes or one.option is None:
            continue
        held = find_option(rubric, criterion.key, picks.get(criterion.key))
        gates = [gate.star for gate in criterion.gates if gate.star <= star and not reaches(held, gate)]
        raises.append(
            Raise(
                criterion=criterion.key,
                was=held.id if held else None,
                option=one.option.id,
                points=one.points - (held.points if held else 0),
                months=one.months,
                star=min(gates, default=None),
            )
        )
    return Road(
        kind=kind,
        star=star,
        raises=tuple(raises),
        total=sum(one.points for _criterion, one in pairs),
        months=sum(one.months for one in raises),
        longest=max((one.months for one in raises), default=0),
    )
