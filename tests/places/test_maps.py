"""Reading places on today's map and on that of a date: nothing falls out, every total is the same."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import given
from hypothesis import strategies as st

from ocop.places.actions import load_lists
from ocop.places.enums import Level, SuccessionKind
from ocop.places.hints import hints
from ocop.places.maps import PlaceMap, by_unit, lying, pairs_of, successors_today, summed, unsettled
from ocop.places.models import AdminUnit
from ocop.places.queries import find_units, unit_by_slug
from ocop.places.rules import Edge, Lineage, Span, Step, present_units
from ocop.registry.models import Producer
from tests.factories.places import EVE, LAW_DAY, country, make_old_unit, make_succession, make_unit, reckon, unit

REAL = Path(os.environ.get("OCOP_LISTS_DIR", Path(__file__).resolve().parents[3] / "shared" / "data"))
needs_lists = pytest.mark.skipif(
    not (REAL / "admin_units.csv").exists(), reason="the official lists are not beside the repository (shared/data)"
)
NOW = dt.date(2026, 9, 1)
OLD, NEW = Span(dt.date(1900, 1, 1), EVE), Span(LAW_DAY)


def test_a_unit_is_itself_on_its_own_days_and_what_it_became_after_them() -> None:
    line = Lineage({1: OLD, 2: NEW}, [Step(1, 2, on=LAW_DAY)])
    assert (line.on(1, EVE), line.on(1, LAW_DAY), line.on(2, EVE)) == (1, 2, 1)


def test_a_split_unit_is_nothing_for_certain_and_each_of_its_parts_perhaps() -> None:
    line = Lineage({1: OLD, 2: NEW, 3: NEW}, [Step(1, 2, False, LAW_DAY), Step(1, 3, False, LAW_DAY)])
    assert (line.on(1, NOW), line.all_on(1, NOW)) == (None, {2, 3})
    # Each part lay wholly in the old one.
    assert (line.on(2, EVE), line.on(3, EVE)) == (1, 1)


def test_a_unit_made_of_several_has_no_one_predecessor() -> None:
    line = Lineage({1: OLD, 2: OLD, 3: NEW}, [Step(1, 3, on=LAW_DAY), Step(2, 3, on=LAW_DAY)])
    assert (line.on(3, EVE), line.all_on(3, EVE), line.on(1, NOW)) == (None, {1, 2}, 3)


def test_a_part_whose_rest_is_unknown_and_a_ring_are_not_guessed() -> None:
    assert Lineage({1: OLD, 2: NEW}, [Step(1, 2, False, LAW_DAY)]).on(1, NOW) is None
    ring = Lineage({1: OLD, 2: OLD}, [Step(1, 2, on=LAW_DAY), Step(2, 1, on=LAW_DAY)])
    assert (ring.on(1, NOW), ring.all_on(1, NOW)) == (None, frozenset())


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(6, 11), st.booleans()), max_size=14))
def test_on_todays_map_the_lineage_says_what_the_reckoning_says(links: list[tuple[int, int, bool]]) -> None:
    pairs = {(old, new): whole for old, new, whole in links}
    spans = {**dict.fromkeys(range(6), OLD), **dict.fromkeys(range(6, 12), NEW)}
    line = Lineage(spans, [Step(old, new, whole, LAW_DAY) for (old, new), whole in pairs.items()])
    known = present_units(range(6, 12), [Edge(old, new, whole) for (old, new), whole in pairs.items()])
    assert [line.on(one, NOW) for one in range(12)] == [known.get(one) for one in range(12)]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(6, 11)), max_size=14),
       st.sampled_from([dt.date(2000, 1, 1), EVE, LAW_DAY, NOW]))
def test_an_answer_for_certain_is_among_the_possible_ones_and_stood(links: list[tuple[int, int]], day: dt.date) -> None:
    spans = {**dict.fromkeys(range(6), OLD), **dict.fromkeys(range(6, 12), NEW)}
    line = Lineage(spans, [Step(old, new, on=LAW_DAY) for old, new in set(links)])
    for one in range(12):
        sure = line.on(one, day)
        assert sure is None or (sure in line.all_on(one, day) and line.stood(sure, day))
        assert all(line.stood(end, day) for end in line.all_on(one, day))


def placed(name: str, own: AdminUnit | None, settled: AdminUnit | None = None) -> Producer:
    return Producer.objects.create(name=name, kind="cooperative", unit=own, settled_unit=settled)


@pytest.fixture
def split(db: None) -> dict[str, AdminUnit]:
    """A province with a commune that was split, one that was merged, one made of both, and a chain."""
    country()
    province = unit("19", level=Level.PROVINCE)
    old = {"parent": unit("19", level=Level.PROVINCE, day=EVE), "province": unit("19", level=Level.PROVINCE, day=EVE)}
    new = {"parent": province, "province": province}
    made = {
        "split": make_old_unit("91001", "Bản Chia", **old), "merged": make_old_unit("91002", "Bản Gộp", **old),
        "north": make_unit("91003", "Bắc Chia", **new), "south": make_unit("91004", "Nam Chia", **new),
    }
    make_succession(made["split"], made["north"], SuccessionKind.PARTIAL)
    make_succession(made["split"], made["south"], SuccessionKind.PARTIAL)
    make_succession(made["merged"], made["south"])
    reckon(*made.values())
    return {**made, "province": province, "old_province": old["province"]}


def test_a_row_counts_where_it_lies_today_and_where_it_lay(split: dict[str, AdminUnit]) -> None:
    placed("một", split["split"])
    placed("hai", split["split"], split["north"])
    placed("ba", split["merged"])
    placed("bốn", split["south"])
    placed("năm", split["north"])
    placed("sáu", None)
    north, south = split["north"].pk, split["south"].pk
    assert by_unit(Producer.objects.all()) == {None: 2, north: 2, south: 2}
    assert by_unit(Producer.objects.all(), EVE) == {split["split"].pk: 3, split["merged"].pk: 1, None: 2}
    assert by_unit(Producer.objects.all(), LAW_DAY) == {None: 2, north: 2, south: 2}


def test_the_province_is_known_where_the_commune_is_not(split: dict[str, AdminUnit]) -> None:
    placed("một", split["split"])
    placed("hai", split["south"])
    assert by_unit(Producer.objects.all(), level=Level.PROVINCE) == {split["province"].pk: 2}
    assert by_unit(Producer.objects.all(), EVE, level=Level.PROVINCE) == {split["old_province"].pk: 2}


def test_every_number_opens_just_its_rows_and_totals_agree(split: dict[str, AdminUnit]) -> None:
    for number, (own, settled) in enumerate([
        (split["split"], None), (split["split"], split["south"]), (split["merged"], None), (split["north"], None),
        (None, None), (None, split["merged"]), (split["province"], split["north"]), (split["old_province"], None),
    ]):
        placed(f"chủ thể {number}", own, settled)
    rows = Producer.objects.all()
    for day in (None, EVE, LAW_DAY, dt.date(2019, 1, 1)):
        pairs = pairs_of(rows)
        on = PlaceMap(pairs, day)
        counts = summed(pairs, on)
        assert sum(counts.values()) == rows.count()
        for key, number in counts.items():
            assert rows.filter(lying(pair for pair in pairs if on.commune(pair) == key)).count() == number


def test_unsettled_rows_are_those_without_a_commune_of_today(split: dict[str, AdminUnit]) -> None:
    placed("chia", split["split"])
    placed("đã xác định", split["split"], split["north"])
    placed("gộp", split["merged"])
    placed("chỉ tỉnh", split["province"])
    placed("tỉnh, đã đọc ra xã", split["province"], split["south"])
    placed("không ghi", None)
    placed("tỉnh cũ", split["old_province"])
    names = set(Producer.objects.filter(unsettled()).values_list("name", flat=True))
    assert names == {"chia", "chỉ tỉnh", "không ghi", "tỉnh cũ"}
    assert Producer.objects.filter(~unsettled()).count() == 3


def test_a_settled_unit_that_was_split_since_waits_again(split: dict[str, AdminUnit]) -> None:
    row = placed("chia", split["split"], split["north"])
    ends = [make_unit(code, name, valid_from=dt.date(2026, 5, 1), province=split["province"])
            for code, name in (("91005", "Thượng Chia"), ("91006", "Hạ Chia"))]
    split["north"].valid_to = dt.date(2026, 4, 30)
    split["north"].save()
    for end in ends:
        make_succession(split["north"], end, SuccessionKind.PARTIAL, dt.date(2026, 5, 1))
    reckon(*ends)
    assert Producer.objects.filter(unsettled()).get() == row
    found = successors_today([split["split"]])[split["split"].pk]
    assert [one.name for one in found] == ["Hạ Chia", "Nam Chia", "Thượng Chia"]


def test_successors_are_found_through_chains_in_one_query_a_generation(
        split: dict[str, AdminUnit], django_assert_num_queries: Any) -> None:
    olds = [split["split"], split["merged"], split["north"]]
    with django_assert_num_queries(2):
        found = successors_today(olds)
    assert [[one.name for one in found[old.pk]] for old in olds] == [["Bắc Chia", "Nam Chia"], ["Nam Chia"],
                                                                    ["Bắc Chia"]]
    assert successors_today([]) == {}


@pytest.mark.django_db
def test_units_are_found_without_marks_of_every_time_the_whole_name_first() -> None:
    country()
    assert [one.full_name for one in find_units("tan cuong")][:2] == ["Xã Tân Cương", "Xã Tân Cương"]
    assert find_units("Tân Cương")[0].in_force
    assert find_units("xã Tân Cương")[0].full_name == "Xã Tân Cương"
    assert find_units("p. gia sang")[0].full_name == "Phường Gia Sàng"
    assert find_units("tinh bac kan")[0].full_name == "Tỉnh Bắc Kạn"
    assert {one.full_name for one in find_units("01960")} == {"Xã Lãng Ngâm", "Xã Hiệp Lực"}
    assert list(find_units("  ")) == []
    assert list(find_units("không có nơi này")) == []


@pytest.mark.django_db
def test_i_and_y_find_each_other() -> None:
    one = make_unit("91007", "Mỹ Yên")
    reckon(one)
    assert [list(find_units(text)) for text in ("mi yen", "Mỹ Yên", "my")] == [[one]] * 3


@pytest.mark.django_db
def test_one_address_is_another_unit_on_another_day() -> None:
    country()
    newest, middle = unit_by_slug("hiep-luc-01960"), unit_by_slug("hiep-luc-01960", EVE)
    assert newest is not None and middle is not None
    assert (newest.valid_from, middle.valid_to) == (LAW_DAY, EVE)
    assert unit_by_slug("hiep-luc-01960", dt.date(2019, 1, 1)) is None


def test_hints_say_how_like_a_name_is_and_prefer_one_in_force(split: dict[str, AdminUnit]) -> None:
    units = [split["north"], split["south"], split["split"]]
    found = hints("xã Bác Chia, huyện X", units)
    assert (found[0].unit, found[0].same, found[0].score) == (split["north"], False, 100)
    assert hints("Xã Bắc Chia", units)[0].same
    assert (hints("", units), hints("Hoàn toàn khác", units)) == ([], [])


@pytest.fixture(scope="module")
def whole_country(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Both official lists and a producer in every unit of the eve, rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_lists(path=REAL)
        Producer.objects.bulk_create([
            Producer(name=f"chủ thể {one.pk}", kind="cooperative", unit=one)
            for one in AdminUnit.objects.on(EVE).exclude(level=Level.NATION)
        ], 500)
        yield
        transaction.set_rollback(True)


@needs_lists
@pytest.mark.django_db
def test_totals_before_and_after_the_first_of_july_agree_on_the_real_lists(whole_country: None) -> None:
    rows = Producer.objects.all()
    total = rows.count()
    assert total == 63 + 696 + 10035
    for level in (Level.COMMUNE, Level.PROVINCE):
        counts = [by_unit(rows, day, level=level) for day in (None, EVE, LAW_DAY, dt.date(2026, 5, 1))]
        assert [sum(counted.values()) for counted in counts] == [total] * 4
    assert len(by_unit(rows, EVE)) == 10035 + 1
    assert len(by_unit(rows, level=Level.PROVINCE)) == 34
    assert len(by_unit(rows, EVE, level=Level.PROVINCE)) == 63


@needs_lists
@pytest.mark.django_db
def test_no_split_commune_falls_out_of_a_list_and_each_has_its_candidates(whole_country: None) -> None:
    split = list(AdminUnit.objects.on(EVE).communes().annotate(ends=Count("successions__new", distinct=True))
                 .filter(ends__gt=1))
    assert len(split) == 440
    rows = Producer.objects.filter(unit__in=split)
    assert by_unit(rows) == {None: 440}
    assert Counter(by_unit(rows, EVE).values()) == {1: 440}
    assert rows.filter(unsettled()).count() == 440
    assert None not in by_unit(rows, level=Level.PROVINCE)
    ends = successors_today(split)
    assert {len(ends[one.pk]) > 1 for one in split} == {True}
    assert all(end.in_force for found in ends.values() for end in found)
