"""Arithmetic of targets: bounds, percent, verdicts."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.programme.rules import Bounds, elapsed, share, verdict, whole_percent


@pytest.mark.parametrize(("bounds", "fault"), [
    (Bounds("at_least", 25), ""), (Bounds("exactly", 6), ""), (Bounds("all", 45), ""), (Bounds("range", 10, 15), ""),
    (Bounds("none"), ""), (Bounds("range", 15, 10), "upside-down"), (Bounds("range", 10, 10), "upside-down"),
    (Bounds("at_least"), "missing"), (Bounds("range", 10), "missing"), (Bounds("at_least", -1), "negative"),
    (Bounds("at_least", 0), "negative"), (Bounds("range", 1, -5), "negative"), (Bounds("exactly", 1, 2), "superfluous"),
    (Bounds("none", 3), "superfluous"),
])
def test_a_target_says_why_its_bounds_cannot_be(bounds: Bounds, fault: str) -> None:
    assert bounds.fault() == fault


@pytest.mark.parametrize(("result", "low", "percent"), [
    (2, 25, 8), (0, 1, 0), (4, 6, 67), (9, 16, 56), (28, 25, 112), (61, 55, 111), (199, 200, 99), (200, 200, 100),
    (1, 8, 13), (90, 45, 200),
])
def test_percent_is_the_result_over_the_lower_bound_uncapped(result: int, low: int, percent: int) -> None:
    assert whole_percent(share(result, low)) == percent


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_percent_shows_a_hundred_or_more_just_when_the_target_is_reached(result: int, low: int) -> None:
    shown = whole_percent(share(result, low))
    assert (shown >= 100) == Bounds("at_least", low).met(result)
    assert abs(shown - share(result, low) * 100) <= 1


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(0, 3000))
def test_a_range_is_passed_only_above_its_upper_end(low: int, more: int, result: int) -> None:
    bounds = Bounds("range", low, low + more)
    assert bounds.over(result) == (result > low + more)
    assert bounds.met(result) or not bounds.over(result)


@pytest.mark.parametrize(("facts", "said"), [
    ({"reached": True, "over": False, "ended": False}, "met"), ({"reached": True, "over": True, "ended": True}, "over"),
    ({"reached": False, "over": False, "ended": True}, "missed"),
])
def test_a_line_reached_passed_or_missed(facts: dict[str, bool], said: str) -> None:
    assert verdict(done=Fraction(1), passed=Fraction(1), **facts) == said


@pytest.mark.parametrize(("done", "passed", "said"), [
    (Fraction(0), Fraction(1, 10), "doing"), (Fraction(1, 2), Fraction(9, 10), "doing"),
    (Fraction(35, 48), Fraction(9, 10), "doing"), (Fraction(0), Fraction(9, 10), "at_risk"),
    (Fraction(1, 4), Fraction(6, 10), "at_risk"),
])
def test_a_line_far_behind_the_time_passed_is_at_risk(done: Fraction, passed: Fraction, said: str) -> None:
    assert verdict(reached=False, over=False, done=done, passed=passed, ended=False) == said


@given(st.integers(-50, 800), st.integers(0, 366))
def test_a_term_passes_from_none_to_all_of_it(passed: int, days: int) -> None:
    assert 0 <= elapsed(passed, days) <= 1
