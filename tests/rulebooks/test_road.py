"""The road to the next star: equal to trying everything, inside gates, branches and exclusions."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocop.rulebooks.rules.road import MARGIN, choices_of, default_weights, roads, typical_picks
from ocop.rulebooks.rules.rubric import Band, Criterion, Exclusion, Option, Part, Rubric, Section, Words
from ocop.rulebooks.rules.scoring import grade
from ocop.rulebooks.rules.shelf import shipped_books
from tests.rulebooks.chance import some_sheet

BOOKS = shipped_books()
LAW = BOOKS["vn-ocop-26-2026"]
TEA = LAW.rubrics["s11"]
WORDS = Words("x")
SMALL = (Band(5, 12), Band(4, 9), Band(3, 6), Band(2, 3), Band(1, 0))


def small(lists, gates, watched):
    """A rubric of a few criteria; a list of two lists is a criterion with branches."""
    criteria = []
    for n, branches in enumerate(lists, 1):
        letters = len(branches) > 1
        options = tuple(
            Option(b if letters else 0, no, points, WORDS, gates.get((n, no)) if not letters else None)
            for b, ones in enumerate(branches, 1)
            for no, points in enumerate(ones, 1)
        )
        criteria.append(
            Criterion(
                str(n),
                "A",
                "1",
                n,
                "branch" if letters else "single",
                max(o.points for o in options),
                f"b{n}",
                WORDS,
                options,
            )
        )
    out = (Exclusion("zero-here", "stop", WORDS, ("1",)),) if watched else ()
    return Rubric("e", "s", WORDS, (Part("A", WORDS, 99),), (Section("1", "A", WORDS, 99),), tuple(criteria), out)


points = st.lists(st.integers(0, 5), min_size=1, max_size=3)
rubrics = st.builds(
    small,
    st.lists(st.one_of(points.map(lambda one: [one]), st.tuples(points, points).map(list)), min_size=2, max_size=4),
    st.dictionaries(st.tuples(st.integers(1, 4), st.integers(1, 3)), st.sampled_from([3, 4, 5]), max_size=3),
    st.booleans(),
)


def costs(rubric, picks, weights, star):
    """By trying every set of raises: the least (changes, months), (months, changes), the same with the margin."""
    needed = next(band.from_points for band in SMALL if band.star == star)
    found = [[], [], []]
    ones = [
        [(one.option, one.months, one.changes) for one in choices_of(rubric, c, picks, weights=weights, star=1)]
        for c in rubric.criteria
    ]
    for chosen in itertools.product(*ones):
        sheet = {
            c.key: option.id if option else None
            for c, (option, _months, _changes) in zip(rubric.criteria, chosen, strict=True)
        }
        result = grade(rubric, [sheet], bands=SMALL)
        if result.stars is None or result.stars < star:
            continue
        months, changes = sum(one[1] for one in chosen), sum(one[2] for one in chosen)
        found[0].append((changes, months))
        found[1].append((months, changes))
        if result.sum_points >= needed + MARGIN:
            found[2].append((months, changes))
    return [min(some) for some in found if some]


@settings(max_examples=150, deadline=None)
@given(rubrics, st.data())
def test_the_roads_are_those_found_by_trying_everything(rubric, data):
    picks = {c.key: data.draw(st.sampled_from([None, *c.by_id])) for c in rubric.criteria}
    weights = {(c.key, option): data.draw(st.integers(0, 4)) for c in rubric.criteria for option in c.by_id}
    for star, found in roads(rubric, picks, bands=SMALL, weights=weights).items():
        told = [
            (len(road.raises), road.months) if road.kind == "fewest" else (road.months, len(road.raises))
            for road in found
        ]
        assert told == costs(rubric, picks, weights, star)


@pytest.mark.parametrize("edition", BOOKS)
def test_every_road_of_every_set_ends_at_its_star_and_only_rises(edition):
    chance, book = random.Random(3), BOOKS[edition]
    for rubric in book.rubrics.values():
        picks = some_sheet(rubric, chance, 0.3)
        for star, found in roads(rubric, picks, bands=book.bands, weights=default_weights(rubric)).items():
            for road in found:
                after = {**picks, **{one.criterion: one.option for one in road.raises}}
                result = grade(rubric, [after], bands=book.bands)
                assert result.stars >= star and result.sum_points == road.total
                assert (
                    road.total - sum(one.points for one in road.raises)
                    == grade(rubric, [picks], bands=book.bands).sum_points
                )


def test_from_an_empty_tea_sheet_there_are_three_roads_to_each_star():
    found = roads(TEA, {}, bands=LAW.bands, weights=default_weights(TEA))
    assert {star: [road.kind for road in some] for star, some in found.items()} == {
        star: ["fewest", "quickest", "safe"] for star in (3, 4, 5)
    }
    assert all(len(some[0].raises) <= len(some[1].raises) for some in found.values())
    assert all(some[1].months <= some[0].months for some in found.values())
    assert [some[2].total for some in found.values()] == [53, 73, 93]


def test_a_gate_missed_with_points_enough_is_the_whole_road():
    best = {one.key: one.options[-1].id for one in TEA.criteria}
    missing = {**best, "6.1.1": "2"}
    found = roads(TEA, missing, bands=LAW.bands, weights=default_weights(TEA))
    assert list(found) == [4, 5]
    (fewest, *_rest) = found[4]
    assert [(one.criterion, one.was, one.option, one.star) for one in fewest.raises] == [("6.1.1", "2", "3", 4)]


def test_a_confirmed_rejection_closes_every_road_and_a_full_sheet_needs_none():
    best = {one.key: one.options[-1].id for one in TEA.criteria}
    weights = default_weights(TEA)
    assert roads(TEA, best, bands=LAW.bands, weights=weights) == {}
    assert roads(TEA, best, bands=LAW.bands, weights=weights, disqualified=["forged"]) == {3: (), 4: (), 5: ()}


def test_a_condition_not_met_keeps_its_criterion_at_0_on_every_road():
    fruit = LAW.rubrics["s01"]
    found = roads(fruit, {}, bands=LAW.bands, weights=default_weights(fruit), disqualified=["grown-in-province"])
    covered = fruit.exclusion_by_key["grown-in-province"].covers
    gates = {gate.star for gate in fruit.gates if gate.criterion in covered}
    assert {star for star, some in found.items() if not some} >= {
        star for star in (3, 4, 5) if gates and star >= min(gates)
    }
    assert [one for some in found.values() for road in some for one in road.raises if one.criterion in covered] == []


def test_which_case_a_service_is_stays_as_it_was_ticked():
    tour = LAW.rubrics["s26"]
    found = roads(tour, {"8": "b1", "15": "a1"}, bands=LAW.bands, weights=default_weights(tour))
    options = {
        one.option for some in found.values() for road in some for one in road.raises if one.criterion in {"8", "15"}
    }
    assert options <= {"b2", "a2"} and options


def test_a_past_result_is_stood_for_by_the_median_tick_of_each_criterion():
    assert typical_picks(TEA, [{"1.1": "1"}, {"1.1": "3"}, {"1.1": "2"}])["1.1"] == "2"
    assert typical_picks(TEA, [{"1.1": "1"}, {}])["1.1"] is None
