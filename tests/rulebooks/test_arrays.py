"""The arrays grade like the scalar engine, to the last integer."""

import random

import numpy as np
import pytest

from ocop.rulebooks.rules.arrays import Grid, encode, grade_many
from ocop.rulebooks.rules.rubric import Band, Criterion, Exclusion, Option, Part, Rubric, Section, Words
from ocop.rulebooks.rules.scoring import ScoringError, grade
from ocop.rulebooks.rules.shelf import shipped_books
from tests.rulebooks.chance import some_exclusions, some_findings, some_sheet

BOOKS = shipped_books()
LAW = BOOKS["vn-ocop-26-2026"]
WORDS = Words("x")
SHEETS = 20_000


@pytest.mark.parametrize("edition", BOOKS)
def test_a_third_of_20000_sheets_of_every_set_is_graded_alike_by_both_engines(edition):
    chance, book = random.Random(edition), BOOKS[edition]
    wanted = SHEETS // len(BOOKS) // len(book.rubrics) + 1
    for rubric in book.rubrics.values():
        cases, graded = [], 0
        while graded < wanted:
            bias, members = chance.random(), chance.choice([1, 2, 3, 7, 9])
            cases.append([some_sheet(rubric, chance, bias) for _ in range(members)])
            graded += len(cases[-1])
        findings = {n: some_findings(rubric, chance) for n in range(len(cases))}
        out = {n: some_exclusions(rubric, chance) for n in range(len(cases))}
        grid = Grid(rubric, book.bands)
        told = grade_many(grid, encode(grid, cases, findings=findings, disqualified=out))
        for n, sheets in enumerate(cases):
            assert told.result(n) == grade(
                rubric, sheets, bands=book.bands, findings=findings[n], disqualified=out[n]
            ), (edition, rubric.set, n)


def branched():
    """A rubric whose one criterion has branches, a gate in the second and a watcher for zeros."""
    options = (Option(1, 1, 0, WORDS), Option(1, 2, 40, WORDS), Option(2, 1, 20, WORDS), Option(2, 2, 95, WORDS, 4))
    one = Criterion("1", "A", "1", 1, "branch", 95, "b", WORDS, options)
    return Rubric(
        "e",
        "s",
        WORDS,
        (Part("A", WORDS, 95),),
        (Section("1", "A", WORDS, 95),),
        (one,),
        (Exclusion("zero-here", "stop", WORDS, ("1",)),),
    )


def test_a_gate_on_a_branch_and_members_who_are_absent_are_read_alike():
    rubric, chance = branched(), random.Random(7)
    cases = [
        [{"1": chance.choice([None, "a1", "a2", "b1", "b2"])} for _ in range(chance.randint(1, 6))] for _ in range(800)
    ]
    grid = Grid(rubric, LAW.bands)
    told = grade_many(grid, encode(grid, cases))
    assert [told.result(n) for n in range(len(cases))] == [grade(rubric, case, bands=LAW.bands) for case in cases]


def test_no_star_is_written_as_0_and_totals_stay_for_information():
    rubric = LAW.rubrics["s11"]
    grid = Grid(rubric, LAW.bands)
    best = {one.key: one.options[-1].id for one in rubric.criteria}
    told = grade_many(grid, encode(grid, [[best], [best]], disqualified={1: ["forged"]}))
    assert (told.stars.tolist(), told.totals.tolist()) == ([5, 0], [[100, 100]])
    assert told.sum_points.dtype == np.int64


@pytest.mark.parametrize(
    ("cases", "out", "code"),
    [
        ([[]], {}, "no-sheets"),
        ([[{"99": "1"}]], {}, "unknown-criterion"),
        ([[{"1.1": "9"}]], {}, "unknown-option"),
        ([[{}]], {0: ["nonsense"]}, "unknown-exclusion"),
    ],
)
def test_what_the_rubric_does_not_have_is_named(cases, out, code):
    grid = Grid(LAW.rubrics["s11"], (Band(1, 0),))
    with pytest.raises(ScoringError) as refused:
        grade_many(grid, encode(grid, cases, disqualified=out))
    assert refused.value.code == code
