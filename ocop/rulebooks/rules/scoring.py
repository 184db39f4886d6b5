"""From ticks to stars, in integers and exact fractions (product.md 3; 26/2026 art. 3).

Nothing is rounded before it is compared: a band is reached when `sum_points >= from_points * sheets`.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from ocop.rulebooks.rules.rubric import (
    BRANCH,
    REQUIRE,
    Band,
    Criterion,
    Exclusion,
    Gate,
    Option,
    Picks,
    Rubric,
)


class ScoringError(ValueError):
    """The input names something the rubric does not have. `code` for machines, the text in Vietnamese for people."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclasses.dataclass(frozen=True)
class SheetScore:
    """One sheet: its total and what each part adds to it."""

    total: int
    parts: dict[str, int]


@dataclasses.dataclass(frozen=True)
class Missed:
    """A gate that the finding does not reach; `option` is the least one that would."""

    criterion: str
    star: int
    option: str


@dataclasses.dataclass(frozen=True)
class Result:
    """What the sheets of one product come to.

    `findings` is what was decided by: the findings of criteria with gates, of those `zero-any` and `zero-here` watch,
    and of those the council gave (criterion -> option id or None); `zeroed` the criteria a `require`
    not met counts as 0; `barred` the exclusions that hold (confirmed, or following from the findings).
    """

    totals: tuple[int, ...]
    parts: tuple[dict[str, int], ...]
    sum_points: int
    sheets: int
    stars_by_points: int
    stars: int | None
    missed: tuple[Missed, ...]
    findings: dict[str, str | None]
    zeroed: frozenset[str]
    barred: tuple[str, ...]

    @property
    def mean(self) -> Fraction:
        """The exact mean of the totals."""
        return Fraction(self.sum_points, self.sheets)

    @property
    def rejected(self) -> bool:
        """Whether the product gets no star at all, whatever its total."""
        return self.stars is None


@dataclasses.dataclass(frozen=True)
class Lack:
    """One thing between a result and a star: `points` (of the sum of all sheets), `gate` or `excluded`."""

    kind: str
    star: int
    points: int = 0
    criterion: str = ""
    option: str = ""
    exclusion: str = ""


def find_option(rubric: Rubric, key: str, pick: object) -> Option | None:
    """The ticked option; None for "none ticked" (None or ""). Raises ScoringError on an unknown criterion or option."""
    criterion = rubric.by_key.get(key)
    if criterion is None:
        raise ScoringError("unknown-criterion", f"Bộ sản phẩm {rubric.set} không có tiêu chí {key!r}.")
    if pick is None or pick == "":
        return None
    option = criterion.by_id.get(pick) if isinstance(pick, str) else None
    if option is None:
        known = ", ".join(criterion.by_id)
        raise ScoringError("unknown-option", f"Tiêu chí {key} không có mức {pick!r}; các mức là: {known}.")
    return option


def counted(rubric: Rubric, picks: Picks, zeroed: Iterable[str] = ()) -> dict[str, Option]:
    """The options of a sheet that count: every tick, but on a zeroed criterion.

    A tick on what hangs on the story (`applies_if`) counts like any other: whoever ticks it says that there is one. The
    lowest option of the story is no proof of none (148: "none, or not documented"); screens warn, sums do not guess.
    """
    known = rubric.options
    ticked = {}
    for key, pick in picks.items():
        # Looked up at once, since a nation is graded here; `find_option` says what is wrong, or that none is ticked.
        option = known[key].get(pick) if type(pick) is str and key in known else None
        if option is None:
            option = find_option(rubric, key, pick)
        if option is not None:
            ticked[key] = option
    for key in zeroed:
        ticked.pop(key, None)
    return ticked


def score_sheet(rubric: Rubric, picks: Picks) -> SheetScore:
    """Add up one sheet. Raises ScoringError naming an unknown criterion or option."""
    return _add_up(rubric, counted(rubric, picks))


def _add_up(rubric: Rubric, ticked: Mapping[str, Option]) -> SheetScore:
    parts = {part.key: 0 for part in rubric.parts}
    part_of = rubric.part_of
    for key, option in ticked.items():
        parts[part_of[key]] += option.points
    return SheetScore(sum(parts.values()), parts)


def lower_middle(members: Any) -> Any:
    """The place of the median among so many, from 0; of two middle ones the lower. Also for an array of numbers."""
    return (members - 1) // 2


def default_finding(criterion: Criterion, ticks: Sequence[Option | None]) -> Option | None:
    """What stands where the council recorded nothing: the median member's option, of two middle ones the lower.

    Members are sorted by the option's place (never its points), "none ticked" below all. In a branch criterion the
    branch most members ticked is taken first, on a tie the one printed first; then the median inside it, where a
    member who ticked nothing counts as below all.
    """
    if not ticks:
        return None
    if criterion.kind == BRANCH:
        branches = Counter(option.branch for option in ticks if option is not None)
        if branches:
            chosen = min(branches, key=lambda branch: (-branches[branch], branch))
            ticks = [option for option in ticks if option is None or option.branch == chosen]
    places = [option.no if option is not None else 0 for option in ticks]
    # Options of one list with the same place are the same; place 0 is a member who ticked nothing.
    return ticks[places.index(sorted(places)[lower_middle(len(places))])]


def reaches(finding: Option | None, gate: Gate) -> bool:
    """Whether a finding meets a gate: compared by place, inside the branch of the gate."""
    return finding is not None and finding.branch == gate.option.branch and finding.no >= gate.option.no


def stars_for(bands: Sequence[Band], sum_points: int, sheets: int) -> int:
    """The star whose band the exact mean reaches; the lowest band begins at 0."""
    return max(band.star for band in bands if sum_points >= band.from_points * sheets)


