"""Points, gates, exclusions and stars: exact, and as product.md 3 says."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.rulebooks.rules.rubric import Band, Criterion, Exclusion, Option, Part, Rubric, Section, Words
from ocop.rulebooks.rules.scoring import (
    Lack,
    Missed,
    ScoringError,
    default_finding,
    explain,
    grade,
    next_star,
    score_sheet,
    shown,
    stars_for,
)
from ocop.rulebooks.rules.shelf import shipped_books
from tests.factories.sheets import picks_totalling, rubric_named, top_picks

BOOKS = shipped_books()
LAW = BOOKS["vn-ocop-26-2026"]
TEA = LAW.rubrics["s11"]
WORDS = Words("x")


def criterion(key="1", points=(0, 1, 2), stars=None, **kwargs):
    """A small criterion in part A; `stars` maps an option's place to its mark."""
    marks = stars or {}
    options = tuple(Option(0, no, p, WORDS, marks.get(no)) for no, p in enumerate(points, 1))
    return Criterion(**{
        "key": key, "part": "A", "section": "1", "position": 1, "kind": "single", "max": max(points), "block": key,
        "name": WORDS, "options": options, **kwargs,
    })


def rubric(*criteria, exclusions=()):
    """A small rubric of one part."""
    return Rubric("e", "s", WORDS, (Part("A", WORDS, 100),), (Section("1", "A", WORDS, 100),), criteria, exclusions)


def gradable(points=(0, 50, 70, 90, 100), stars=None):
    """A rubric of one criterion whose options are whole totals."""
    return rubric(criterion(points=points, stars=stars))


# Sheets

def test_a_sheet_is_the_sum_of_its_picks_part_by_part():
    score = score_sheet(TEA, {"1.1": "2", "4.1": "4", "6.1.1": "3", "2.4": "1"})
    assert score.total == 10
    assert score.parts == {"A": 3, "B": 5, "C": 2}


@pytest.mark.parametrize("nothing", [{}, {"1.1": None}, {"1.1": ""}])
def test_none_ticked_is_legal_and_counts_nothing(nothing):
    assert score_sheet(TEA, nothing).total == 0


@pytest.mark.parametrize(("picks", "name"), [
    ({"99.9": "1"}, "99.9"), ({"1.1": "9"}, "'9'"), ({"1.1": "a1"}, "'a1'"), ({"6.1": "1"}, "6.1"),
    ({"2.4": "2"}, "'2'"),
])
def test_an_unknown_criterion_or_option_is_named(picks, name):
    with pytest.raises(ScoringError, match=name):
        score_sheet(TEA, picks)


def test_a_heading_is_no_criterion_but_its_children_are():
    assert [one.key for one in TEA.in_section("6")] == ["6.1.1", "6.1.2", "6.2.1", "6.2.2", "6.2.3"]
    assert TEA.by_key["6.1.1"].heading.key == "6.1"


def test_options_of_a_branch_criterion_carry_the_letter_of_their_branch():
    tour = LAW.rubrics["s26"]
    assert list(tour.by_key["8"].by_id) == ["a1", "a2", "b1", "b2"]
    assert score_sheet(tour, {"8": "b2", "9": "a1"}).total == 4


def test_equal_points_are_told_apart_by_place():
    flowers = LAW.rubrics["s23"].by_key["6.2"]
    assert [option.points for option in flowers.options] == [1, 1, 3, 5]
    first, second = flowers.options[:2]
    assert default_finding(flowers, [second, first, second]) == second


@pytest.mark.parametrize(("story", "total"), [(None, 2), ("", 2), ("1", 2), ("2", 3)])
def test_a_tick_on_what_hangs_on_the_story_counts_like_any_other(story, total):
    assert score_sheet(TEA, {"5.1": story, "5.2": "3"}).total == total


# Findings

def options_of(one, *numbers):
    """The options of these places; 0 is none ticked."""
    return [one.options[no - 1] if no else None for no in numbers]


@pytest.mark.parametrize(("ticks", "found"), [
    ([3], 3), ([1, 2, 3], 2), ([3, 1], 1), ([3, 3, 2, 1], 2), ([0, 3], 0), ([0, 0, 3], 0), ([0, 2, 3], 2),
])
def test_the_default_finding_is_the_lower_median_with_none_ticked_below_all(ticks, found):
    one = criterion()
    assert default_finding(one, options_of(one, *ticks)) == options_of(one, found)[0]


def test_nobody_ticking_means_no_finding():
    assert default_finding(criterion(), []) is None


