"""Words, numbers and drawings of the templates."""

import datetime as dt
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ocop.web.shared.phones import shown_phone
from ocop.web.shared.templatetags import ocop as tags


@pytest.fixture(autouse=True)
def vietnamese():
    with translation.override("vi"):
        yield


def test_dates_are_written_day_month_year_without_zeros():
    assert tags.vn_date(dt.date(2026, 5, 22)) == "22/5/2026"
    assert tags.vn_date(dt.datetime(2026, 5, 21, 18, 0, tzinfo=dt.UTC)) == "22/5/2026"
    assert tags.vn_date(None) == ""


def test_numbers_are_grouped_and_a_missing_one_is_not_zero():
    assert tags.vn_number(1234567) == "1.234.567"
    assert tags.vn_number(0) == "0"
    assert tags.vn_number(None) == "chưa có số liệu"
    assert tags.plain(2026) == "2026"


def test_a_score_has_two_decimals_and_is_never_lifted_over_a_whole_number():
    assert tags.score("638/7") == "91,14"
    assert tags.score(638, 7) == "91,14"
    assert tags.score(260, 3) == "86,67"
    assert tags.score(Fraction(8999999, 100000)) == "89,99"
    assert tags.score(90) == "90,00"
    assert tags.score(None) == ""


@given(st.integers(0, 2000), st.integers(1, 20))
def test_a_score_shown_is_near_the_exact_one_and_reaches_no_whole_number_before_it(total, sheets):
    with translation.override("vi"):
        shown = Fraction(tags.score(total, sheets).replace(",", "."))
    exact = Fraction(total, sheets)
    assert abs(exact - shown) < Fraction(1, 100)
    assert int(shown) == int(exact)


def test_a_phone_number_is_written_as_people_say_it():
    assert shown_phone("+84912345678") == "0912 345 678"
    assert shown_phone("+842083855688") == "0208 385 5688"
    assert (shown_phone("+8613800138000"), shown_phone("")) == ("+8613800138000", "")


def test_days_left_are_said_in_words():
    assert tags.days_left_words(6) == "còn 6 ngày làm việc"
    assert tags.days_left_words(0) == "hạn cuối hôm nay"
    assert tags.days_left_words(-1) == "quá hạn 1 ngày làm việc"


def test_stars_are_said_in_words():
    assert tags.stars_words(4) == "4 sao"
    assert tags.stars_words(None) == "chưa có sao"


def test_gone_stars_are_all_hollow():
    assert tags.star_drawing(4).count("star-on") == 4
    assert tags.star_drawing(4, gone=True).count("star-on") == 0


def test_a_clock_has_one_tick_per_working_day_and_is_near_in_the_last_three():
    assert tags.clock_drawing(9, 15).count('class="used"') == 9
    assert tags.clock_drawing(9, 15).count("<rect") == 15
    assert [tags.clock_kind(used, 15) for used in (11, 12, 15, 16)] == ["", "near", "near", "over"]


def test_the_drawing_follows_set_and_name():
    assert tags.art_name("s01", "Quýt Bắc Kạn") == "mandarin"
    assert tags.art_name("s01", "Bí xanh thơm") == "vegetable"
    assert tags.art_name("11") == "tea"
    assert tags.art_name("s12", "Trà hoa vàng") == "golden-flower"
    assert tags.art_name("soft-drinks") == "basket"


def test_every_set_of_the_law_has_drawings_that_exist(settings):
    have = {path.stem for path in (settings.BASE_DIR / "ocop/web/static/art").glob("*.svg")}
    named = {drawing for choices in tags.SET_ART.values() for drawing, _marks in choices}
    assert set(tags.SET_ART) == set(range(1, 27))
    assert named - have == set()


def test_the_ground_follows_the_group():
    assert [tags.group_ground(key) for key in ("I.1.a", "IV", 6, "", "x")] == ["g1", "g4", "g6", "g1", "g1"]
