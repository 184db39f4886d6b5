"""Score sheets with a total known beforehand, ticked as a careful person would: much the same share everywhere."""

import zlib
from collections.abc import Iterable

from ocop.rulebooks.rules.rubric import Criterion, Option, Rubric

Picks = dict[str, str | None]
# How far a member's taste moves a tick: a third of a criterion up or down.
_TASTE = 0.34


def sheet(rubric: Rubric, total: int, *, gates: int = 0, weak: str = "", taste: str = "") -> Picks:
    """A sheet of exactly `total` points on which every gate up to `gates` stars is reached.

    `weak` names a criterion that must stay below its highest gate; `taste` any word that moves single ticks. Raises
    ValueError where no such sheet exists.
    """
    watched = {key for exclusion in rubric.exclusions for key in rubric.watched_by(exclusion)}
    choices = [_choices(one, gates, weak=one.key == weak, watched=one.key in watched) for one in rubric.criteria]
    sums: list[set[int]] = [{0}]
    for options in choices:
        sums.append({before + option.points for before in sums[-1] for option in options})
    if total not in sums[-1]:
        raise ValueError(f"{rubric.set}: no sheet of {total} points")
    picks: Picks = {}
    left, room = total, rubric.max
    for place in reversed(range(len(choices))):
        one, share = rubric.criteria[place], left / room if room else 1.0
        fitting = [option for option in choices[place] if left - option.points in sums[place]]
        wanted = share * one.max + _bend(taste, one.key) * one.max
        chosen = min(fitting, key=lambda option: (abs(option.points - wanted), -option.no))
        picks[one.key] = chosen.id
        left, room = left - chosen.points, room - one.max
    return dict(reversed(picks.items()))


def seven(rubric: Rubric, totals: Iterable[int], *, gates: int = 0, missing: int = 0) -> list[Picks]:
    """A sheet a total, all by the same rules; `missing` is the star of one gate that every member leaves unreached."""
    wanted = list(totals)
    weak_ones = [gate.criterion for gate in rubric.gates if gate.star == missing] if missing else [""]
    for weak in weak_ones:
        try:
            return [sheet(rubric, total, gates=gates, weak=weak, taste=str(no)) for no, total in enumerate(wanted)]
        except ValueError:
            continue
    raise ValueError(f"{rubric.set}: no sheets of {wanted} points")


def _choices(one: Criterion, gates: int, *, weak: bool, watched: bool) -> list[Option]:
    """The options of the first branch that are allowed."""
    floor = max((gate.option.no for gate in one.gates if gate.star <= gates), default=1)
    ceiling = max((gate.option.no for gate in one.gates), default=99) if weak else 99
    if weak:
        floor = min(floor, ceiling - 1)
    return [
        option for option in one.options
        if option.branch in {0, 1} and floor <= option.no < ceiling and not (watched and option.points == 0)
    ]


def _bend(taste: str, key: str) -> float:
    """Between minus and plus `_TASTE`, the same each time; none without a taste."""
    return (zlib.crc32(f"{taste}:{key}".encode()) % 201 - 100) / 100 * _TASTE if taste else 0.0
