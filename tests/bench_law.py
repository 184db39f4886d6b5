"""Speed of the law: both engines, their agreement on a million sheets, the road to the next star.

`python -m tests.bench_law [--quick]` prints a JSON line each: what, ours, reference, ratio, goal, met.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ocop.rulebooks.rules.arrays import Batch, Grid, encode, grade_many
from ocop.rulebooks.rules.mapping import carry, shipped_maps
from ocop.rulebooks.rules.regrade import carry_codes
from ocop.rulebooks.rules.road import default_weights, roads
from ocop.rulebooks.rules.rubric import Rubric
from ocop.rulebooks.rules.scoring import grade
from ocop.rulebooks.rules.shelf import shipped_books
from tests.rulebooks.chance import some_exclusions, some_findings, some_sheet

CASES, SEATS, LINES = 20_000, 9, 31
OLD, NEW = "vn-ocop-148", "vn-ocop-26-2026"


def best_of(times: int, work: Callable[[], Any]) -> float:
    """Seconds of processor time of the quickest of a few runs: a busy machine does not count."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def line(what: str, ours: float, reference: float, *, goal: float, **more: Any) -> dict[str, Any]:
    """One measured pair; times in seconds."""
    ratio = ours / reference
    return {"what": what, "ours": round(ours, 4), "reference": round(reference, 4), "ratio": round(ratio, 2),
            "goal": goal, "met": ratio <= goal, **more}


def the_nation(cases: int) -> tuple[Batch, Grid, Grid]:
    """So many dossiers of 9 sheets each under the old edition, and the grids of both."""
    books = shipped_books()
    old = Grid(books[OLD].rubrics["s05"], books[OLD].bands)
    new = Grid(books[NEW].rubrics["s05"], books[NEW].bands)
    chance = np.random.default_rng(26)
    codes = np.stack([chance.integers(0, len(points), (SEATS, cases), np.uint8) for points in old.points])
    return Batch(codes, np.full(cases, SEATS, np.int64)), old, new


def arrays_against_take_and_sum(cases: int) -> dict[str, Any]:
    """Q6, first half: carrying the ticks over and grading them, against taking points from a table and adding up."""
    batch, old, new = the_nation(cases)
    pairs = shipped_maps()[OLD, NEW].sets["s05"]
    carried = Batch(carry_codes(batch.codes, old=old, new=new, pairs=pairs), batch.members)
    width = max(len(points) for points in new.points)
    table = np.concatenate([np.pad(points, (0, width - len(points))) for points in new.points])
    offsets = (np.arange(len(new.points)) * width)[:, None, None]
    places = carried.codes + offsets

    def ours() -> Any:
        return grade_many(new, Batch(carry_codes(batch.codes, old=old, new=new, pairs=pairs), batch.members))

    assert (ours().totals == table.take(places).sum(axis=0)).all()
    return line(f"Q6 arrays: {cases} x {SEATS} x {len(new.points)} graded again", best_of(7, ours),
                best_of(7, lambda: table.take(places).sum(axis=0)), goal=3.0)


def scalar_against_lookups(cases: int) -> dict[str, Any]:
    """Q6, second half: the readable engine against a bare loop of dictionary look-ups over the same ticks."""
    rubric, bands = shipped_books()[NEW].rubrics["s05"], shipped_books()[NEW].bands
    chance = random.Random(26)
    sheets = [[some_sheet(rubric, chance, 0.5) for _ in range(SEATS)] for _ in range(cases)]
    points = {key: {**options, None: 0} for key, options in rubric.points.items()}

    def bare() -> int:
        total = 0
        for case in sheets:
            for picks in case:
                for key, pick in picks.items():
                    total += points[key][pick]
        return total

    def ours() -> int:
        return sum(grade(rubric, case, bands=bands).sum_points for case in sheets)

    assert ours() == bare()
    return line(f"Q6 scalar: {cases} x {SEATS} sheets", best_of(2, ours), best_of(3, bare), goal=10.0)


def engines_agree(wanted: int) -> dict[str, Any]:
    """Sheets of every set and edition, graded by both engines; `met` when every answer is the same."""
    books, chance = shipped_books(), random.Random(148)
    each = wanted // sum(len(book.rubrics) for book in books.values()) + 1
    graded, wrong = 0, 0
    for book in books.values():
        for rubric in book.rubrics.values():
            cases = _cases(rubric, chance, each)
            findings = {n: some_findings(rubric, chance) for n in range(len(cases))}
            out = {n: some_exclusions(rubric, chance) for n in range(len(cases))}
            told = grade_many(Grid(rubric, book.bands),
                              encode(Grid(rubric, book.bands), cases, findings=findings, disqualified=out))
            for n, case in enumerate(cases):
                graded += len(case)
                wrong += told.result(n) != grade(rubric, case, bands=book.bands, findings=findings[n],
                                                 disqualified=out[n])
    return {"what": "both engines agree", "sheets": graded, "differences": wrong, "goal": 0, "met": wrong == 0}


def _cases(rubric: Rubric, chance: random.Random, sheets: int) -> list[list[dict[str, str | None]]]:
    """Cases of one to nine sheets, together so many sheets."""
    cases: list[list[dict[str, str | None]]] = []
    while sheets > 0:
        members, bias = chance.choice([1, 2, 3, 7, 9, 9]), chance.random()
        cases.append([some_sheet(rubric, chance, bias) for _ in range(members)])
        sheets -= members
    return cases


def slowest_road() -> dict[str, Any]:
    """Every road of every set from an empty sheet, the dearest start; the slowest set counts."""
    slowest, where = 0.0, ""
    for book in shipped_books().values():
        for rubric in book.rubrics.values():
            weights = default_weights(rubric)
            took = best_of(2, lambda: roads(rubric, {}, bands=book.bands, weights=weights))  # noqa: B023 (called at once)
            if took > slowest:
                slowest, where = took, f"{book.id} {rubric.set}"
    return line(f"road to 3, 4, 5 stars, slowest set ({where})", slowest, 0.1, goal=1.0)


def carrying_scalar(cases: int) -> dict[str, Any]:
    """Carrying picks over one by one agrees with carrying codes over at once."""
    books, chance = shipped_books(), random.Random(5)
    pairs = shipped_maps()[OLD, NEW].sets["s05"]
    old, new = (Grid(books[key].rubrics["s05"], books[key].bands) for key in (OLD, NEW))
    sheets = [[some_sheet(old.rubric, chance, 0.5)] for _ in range(cases)]
    at_once = carry_codes(encode(old, sheets).codes, old=old, new=new, pairs=pairs)
    one_by_one = encode(new, [[carry(pairs, sheet[0]).picks] for sheet in sheets]).codes
    wrong = int((at_once != one_by_one).sum())
    return {"what": "ticks carried over alike", "sheets": cases, "differences": wrong, "goal": 0, "met": wrong == 0}


def measure(*, quick: bool = False) -> Iterator[dict[str, Any]]:
    """Each line of the bench; `quick` takes a twentieth of the million sheets and of the nation's scalar run."""
    yield arrays_against_take_and_sum(CASES)
    yield scalar_against_lookups(1_000 if quick else 5_000)
    yield carrying_scalar(2_000)
    yield slowest_road()
    yield engines_agree(50_000 if quick else 1_000_000)


def main() -> None:
    """Print the lines."""
    for told in measure(quick="--quick" in sys.argv):
        print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
