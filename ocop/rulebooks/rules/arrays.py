"""Grading many products of one set at once with arrays: the scalar engine's answers, to the last integer.

A tick is a small number: 0 is none, n the n-th option of the criterion in printed order. `codes[criterion, seat, case]`
holds the ticks of all members; a case with fewer members has zeros in its last seats and says so in `members`.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocop.rulebooks.rules.rubric import BRANCH, REQUIRE, Band, Criterion, Option, Picks, Rubric
from ocop.rulebooks.rules.scoring import (
    Missed,
    Result,
    ScoringError,
    counted_as_zero,
    default_finding,
    find_option,
    lower_middle,
    reaches,
    stars_after_gates,
)

Codes = NDArray[np.uint8]
Numbers = NDArray[Any]
NONE = 0
# What stands for "no gate is missed" beside the stars 1 to 5.
_FREE = 6


@dataclasses.dataclass(frozen=True)
class Grid:
    """A rubric and its bands, ready for arrays."""

    rubric: Rubric
    bands: tuple[Band, ...]

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each criterion."""
        return {criterion.key: row for row, criterion in enumerate(self.rubric.criteria)}

    @cached_property
    def code_of(self) -> list[dict[str, int]]:
        """Row -> option id -> code."""
        return [{option.id: n for n, option in enumerate(one.options, 1)} for one in self.rubric.criteria]

    @cached_property
    def points(self) -> list[NDArray[np.int16]]:
        """Row -> points by code."""
        return [np.array([0, *(option.points for option in one.options)], np.int16) for one in self.rubric.criteria]

    def option(self, row: int, code: int) -> Option | None:
        """The option of a code; None for none ticked."""
        return self.rubric.criteria[row].options[code - 1] if code else None

    def code(self, key: str, pick: object) -> int:
        """The code of a pick. Raises ScoringError on an unknown criterion or option."""
        option = find_option(self.rubric, key, pick)
        return self.code_of[self.rows[key]][option.id] if option else NONE

    @cached_property
    def by_stars(self) -> NDArray[np.int8]:
        """[stars by points, lowest star with a missed gate] -> stars."""
        table = np.zeros((_FREE, _FREE + 1), np.int8)
        for by_points in {band.star for band in self.bands}:
            for lowest in range(_FREE + 1):
                missed = [Missed("", lowest, "")] if lowest < _FREE else []
                table[by_points, lowest] = stars_after_gates(self.bands, by_points, missed)
        return table


@dataclasses.dataclass(frozen=True)
class Batch:
    """The sheets of many cases of one set, with what the councils found and confirmed (case -> ...)."""

    codes: Codes
    members: NDArray[np.int64]
    findings: Mapping[int, Picks] = dataclasses.field(default_factory=dict)
    disqualified: Mapping[int, Sequence[str]] = dataclasses.field(default_factory=dict)


def encode(
    grid: Grid,
    cases: Sequence[Sequence[Picks]],
    *,
    findings: Mapping[int, Picks] | None = None,
    disqualified: Mapping[int, Sequence[str]] | None = None,
) -> Batch:
    """Sheets as arrays. Raises ScoringError on unknown names and on a case without a sheet."""
    if not all(cases):
        raise ScoringError("no-sheets", "Chưa có phiếu đánh giá nào.")
    members = np.array([len(sheets) for sheets in cases], np.int64)
    codes = np.zeros((len(grid.rows), int(members.max(initial=1)), len(cases)), np.uint8)
    for n, sheets in enumerate(cases):
        for seat, picks in enumerate(sheets):
            for key, pick in picks.items():
                code = grid.code(key, pick)
                if code:
                    codes[grid.rows[key], seat, n] = code
    return Batch(codes, members, findings or {}, disqualified or {})


