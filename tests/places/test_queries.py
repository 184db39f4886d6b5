"""Finding units: by day, address, code, name; what lies within what; what has a place."""

import datetime as dt
import unicodedata
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ocop.core.dates import UNKNOWN_START
from ocop.places import queries
from ocop.places.enums import Level, UnitKind
from ocop.places.models import AdminUnit, Placed
from tests.factories.places import (
    EVE,
    LAW_DAY,
    country,
    make_old_unit,
    make_succession,
    make_unit,
    reckon,
    unit,
)

pytestmark = pytest.mark.django_db


def thai_nguyen() -> AdminUnit:
    return unit("19", level=Level.PROVINCE)


def test_an_address_is_the_folded_name_and_the_code() -> None:
    country()
    assert thai_nguyen().slug == "thai-nguyen-19"
    assert unit("77", level=Level.PROVINCE, day=EVE).slug == "ba-ria-vung-tau-77"
    assert AdminUnit.objects.by_slug("thai-nguyen-19") == thai_nguyen()
    assert AdminUnit.objects.by_slug("bac-kan-06") == unit("06", level=Level.PROVINCE, day=EVE)
    assert AdminUnit.objects.by_slug("viet-nam-vn") == queries.nation()
    assert AdminUnit.objects.by_slug("lang-ngam-01960") == unit("01960", day=dt.date(2019, 1, 1))
    assert AdminUnit.objects.by_slug("ha-noi-19") is None
    assert AdminUnit.objects.by_slug("") is None


def test_a_unit_stands_on_its_last_day_and_not_on_the_next() -> None:
    country()
    assert [u.name for u in AdminUnit.objects.on(EVE).provinces().filter(code="06")] == ["Bắc Kạn"]
    assert not AdminUnit.objects.on(LAW_DAY).provinces().filter(code="06").exists()


def test_a_unit_by_code_depends_on_the_day() -> None:
    country()
    assert queries.unit_by_code(Level.COMMUNE, "01843", EVE).full_name == "Phường Phùng Chí Kiên"
    assert queries.unit_by_code(Level.COMMUNE, "01843", LAW_DAY).full_name == "Phường Bắc Kạn"
    assert queries.unit_by_code(Level.COMMUNE, "99999", LAW_DAY) is None


def test_units_of_today_come_in_vietnamese_order() -> None:
    country()
    names = [u.name for u in queries.today_units(Level.PROVINCE, day=LAW_DAY)]
    assert (names[:5], len(names)) == (["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ"], 34)


@pytest.mark.parametrize(
    "written", ["Xã Tân Cương", "tân cương", "X. Tân Cương", "x.Tân Cương", "XÃ TÂN CƯƠNG", "Tan Cuong",
                "xa Tan Cuong", unicodedata.normalize("NFD", "Xã Tân Cương")]
)
def test_a_commune_is_found_however_it_is_written(written: str) -> None:
    country()
    assert queries.find_commune(written, thai_nguyen(), LAW_DAY) == unit("05503")


def test_tone_place_and_i_or_y_do_not_matter() -> None:
    country()
    province = thai_nguyen()
    hoa = make_unit("90001", "Hòa Lý", province=province)
    assert queries.find_commune("Xã Hoà Lí", province, LAW_DAY) == hoa


def test_names_that_differ_by_a_mark_are_told_apart_and_unmarked_ones_are_not_guessed() -> None:
    country()
    province = thai_nguyen()
    assert queries.find_commune("Văn Lang", province, LAW_DAY) == unit("02143")
    assert queries.find_commune("Văn Lăng", province, LAW_DAY) == unit("05665")
    assert queries.find_commune("Van Lang", province, LAW_DAY) is None


def test_a_name_borne_in_two_districts_needs_the_district() -> None:
    country()
    province, na_ri, cho_don = (unit(code, level=level, day=EVE) for code, level in
                                (("06", Level.PROVINCE), ("066", Level.DISTRICT), ("064", Level.DISTRICT)))
    first = make_old_unit("90002", "Tân Tiến", province=province, district=na_ri)
    make_old_unit("90003", "Tân Tiến", province=province, district=cho_don)
    assert queries.find_commune("Tân Tiến", province, EVE) is None
    assert queries.find_commune("Tân Tiến", province, EVE, district=na_ri) == first


def test_a_commune_is_looked_for_on_the_day_and_in_the_province() -> None:
    country()
    bac_kan = unit("06", level=Level.PROVINCE, day=EVE)
    assert queries.find_commune("Thị trấn Bằng Lũng", bac_kan, EVE) == unit("02020", day=EVE)
    assert queries.find_commune("Thị trấn Bằng Lũng", bac_kan, LAW_DAY) is None
    assert queries.find_commune("Xã Tân Cương", unit("04", level=Level.PROVINCE), LAW_DAY) is None