def test_with_branches_the_majority_branch_comes_first_then_the_median_inside_it():
    one = LAW.rubrics["s26"].by_key["8"]
    tick = one.by_id.get
    assert default_finding(one, [tick("a2"), tick("b1"), tick("b2"), tick("b2")]) == tick("b2")
    assert default_finding(one, [tick("a2"), tick("a1"), tick("b2")]) == tick("a1")
    assert default_finding(one, [tick("b2"), tick("a1")]) == tick("a1")
    assert default_finding(one, [None, None, tick("b2")]) is None
    assert default_finding(one, [None, None]) is None


# Bands

@pytest.mark.parametrize(("total", "stars"), [
    (0, 1), (2999, 1), (3000, 2), (4999, 2), (5000, 3), (6999, 3), (7000, 4), (8999, 4), (9000, 5), (10000, 5),
])
@pytest.mark.parametrize("edition", BOOKS)
def test_a_band_begins_exactly_at_its_lower_bound(edition, total, stars):
    assert stars_for(BOOKS[edition].bands, total, 100) == stars


@pytest.mark.parametrize(("total", "sheets", "stars"), [
    (629, 7, 4), (630, 7, 5), (179, 2, 4), (269, 3, 4), (149, 3, 2),
])
def test_the_mean_is_never_rounded_before_it_is_compared(total, sheets, stars):
    assert stars_for(LAW.bands, total, sheets) == stars


def test_a_mean_the_old_bounds_leave_out_stays_in_the_lower_band():
    assert stars_for(BOOKS["vn-ocop-1048-781"].bands, 179, 2) == 4


@pytest.mark.parametrize(("mean", "text"), [
    (Fraction(638, 7), "91,14"), (Fraction(90), "90,00"), (Fraction(200, 3), "66,67"), (Fraction(1, 8), "0,13"),
    (Fraction(89996, 1000), "89,99"), (Fraction(89994, 1000), "89,99"), (Fraction(0), "0,00"),
    (Fraction(100), "100,00"),
])
def test_a_mean_is_shown_with_two_decimals_and_never_as_a_band_it_misses(mean, text):
    assert shown(mean, LAW.bands) == text


# Gates

def test_638_points_of_seven_sheets_are_five_stars_when_every_gate_is_reached():
    result = grade(TEA, seven_sheets(), bands=LAW.bands)
    assert result.totals == (92, 91, 91, 91, 91, 91, 91)
    assert (result.mean, result.stars_by_points, result.stars, result.missed) == (Fraction(638, 7), 5, 5, ())


def test_one_five_star_gate_not_reached_leaves_four_stars():
    sheets = seven_sheets(below={"1.5": "4"})
    result = grade(TEA, sheets, bands=LAW.bands)
    assert (result.mean, result.stars_by_points, result.stars) == (Fraction(638, 7), 5, 4)
    assert result.missed == (Missed("1.5", 5, "4"),)


def test_one_four_star_finding_lowered_by_the_council_leaves_three_stars():
    result = grade(TEA, seven_sheets(), bands=LAW.bands, findings={"3.4": "1"})
    assert (result.mean, result.stars) == (Fraction(638, 7), 3)
    assert result.missed == (Missed("3.4", 4, "2"),)


def test_a_finding_replaces_the_median_and_leaves_the_mean_alone():
    sheets = seven_sheets(below={"1.5": "4"})
    result = grade(TEA, sheets, bands=LAW.bands, findings={"1.5": "4"})
    assert (result.mean, result.stars) == (Fraction(638, 7), 5)


def test_a_finding_of_none_misses_every_gate_of_its_criterion():
    result = grade(TEA, seven_sheets(), bands=LAW.bands, findings={"4.1": None})
    assert [(gate.criterion, gate.star) for gate in result.missed] == [("4.1", 3), ("4.1", 4), ("4.1", 5)]
    assert result.stars == 2


def test_a_product_of_85_points_that_misses_a_four_star_gate_has_three_stars():
    sheet = picks_totalling(TEA, 85, at_least=gates_of(TEA, 3), below={"3.4": "2"})
    result = grade(TEA, [sheet], bands=LAW.bands)
    assert (result.stars_by_points, result.stars) == (4, 3)


def test_the_mark_on_a_heading_is_a_gate_on_the_lowest_option():
    old = BOOKS["vn-ocop-148"]
    sheet = top_picks(old.rubrics["s01"])
    assert grade(old.rubrics["s01"], [{**sheet, "3.e": "1"}], bands=old.bands).stars == 5
    result = grade(old.rubrics["s01"], [{**sheet, "3.e": None}], bands=old.bands)
    assert (result.stars_by_points, result.stars, result.missed) == (5, 3, (Missed("3.e", 4, "1"),))