def stars_after_gates(bands: Sequence[Band], by_points: int, missed: Sequence[Missed]) -> int:
    """The highest star whose band is reached and below every missed gate; at worst the lowest band."""
    lowest_missed = min((gate.star for gate in missed), default=by_points + 1)
    stars = sorted(band.star for band in bands)
    return max((star for star in stars if star <= by_points and star < lowest_missed), default=stars[0])


def _split_disqualified(rubric: Rubric, disqualified: Iterable[str]) -> tuple[list[Exclusion], frozenset[str]]:
    """The confirmed exclusions, and the criteria that a `require` not met brings to 0."""
    found = []
    for key in dict.fromkeys(disqualified):
        exclusion = rubric.exclusion_by_key.get(key)
        if exclusion is None:
            raise ScoringError("unknown-exclusion", f"Bộ sản phẩm {rubric.set} không có điều kiện loại {key!r}.")
        found.append(exclusion)
    zeroed = frozenset(criterion for one in found if one.effect == REQUIRE for criterion in one.covers)
    return found, zeroed


def follows_from_findings(rubric: Rubric, exclusion: Exclusion, findings: Mapping[str, Option | None]) -> bool:
    """Whether an exclusion holds by the findings alone.

    `zero-any` looks at every criterion of the section it stands in, `zero-here` at its own; a finding of 0 points and
    "none ticked" both are 0.
    """
    return any(counted_as_zero(findings[key]) for key in rubric.watched_by(exclusion))


def counted_as_zero(finding: Option | None) -> bool:
    """Whether a finding is 0 for `zero-any` and `zero-here`: none ticked, or an option of 0 points."""
    return finding is None or finding.points == 0


def _findings(
    rubric: Rubric, sheets: Sequence[Mapping[str, Option]], *, given: Picks, zeroed: frozenset[str]
) -> dict[str, Option | None]:
    """Findings of the decisive criteria and of those given: none if zeroed, else the council's, else the median's."""
    found = {key: find_option(rubric, key, pick) for key, pick in given.items()}
    for criterion in rubric.decisive:
        key = criterion.key
        if key not in found:
            found[key] = default_finding(criterion, [sheet.get(key) for sheet in sheets])
    return {key: None if key in zeroed else option for key, option in found.items()}


def grade(
    rubric: Rubric,
    sheets: Sequence[Picks],
    *,
    bands: Sequence[Band],
    findings: Picks | None = None,
    disqualified: Iterable[str] = (),
) -> Result:
    """Grade one product from its members' sheets.

    `findings` are the options the council recorded (they decide gates, never the mean); `disqualified` the exclusions
    it confirmed: `reject` and `stop` leave no star, a `require` not met brings its criterion to 0 on every sheet.
    Raises ScoringError on an empty list of sheets and on unknown names.
    """
    if not sheets:
        raise ScoringError("no-sheets", "Chưa có phiếu đánh giá nào.")
    confirmed, zeroed = _split_disqualified(rubric, disqualified)
    ticked = [counted(rubric, picks, zeroed) for picks in sheets]
    scores = [_add_up(rubric, sheet) for sheet in ticked]
    found = _findings(rubric, ticked, given=findings or {}, zeroed=zeroed)
    missed = tuple(
        Missed(gate.criterion, gate.star, gate.option.id)
        for gate in rubric.gates
        if not reaches(found[gate.criterion], gate)
    )
    follows = [one for one in rubric.exclusions if one not in confirmed and follows_from_findings(rubric, one, found)]
    barred = [one for one in (*confirmed, *follows) if one.effect != REQUIRE]
    total = sum(score.total for score in scores)
    by_points = stars_for(bands, total, len(scores))
    return Result(
        totals=tuple(score.total for score in scores),
        parts=tuple(score.parts for score in scores),
        sum_points=total,
        sheets=len(scores),
        stars_by_points=by_points,
        stars=None if barred else stars_after_gates(bands, by_points, missed),
        missed=missed,
        findings={key: option.id if option else None for key, option in found.items()},
        zeroed=zeroed,
        barred=tuple(one.key for one in barred),
    )


def explain(result: Result, *, bands: Sequence[Band], star: int) -> list[Lack]:
    """What stands between a result and `star`: exclusions, points of the sum of all sheets, gates of a level <= star.

    Empty when the star is reached. For a single sheet (a self-assessment) the points are the sheet's own.
    """
    from_points = next(band.from_points for band in bands if band.star == star)
    lacks = [Lack("excluded", star, exclusion=key) for key in result.barred]
    short = from_points * result.sheets - result.sum_points
    if short > 0:
        lacks.append(Lack("points", star, points=short))
    needed = {gate.criterion: gate for gate in result.missed if gate.star <= star}
    lacks += [Lack("gate", gate.star, criterion=key, option=gate.option) for key, gate in needed.items()]
    return lacks


def next_star(result: Result, *, bands: Sequence[Band]) -> int | None:
    """The star above the one held; None at the top."""
    above = [band.star for band in bands if band.star > (result.stars or 0)]
    return min(above, default=None)


def shown(mean: Fraction, bands: Sequence[Band] | None = None) -> str:
    """A mean for the eye: two decimals, half up, with a comma ("91,14").

    A mean just below a band is cut instead of rounded, so that 89,996 never reads as "90,00" while it is four stars;
    where the bands are not given, any whole number may be one.
    """
    hundredths = int(mean * 100 + Fraction(1, 2))
    rounded = Fraction(hundredths, 100)
    edges = [int(rounded)] if bands is None else [band.from_points for band in bands]
    if any(mean < edge <= rounded for edge in edges):
        hundredths = int(mean * 100)
    return f"{hundredths // 100},{hundredths % 100:02d}"
