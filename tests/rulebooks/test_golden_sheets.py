"""Whole score sheets worked by hand: the arithmetic written beside them adds up, and both engines say the same."""

from pathlib import Path

import pytest
import yaml

from ocop.rulebooks.rules.answers import answer, cased, told
from ocop.rulebooks.rules.arrays import Grid, encode, grade_many
from ocop.rulebooks.rules.shelf import shipped_books

SHEETS = sorted((Path(__file__).parents[1] / "golden/sheets").glob("*.yaml"))
BOOKS = shipped_books()


def read(path):
    """A golden file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def case_of(golden):
    """What `score` takes."""
    return {key: golden[key] for key in ("edition", "set", "sheets", "findings", "disqualified") if key in golden}


def test_the_sets_that_were_asked_for_are_there_and_one_of_them_is_stopped():
    found = [read(path) for path in SHEETS]
    assert {"s01", "s11", "s14", "s18", "s21", "s26"} <= {golden["set"] for golden in found}
    assert {golden["edition"] for golden in found} == set(BOOKS)
    assert [path.stem for path, golden in zip(SHEETS, found, strict=True) if golden["expect"]["rejected"]] == [
        "s16-stopped", "s21-rejected"]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_the_written_arithmetic_adds_up_to_the_totals(path):
    golden = read(path)
    totals = []
    for line in golden["work"]:
        name, _, sums = line.partition(": ")
        left, _, right = sums.partition(" = ")
        assert sum(map(int, left.split(" + "))) == int(right), line
        if name == "total":
            totals.append(int(right))
    assert totals == golden["expect"]["totals"]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_both_engines_say_what_was_worked_by_hand(path):
    golden = read(path)
    assert answer(case_of(golden), BOOKS) == golden["expect"]
    read_case = cased(case_of(golden), BOOKS)
    grid = Grid(read_case.rubric, read_case.book.bands)
    batch = encode(grid, [read_case.sheets], findings={0: read_case.findings}, disqualified={0: read_case.disqualified})
    assert told(grade_many(grid, batch).result(0), read_case.book) == golden["expect"]
