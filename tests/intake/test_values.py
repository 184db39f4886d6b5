"""What people write in cells, read: stars, points, days, decisions, places."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.intake.naming import kind_of, producer_key, product_key
from ocop.intake.reading.headings import read_group
from ocop.intake.reading.places import split_address, split_producer
from ocop.intake.reading.tcvn3 import is_tcvn3, to_unicode
from ocop.intake.reading.values import (
    last_day,
    past_day,
    read_day,
    read_decision,
    read_number,
    read_score,
    read_stars,
    told_last_day,
)
from ocop.registry.enums import ProducerKind

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("3 sao", 3),
        ("03 sao", 3),
        ("hạng 4 sao", 4),
        ("hạng 4 sao OCOP", 4),
        ("bốn sao", 4),
        ("Ba sao", 3),
        ("5", 5),
        ("****", 4),
        ("★★★", 3),
        ("4.0", 4),
        ("bốn (04) sao", 4),
        ("4*", 4),
        ("", None),
        ("Không đạt", None),
        ("1 sao", 1),
        ("NĂM SAO", 5),
        ("đạt 3 sao", 3),
    ],
)
def test_stars_are_read_however_they_are_written(text: str, stars: int | None) -> None:
    found = read_stars(text)
    assert (found.value, found.potential, found.wrong) == (stars, False, "")


def test_potential_five_stars_are_no_stars_and_two_ranks_are_none() -> None:
    assert (read_stars("tiềm năng 5 sao").value, read_stars("tiềm năng 5 sao").potential) == (None, True)
    both = read_stars("3 sao và 4 sao")
    assert (both.value, both.wrong) == (None, "") and both.said
    assert read_stars("0").value is None
    assert read_stars("6 sao").wrong and read_stars("******").wrong and read_stars("3,5 sao").wrong


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("91,14", "91.14"),
        ("91.14", "91.14"),
        ("95,64/100 điểm", "95.64"),
        ("100/100 điểm", "100"),
        ("96", "96"),
        ("", None),
        ("78.125", "78.125"),
    ],
)
def test_points_are_read_with_comma_or_dot(text: str, score: str | None) -> None:
    assert read_score(text) == (Decimal(score) if score else None, "")


def test_points_above_the_scale_and_words_are_told() -> None:
    assert read_number("1.018") == 1018
    assert read_score("101")[1] and read_score("từ 78,66 - 83,54 điểm")[1]


@given(st.integers(0, 10000))
def test_a_score_of_two_decimals_is_itself(hundredths: int) -> None:
    whole, rest = divmod(hundredths, 100)
    assert read_score(f"{whole},{rest:02d}")[0] == Decimal(hundredths) / 100


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/6/2021", dt.date(2021, 6, 30)),
        ("3-11-2021", dt.date(2021, 11, 3)),
        ("ngày 29/12/2021", dt.date(2021, 12, 29)),
        ("2022-08-01", dt.date(2022, 8, 1)),
        ("44774", dt.date(2022, 8, 1)),
        ("ngày 1 tháng 8 năm 2022", dt.date(2022, 8, 1)),
        ("", None),
        ("Hợp tác xã 20/10", None),
    ],
)
def test_days_are_read_as_text_and_as_serials(text: str, day: dt.date | None) -> None:
    assert (read_day(text).on, read_day(text).wrong) == (day, "")


@given(st.dates(dt.date(2013, 1, 1), dt.date(2026, 11, 24)))
def test_every_day_of_the_programme_is_read_back(day: dt.date) -> None:
    assert read_day(f"{day.day}/{day.month}/{day.year}").on == day
    assert read_day(str((day - dt.date(1899, 12, 30)).days)).on == day


def test_days_that_cannot_be_are_told() -> None:
    assert read_day("31/02/2022").wrong
    assert past_day(read_day("1/1/2067"), TODAY).wrong and past_day(read_day("1/1/2007"), TODAY).wrong
    assert last_day(read_day("1/1/2067"), TODAY).wrong
    assert told_last_day("công nhận mới, GCN đến hết 10/01/2023").on == dt.date(2023, 1, 10)
    assert told_last_day("có giá trị trong thời hạn 36 tháng kể từ ngày 28/12/2023").on == dt.date(2026, 12, 28)
    assert told_last_day("có hiệu lực đến 2022").on is None


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("Số 1810/QĐ-UBND\nngày 01/08/2022", "1810/QĐ-UBND", dt.date(2022, 8, 1)),
        ("2616/QĐ-UBND 29/12/2021", "2616/QĐ-UBND", dt.date(2021, 12, 29)),
        ("144/QĐ-UBND", "144/QĐ-UBND", None),
        ("2890/QĐ-BNN-VPĐP 30/06/2021", "2890/QĐ-BNN-VPĐP", dt.date(2021, 6, 30)),
        ("35 / QĐ – UBND", "35/QĐ-UBND", None),
        ("", "", None),
    ],
)
def test_decisions_are_taken_apart(text: str, number: str, day: dt.date | None) -> None:
    found = read_decision(text)
    assert (found.number, found.day.on) == (number, day)


def test_addresses_and_subjects_are_taken_apart() -> None:
    found = split_address("Thôn An Dương, xã Phú Thuận, huyện Phú Vang")
    assert (found.rest, found.commune, found.district) == ("Thôn An Dương", "xã Phú Thuận", "huyện Phú Vang")
    assert split_producer("HTX Tân Qui, xã An Phú Tân") == ("HTX Tân Qui", "xã An Phú Tân")
    assert split_producer("HTX Ba Tơ\nĐC: thôn 1, xã Ba Tơ") == ("HTX Ba Tơ", "thôn 1, xã Ba Tơ")
    assert split_producer("Hợp tác xã 20/10") == ("Hợp tác xã 20/10", "")
    assert split_producer("HTX sản xuất, kinh doanh, dịch vụ An Lỗ") == ("HTX sản xuất, kinh doanh, dịch vụ An Lỗ", "")


def test_group_rows_say_what_they_set() -> None:
    assert (
        read_group("II. HUYỆN CHỢ MỚI (05 sản phẩm)").level,
        read_group("II. HUYỆN CHỢ MỚI (05 sản phẩm)").text,
    ) == ("district", "Huyện Chợ Mới")
    assert read_group("VI. KHÔNG RÕ HUYỆN (11 sản phẩm)").text == ""
    assert read_group("Sản phẩm đạt 4 sao").level == "stars"
    assert read_group("TỈNH BẮC KẠN").level == "province"
    assert read_group("A. Nhóm thực phẩm").level == "group"


def test_names_are_one_however_they_are_shortened_but_marks_count() -> None:
    assert producer_key("Hợp tác xã Tài Hoan") == producer_key("HTX Tài  Hoan")
    assert producer_key("Công ty Trách nhiệm hữu hạn SX&TM Hoà Phú") == producer_key(
        "Công ty TNHH sản xuất và thương mại Hòa Phú"
    )
    assert product_key("Rau xà lách thuỷ canh – Bạch Cúc") == product_key("rau xà lách thủy canh - Bạch Cúc")
    assert product_key("Tinh bột nghệ nếp đỏ") != product_key("Tinh bột nghệ nếp đen")
    assert kind_of("", "Cơ sở Nông Hồng Quyên") == (ProducerKind.HOUSEHOLD, False)
    assert kind_of("DN", "Trà Vinh FARM") == (ProducerKind.ENTERPRISE, False)
    assert kind_of("", "Bà Liễu Mẹ")[0] == ProducerKind.HOUSEHOLD


def test_old_fonts_are_found_by_column_and_modern_text_is_left_alone() -> None:
    assert is_tcvn3(["HuyÖn Chî §ån", "S¶n phÈm"]) and to_unicode("HuyÖn Chî §ån") == "Huyện Chợ Đồn"
    assert not is_tcvn3(["Xã Hòa Phú", "Hà Giang"]) and not is_tcvn3(["Huyện Chợ Đồn"]) and not is_tcvn3([])