def seven_sheets(below=None):
    """Seven sheets of 638 points in all; every gate is reached but for those of `below`."""
    floors = {key: option for key, option in gates_of(TEA, 5).items() if key not in (below or {})}
    return [picks_totalling(TEA, total, at_least=floors, below=below) for total in (92, 91, 91, 91, 91, 91, 91)]


def gates_of(sheet, star):
    """The least option of each criterion for `star` stars."""
    return {gate.criterion: gate.option.id for gate in sheet.gates if gate.star <= star}


# Exclusions

@pytest.mark.parametrize("key", ["copycat", "forged", "unsafe-matter", "imported-material"])
def test_a_confirmed_reject_or_stop_leaves_no_star_and_shows_the_total(key):
    result = grade(TEA, [top_picks(TEA)], bands=LAW.bands, disqualified=[key])
    assert (result.totals, result.stars_by_points, result.stars, result.rejected) == ((100,), 5, None, True)
    assert result.barred == (key,)


def test_an_exclusion_the_set_does_not_have_is_named():
    with pytest.raises(ScoringError, match="liquor-licence"):
        grade(TEA, [top_picks(TEA)], bands=LAW.bands, disqualified=["liquor-licence"])


def test_a_require_not_met_brings_its_criterion_to_nothing_on_every_sheet():
    fresh = LAW.rubrics["s01"]
    top = top_picks(fresh)
    result = grade(fresh, [top, top], bands=LAW.bands, disqualified=["grown-in-province"])
    assert result.totals == (97, 97)
    assert result.parts[0] == {"A": 37, "B": 25, "C": 35}
    assert (result.zeroed, result.stars, result.rejected) == (frozenset({"1.1"}), 5, False)


def test_a_require_not_met_misses_the_gates_of_its_criterion_whatever_the_council_found():
    one = criterion(points=(50, 100), stars={1: 3, 2: 4})
    sheet = rubric(one, criterion("2", (0, 90)), exclusions=(Exclusion("in-province", "require", WORDS, ("1",)),))
    result = grade(sheet, [{"1": "2", "2": "2"}], bands=LAW.bands, findings={"1": "2"}, disqualified=["in-province"])
    assert (result.totals, result.stars_by_points, result.stars) == ((90,), 5, 2)
    assert result.missed == (Missed("1", 3, "1"), Missed("1", 4, "2"))


WATERS = [("vn-ocop-26-2026", "s16"), ("vn-ocop-1048-781", "water")]


@pytest.mark.parametrize(("edition", "name"), WATERS)
@pytest.mark.parametrize("key", ["6.1", "6.2", "6.3", "6.4"])
@pytest.mark.parametrize("nothing", ["1", None])
def test_zero_in_any_sensory_criterion_stops_the_evaluation(edition, name, key, nothing):
    sheet = rubric_named(edition, name)
    assert sheet.by_key[key].by_id["1"].points == 0
    result = grade(sheet, [{**top_picks(sheet), key: nothing}], bands=LAW.bands)
    assert (result.barred, result.stars) == (("zero-any",), None)


@pytest.mark.parametrize(("edition", "name"), WATERS)
def test_zero_any_looks_at_the_findings_and_only_at_its_section(edition, name):
    sheet = rubric_named(edition, name)
    top = top_picks(sheet)
    odd = {**top, "6.4": "1"}
    assert not grade(sheet, [odd, top, top], bands=LAW.bands).rejected
    assert grade(sheet, [odd, top], bands=LAW.bands).rejected
    assert grade(sheet, [top, top], bands=LAW.bands, findings={"6.4": "1"}).rejected
    assert not grade(sheet, [odd, odd], bands=LAW.bands, findings={"6.4": "2"}).rejected
    assert not grade(sheet, [{**top, "7": None}], bands=LAW.bands).rejected


def test_zero_here_looks_at_its_own_criterion_only():
    old = BOOKS["vn-ocop-1048-781"]
    sheet = old.rubrics["processed-produce"]
    (own,) = sheet.exclusion_by_key["zero-here"].covers
    other = next(one.key for one in sheet.in_section(sheet.by_key[own].section) if one.key != own)
    top = top_picks(sheet)
    assert grade(sheet, [{**top, own: "1"}], bands=old.bands).barred == ("zero-here",)
    assert not grade(sheet, [{**top, other: None}], bands=old.bands).rejected


