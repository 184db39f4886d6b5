"""Spelling and lineage, without a database."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.places.enums import Level, UnitKind, split_kind
from ocop.places.rules import Edge, home_of, place_key, present_units

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ "


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Thủy Nguyên", "Thuỷ Nguyên"),
        ("Mỹ Lý", "Mĩ Lí"),
        ("Vũ Quý", "Vũ Quí"),
        ("Phường 1", "phường 01"),
        ("B’Lao", "B'Lao"),
        ("Bà Rịa - Vũng Tàu", "Bà Rịa-Vũng  Tàu"),
    ],
)
def test_two_spellings_of_one_place_have_one_key(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Văn Lang", "Văn Lăng"), ("Thúy", "Thúi"), ("Tây Sơn", "Tai Sơn"), ("Cẩm Giàng", "Cẩm Giang")],
)
def test_two_places_that_differ_by_a_mark_or_a_vowel_stay_two(one: str, other: str) -> None:
    assert place_key(one) != place_key(other)


@given(st.text(LETTERS, max_size=30))
def test_composition_and_case_never_change_the_key(text: str) -> None:
    assert place_key(unicodedata.normalize("NFD", text).upper()) == place_key(text)


def test_a_full_name_parts_into_kind_and_name() -> None:
    assert split_kind(Level.COMMUNE, "Thị trấn Bằng Lũng") == (UnitKind.TOWNSHIP, "Bằng Lũng")
    assert split_kind(Level.PROVINCE, "Thành phố Huế") == (UnitKind.CENTRAL_CITY, "Huế")
    assert split_kind(Level.DISTRICT, "Thành phố Bắc Kạn") == (UnitKind.PROVINCIAL_CITY, "Bắc Kạn")
    assert split_kind(Level.COMMUNE, "Tân Cương") == (None, "Tân Cương")


def test_a_unit_follows_its_mergers_to_the_one_in_force() -> None:
    assert present_units({3}, [Edge(1, 2), Edge(2, 3)]) == {1: 3, 2: 3, 3: 3}


def test_a_split_unit_is_nothing_today() -> None:
    assert present_units({2, 3}, [Edge(1, 2, False), Edge(1, 3, False)]) == {1: None, 2: 2, 3: 3}


def test_parts_that_came_together_again_are_one_unit() -> None:
    edges = [Edge(1, 2, False), Edge(1, 3, False), Edge(2, 4), Edge(3, 4)]
    assert present_units({4}, edges)[1] == 4


def test_a_part_whose_rest_is_unknown_settles_nothing() -> None:
    assert present_units({2}, [Edge(1, 2, False)])[1] is None


def test_a_ring_of_successions_ends_in_nothing() -> None:
    assert present_units(set(), [Edge(1, 2), Edge(2, 1)]) == {1: None, 2: None}


UNITS = st.integers(0, 30)


@given(st.lists(st.tuples(UNITS, UNITS, st.booleans()), max_size=60), st.sets(UNITS))
def test_whatever_the_edges_every_answer_is_in_force(edges: list[tuple[int, int, bool]], in_force: set[int]) -> None:
    found = present_units(in_force, [Edge(*edge) for edge in edges])
    assert {unit for unit in found.values() if unit is not None} <= in_force
    assert {unit: found[unit] for unit in in_force} == {unit: unit for unit in in_force}


def test_successors_in_two_provinces_leave_the_unit_with_its_own() -> None:
    edges = [Edge(1, 2, False), Edge(1, 3, False)]
    assert home_of(90, edges, {2: 80, 3: 90}) == 90
    assert home_of(70, edges, {2: 80, 3: 90}) == 80
    assert home_of(70, [Edge(1, 2)], {2: 80}) == 80
    assert home_of(70, [], {}) == 70