@dataclasses.dataclass(frozen=True)
class Graded:
    """What the cases of a batch come to. `stars` is 0 where a product gets none; `missed` has a row per gate of the
    rubric, `barred` one per exclusion, `findings` the codes of the criteria that decide something.
    """

    grid: Grid
    batch: Batch
    parts: NDArray[np.int16]
    totals: NDArray[np.int16]
    sum_points: NDArray[np.int64]
    stars_by_points: NDArray[np.int8]
    stars: NDArray[np.int8]
    missed: NDArray[np.bool_]
    barred: NDArray[np.bool_]
    findings: dict[str, Codes]

    def result(self, n: int) -> Result:
        """The n-th case as the scalar engine would say it."""
        rubric, members = self.grid.rubric, int(self.batch.members[n])
        confirmed = dict.fromkeys(self.batch.disqualified.get(n, ()))
        barred = [key for key in confirmed if rubric.exclusion_by_key[key].effect != REQUIRE]
        barred += [
            one.key for row, one in enumerate(rubric.exclusions) if self.barred[row, n] and one.key not in confirmed
        ]
        zeroed = _zeroed(rubric, confirmed)
        given = {key: self._given(key, pick, zeroed) for key, pick in self.batch.findings.get(n, {}).items()}
        decided = {key: self._told(key, int(codes[n])) for key, codes in self.findings.items()}
        return Result(
            totals=tuple(int(total) for total in self.totals[:members, n]),
            parts=tuple(
                {part.key: int(self.parts[row, seat, n]) for row, part in enumerate(rubric.parts)}
                for seat in range(members)
            ),
            sum_points=int(self.sum_points[n]),
            sheets=members,
            stars_by_points=int(self.stars_by_points[n]),
            stars=int(self.stars[n]) or None,
            missed=tuple(
                Missed(gate.criterion, gate.star, gate.option.id)
                for row, gate in enumerate(rubric.gates)
                if self.missed[row, n]
            ),
            findings={**given, **decided},
            zeroed=zeroed,
            barred=tuple(barred),
        )

    def _told(self, key: str, code: int) -> str | None:
        option = self.grid.option(self.grid.rows[key], code)
        return option.id if option else None

    def _given(self, key: str, pick: object, zeroed: frozenset[str]) -> str | None:
        option = find_option(self.grid.rubric, key, pick)
        return option.id if option and key not in zeroed else None


def _zeroed(rubric: Rubric, confirmed: Mapping[str, Any]) -> frozenset[str]:
    """The criteria that a confirmed `require` brings to 0."""
    held = [rubric.exclusion_by_key[key] for key in confirmed]
    return frozenset(criterion for one in held if one.effect == REQUIRE for criterion in one.covers)


def grade_many(grid: Grid, batch: Batch) -> Graded:
    """Grade every case of a batch; case by case it equals `scoring.grade`. Raises ScoringError on unknown names."""
    zeroed = _all_zeroed(grid.rubric, batch)
    codes = _without(grid, batch.codes, zeroed)
    parts = _parts(grid, codes)
    totals = parts.sum(axis=0, dtype=np.int16)
    sum_points = totals.sum(axis=0, dtype=np.int64)
    findings = _findings(grid, codes, batch, zeroed=zeroed)
    missed = _missed(grid, findings, len(batch.members))
    barred = _barred(grid, findings, batch)
    by_points = _stars_by_points(grid, sum_points, batch.members)
    lowest = np.full(len(batch.members), _FREE, np.int8)
    for row, gate in enumerate(grid.rubric.gates):
        np.minimum(lowest, gate.star, out=lowest, where=missed[row])
    stars = np.where(barred.any(axis=0), np.int8(0), grid.by_stars[by_points, lowest])
    return Graded(grid, batch, parts, totals, sum_points, by_points, stars, missed, barred, findings)


def _all_zeroed(rubric: Rubric, batch: Batch) -> dict[int, frozenset[str]]:
    """Case -> the criteria that count 0 there. Raises ScoringError on an unknown exclusion."""
    found = {}
    for n, keys in batch.disqualified.items():
        for key in keys:
            if key not in rubric.exclusion_by_key:
                raise ScoringError("unknown-exclusion", f"Bộ sản phẩm {rubric.set} không có điều kiện loại {key!r}.")
        found[n] = _zeroed(rubric, dict.fromkeys(keys))
    return {n: keys for n, keys in found.items() if keys}


def _without(grid: Grid, codes: Codes, zeroed: Mapping[int, frozenset[str]]) -> Codes:
    if not zeroed:
        return codes
    codes = codes.copy()
    for n, keys in zeroed.items():
        codes[[grid.rows[key] for key in keys], :, n] = NONE
    return codes