def test_many_names_cost_one_query(django_assert_num_queries: Any) -> None:
    country()
    province = thai_nguyen()
    with django_assert_num_queries(1):
        communes = queries.communes_of(province, LAW_DAY)
        found = [queries.pick_commune(name, communes) for name in ("Côn Minh", "Ba Bể", "Chợ Mới")]
    assert [one.code for one in found if one] == ["02185", "01906", "02086"]


def test_a_province_is_found_by_name_on_a_day() -> None:
    country()
    assert queries.find_province("tỉnh Hoà Bình", EVE) == unit("17", level=Level.PROVINCE, day=EVE)
    assert queries.find_province("TP. Huế", LAW_DAY) is None
    assert queries.find_province("Thành phố Huế", LAW_DAY) == unit("46", level=Level.PROVINCE)
    assert queries.find_province("Bac Kan", LAW_DAY) is None


def test_the_province_of_a_unit_is_the_one_it_was_made_in() -> None:
    country()
    bac_kan = unit("06", level=Level.PROVINCE, day=EVE)
    assert queries.province_of(unit("02173", day=EVE)) == bac_kan
    assert queries.province_of(bac_kan) == bac_kan
    assert queries.province_of(queries.nation()) is None


def test_a_province_in_force_holds_what_came_to_it_and_an_old_one_what_it_held() -> None:
    country()
    bac_kan, con_minh_old, tan_cuong = unit("06", level=Level.PROVINCE, day=EVE), unit("02173", day=EVE), unit("05503")
    now = set(queries.units_within(thai_nguyen()))
    then = set(queries.units_within(bac_kan))
    assert {bac_kan, con_minh_old, tan_cuong, thai_nguyen()} <= now
    assert (con_minh_old in then, bac_kan in then, tan_cuong in then) == (True, True, False)
    assert unit("01273") not in now
    assert queries.units_within(queries.nation()).count() == AdminUnit.objects.count()


def test_a_district_and_a_commune_hold_their_own() -> None:
    country()
    na_ri, con_minh = unit("066", level=Level.DISTRICT, day=EVE), unit("02185")
    assert {u.code for u in queries.units_within(con_minh)} == {"02173", "02185", "02188"}
    assert {u.level for u in queries.units_within(na_ri)} == {Level.DISTRICT, Level.COMMUNE}


def test_a_commune_that_moved_to_another_province_is_counted_there() -> None:
    country()
    bac_kan, cao_bang = unit("06", level=Level.PROVINCE, day=EVE), unit("04", level=Level.PROVINCE)
    moved = make_old_unit("90004", "Chuyển Đi", province=bac_kan)
    make_succession(moved, make_unit("90005", "Chuyển Đến", province=cao_bang))
    reckon(moved)
    assert moved.today_province == cao_bang


def test_a_unit_entered_before_its_first_day_is_not_yet_anything() -> None:
    country()
    later = make_unit("90006", "Mai Sau", valid_from=dt.date(2999, 1, 1), province=thai_nguyen())
    reckon(later)
    assert (later.today, later.today_province) == (None, thai_nguyen())


def test_two_rows_of_one_code_and_day_are_refused_by_the_database() -> None:
    make_unit("90007", "Một")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_unit("90007", "Hai")


def test_a_unit_that_ends_before_it_begins_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_unit("90008", "Ngược", valid_to=EVE)


def test_a_kind_stands_before_the_name() -> None:
    zone = make_unit("90009", "Hoàng Sa", kind=UnitKind.SPECIAL_ZONE)
    assert (zone.full_name, str(zone), zone.slug) == ("Đặc khu Hoàng Sa", "Đặc khu Hoàng Sa", "hoang-sa-90009")
    assert make_old_unit("90010", "Cũ").valid_from == UNKNOWN_START


class Stall:
    """Stands where a placed model would: a model class here would be a table without a migration."""

    unit_today, province_today, place_words = Placed.unit_today, Placed.province_today, Placed.place_words

    def __init__(self, unit: Any = None, settled_unit: Any = None, unit_text: str = "") -> None:
        self.unit, self.settled_unit, self.unit_text = unit, settled_unit, unit_text


def test_a_placed_thing_lies_where_it_was_settled_else_where_its_unit_went() -> None:
    country()
    merged, split = unit("02173", day=EVE), unit("05461", day=EVE)
    assert Stall(unit=merged).unit_today == unit("02185")
    assert Stall(unit=split).unit_today is None
    assert Stall(unit=split).province_today == thai_nguyen()
    assert Stall(unit=split, settled_unit=unit("05467")).unit_today == unit("05467")
    assert Stall(unit=split, settled_unit=unit("05467")).place_words == "Phường Gia Sàng"
    assert Stall(unit_text="xã chưa rõ").place_words == "xã chưa rõ"
    assert (Stall().unit_today, Stall().province_today) == (None, None)
