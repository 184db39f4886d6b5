"""A sheet of the samples has the total it was asked for, whatever the set, and reaches the gates it was asked to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.intake.samples.sheets import seven, sheet
from ocop.rulebooks.rules.rubric import Rubric
from ocop.rulebooks.rules.scoring import grade, score_sheet
from ocop.rulebooks.rules.shelf import shipped_books

LAW = shipped_books()["vn-ocop-26-2026"]
RUBRICS = sorted(LAW.rubrics.values(), key=lambda one: one.set)


@given(st.sampled_from(RUBRICS), st.integers(62, 88), st.text("abc", max_size=2))
def test_a_sheet_has_its_total_and_its_three_stars(rubric: Rubric, total: int, taste: str) -> None:
    picks = sheet(rubric, total, gates=3, taste=taste)
    assert score_sheet(rubric, picks).total == total
    assert grade(rubric, [picks], bands=LAW.bands).stars in {3, 4}


def test_one_missed_gate_keeps_638_sevenths_at_four_stars() -> None:
    sheets = seven(LAW.rubrics["s11"], [91] * 6 + [92], gates=5, missing=5)
    result = grade(LAW.rubrics["s11"], sheets, bands=LAW.bands)
    assert (result.sum_points, result.stars_by_points, result.stars) == (638, 5, 4)
    assert [one.star for one in result.missed] == [5]


def test_a_total_nobody_can_give_is_refused() -> None:
    with pytest.raises(ValueError):
        sheet(LAW.rubrics["s11"], 101)
    with pytest.raises(ValueError):
        seven(LAW.rubrics["s11"], [10], gates=5, missing=5)