def _parts(grid: Grid, codes: Codes) -> NDArray[np.int16]:
    """Points [part, seat, case]."""
    places = {part.key: row for row, part in enumerate(grid.rubric.parts)}
    parts = np.zeros((len(places), *codes.shape[1:]), np.int16)
    for row, criterion in enumerate(grid.rubric.criteria):
        parts[places[criterion.part]] += grid.points[row].take(codes[row])
    return parts


def _findings(grid: Grid, codes: Codes, batch: Batch, *, zeroed: Mapping[int, frozenset[str]]) -> dict[str, Codes]:
    """The finding of each decisive criterion: the default, the council's over it, none where it counts 0."""
    needed = (batch.members - lower_middle(batch.members)).astype(np.uint8)
    found = {}
    for criterion in grid.rubric.decisive:
        row = grid.rows[criterion.key]
        by_branch = criterion.kind == BRANCH
        found[criterion.key] = (
            _branched(grid, criterion, codes[row], members=batch.members)
            if by_branch
            else _medians(criterion, codes[row], needed)
        )
    for n, given in batch.findings.items():
        for key, pick in given.items():
            code = grid.code(key, pick)
            if key in found:
                found[key][n] = code
    for n, keys in zeroed.items():
        for key in keys & found.keys():
            found[key][n] = NONE
    return found


def _medians(criterion: Criterion, codes: Codes, needed: Codes) -> Codes:
    """The lower median per case without sorting: it is at least k where `needed` members ticked k or more."""
    found = np.zeros(codes.shape[1], np.uint8)
    for k in range(1, len(criterion.options) + 1):
        found += (codes >= k).view(np.uint8).sum(axis=0, dtype=np.uint8) >= needed
    return found


def _branched(grid: Grid, criterion: Criterion, codes: Codes, *, members: Numbers) -> Codes:
    """With branches the scalar `default_finding` is asked, once for each distinct row of ticks."""
    row = grid.rows[criterion.key]
    rows, back = np.unique(np.vstack([np.sort(codes, axis=0), members]).T, axis=0, return_inverse=True)
    answers = []
    for one in rows:
        # Empty seats are zeros and sort first; as many of the rest as there are members were really held.
        ticks = [grid.option(row, int(code)) for code in one[-1 - int(one[-1]) : -1]]
        option = default_finding(criterion, ticks)
        answers.append(grid.code_of[row][option.id] if option else NONE)
    return np.array(answers, np.uint8)[back.reshape(-1)]


def _missed(grid: Grid, findings: Mapping[str, Codes], cases: int) -> NDArray[np.bool_]:
    missed = np.zeros((len(grid.rubric.gates), cases), np.bool_)
    for place, gate in enumerate(grid.rubric.gates):
        row = grid.rows[gate.criterion]
        options = grid.rubric.criteria[row].options
        table = np.array([not reaches(option, gate) for option in (None, *options)])
        missed[place] = table[findings[gate.criterion]]
    return missed


def _barred(grid: Grid, findings: Mapping[str, Codes], batch: Batch) -> NDArray[np.bool_]:
    """Exclusions that leave no star [exclusion, case]: confirmed by the council, or following from the findings."""
    rubric = grid.rubric
    barred = np.zeros((len(rubric.exclusions), len(batch.members)), np.bool_)
    places = {one.key: place for place, one in enumerate(rubric.exclusions)}
    for place, one in enumerate(rubric.exclusions):
        if one.effect == REQUIRE:
            continue
        for key in rubric.watched_by(one):
            options = rubric.by_key[key].options
            table = np.array([counted_as_zero(option) for option in (None, *options)])
            barred[place] |= table[findings[key]]
    for n, keys in batch.disqualified.items():
        for key in keys:
            barred[places[key], n] = rubric.exclusion_by_key[key].effect != REQUIRE
    return barred


def _stars_by_points(grid: Grid, sum_points: Numbers, members: Numbers) -> NDArray[np.int8]:
    stars = np.zeros(len(members), np.int8)
    for band in sorted(grid.bands, key=lambda band: band.star):
        np.maximum(stars, band.star, out=stars, where=sum_points >= band.from_points * members)
    return stars