def test_without_sheets_nothing_is_graded():
    with pytest.raises(ScoringError, match="phiếu"):
        grade(TEA, [], bands=LAW.bands)


# Why not the next star

def test_what_lacks_is_told_as_points_and_options():
    result = grade(gradable(stars={4: 5}), [{"1": "3"}, {"1": "3"}], bands=LAW.bands)
    assert (result.stars, next_star(result, bands=LAW.bands)) == (4, 5)
    assert explain(result, bands=LAW.bands, star=5) == [
        Lack("points", 5, points=40), Lack("gate", 5, criterion="1", option="4"),
    ]
    assert explain(result, bands=LAW.bands, star=4) == []


def test_an_exclusion_stands_before_every_star():
    result = grade(TEA, [top_picks(TEA)], bands=LAW.bands, disqualified=["forged"])
    assert explain(result, bands=LAW.bands, star=3) == [Lack("excluded", 3, exclusion="forged")]


def test_above_five_stars_there_is_nothing():
    assert next_star(grade(TEA, [top_picks(TEA)], bands=LAW.bands), bands=LAW.bands) is None


# Every set

ALL_SETS = [(edition, name) for edition, book in BOOKS.items() for name in book.rubrics]
SHORT = {("vn-ocop-1048-781", "herbal-medicine"): 98, ("vn-ocop-148", "s11"): 97, ("vn-ocop-148", "s12"): 97,
         ("vn-ocop-148", "s13"): 98}


@pytest.mark.parametrize(("edition", "name"), ALL_SETS)
def test_a_sheet_with_the_best_everywhere_is_five_stars(edition, name):
    sheet = rubric_named(edition, name)
    result = grade(sheet, [top_picks(sheet)], bands=BOOKS[edition].bands)
    assert (result.totals, result.stars) == ((SHORT.get((edition, name), 100),), 5)


@pytest.mark.parametrize(("edition", "name"), ALL_SETS)
def test_a_found_sheet_has_the_total_it_was_asked_for(edition, name):
    sheet = rubric_named(edition, name)
    assert [score_sheet(sheet, picks_totalling(sheet, total)).total for total in (0, 49, 50, 69, 70, 89, 90)] == [
        0, 49, 50, 69, 70, 89, 90,
    ]


# Properties

def sheets_of(sheet):
    """Any legal sheet."""
    picks = {one.key: st.sampled_from([None, *one.by_id]) for one in sheet.criteria}
    return st.fixed_dictionaries({}, optional=picks)


@given(sheet=sheets_of(TEA), key=st.sampled_from(sorted(TEA.by_key)))
def test_ticking_a_higher_option_never_lowers_a_total(sheet, key):
    one = TEA.by_key[key]
    totals = [score_sheet(TEA, {**sheet, key: pick}).total for pick in [None, *(option.id for option in one.options)]]
    assert totals == sorted(totals)


@given(sheets=st.lists(sheets_of(TEA), min_size=1, max_size=5), seed=st.integers(0, 999))
def test_the_order_of_the_sheets_does_not_matter(sheets, seed):
    mixed = random.Random(seed).sample(sheets, len(sheets))
    one, other = grade(TEA, sheets, bands=LAW.bands), grade(TEA, mixed, bands=LAW.bands)
    assert (one.mean, one.stars, one.missed, one.findings) == (other.mean, other.stars, other.missed, other.findings)


@given(sheets=st.lists(sheets_of(TEA), min_size=1, max_size=4), key=st.sampled_from(sorted(TEA.by_key)))
def test_a_better_finding_never_costs_a_star(sheets, key):
    picks = [None, *(option.id for option in TEA.by_key[key].options)]
    stars = [grade(TEA, sheets, bands=LAW.bands, findings={key: pick}).stars for pick in picks]
    assert stars == sorted(stars)


@given(total=st.integers(0, 900), sheets=st.integers(1, 9))
def test_stars_by_points_agree_with_exact_fractions(total, sheets):
    mean = Fraction(total, sheets)
    bands: list[Band] = [band for band in LAW.bands if mean >= band.from_points]
    assert stars_for(LAW.bands, total, sheets) == max(band.star for band in bands)


@given(total=st.integers(0, 30000), sheets=st.integers(1, 300))
def test_a_shown_mean_lies_in_the_band_of_the_exact_one(total, sheets):
    mean = Fraction(total, sheets)
    read = Fraction(shown(mean, LAW.bands).replace(",", "."))
    assert abs(read - mean) < Fraction(1, 100)
    assert all((read >= band.from_points) == (mean >= band.from_points) for band in LAW.bands)
