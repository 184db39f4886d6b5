"""Lists as Excel: real dates and numbers, codes as text, nothing that runs, the filter on top."""

import datetime as dt
import io
import zipfile
from fractions import Fraction
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ocop.web.shared.exports import Column, harmless, message_text, sheet_response, wants_sheet

DAY = dt.date(2026, 11, 24)
VALUE: Column[Any] = Column("Giá trị", lambda row: row)


def file_of(rows: list[Any], column: Column[Any] = VALUE, **how: Any) -> bytes:
    answer = sheet_response(how.pop("title", "Danh sách thử"), [column], rows, day=DAY, **how)
    return b"".join(answer)  # type: ignore[arg-type]  # a FileResponse is read as bytes


def cells(rows: list[Any], column: Column[Any] = VALUE, **how: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file_of(rows, column, **how)))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def body(rows: list[Any], column: Column[Any] = VALUE) -> list[Any]:
    return [row[0] for row in cells(rows, column)[4:]]


def test_dates_are_dates_numbers_numbers_and_nothing_stays_empty() -> None:
    found = body([dt.date(2026, 5, 22), 7, 2.5, Fraction(1, 4), True, None, "x"])
    assert found == [dt.date(2026, 5, 22), 7, 2.5, 0.25, "có", "", "x"]


def test_an_instant_is_read_in_vietnams_time() -> None:
    assert body([dt.datetime(2026, 5, 22, 20, 0, tzinfo=dt.UTC)]) == [dt.datetime(2026, 5, 23, 3, 0)]


def test_codes_and_years_are_text_with_their_zeros() -> None:
    column: Column[Any] = Column("Mã", lambda row: row, text=True)
    assert body(["05503", 2026, 8931234567890], column) == ["05503", "2026", "8931234567890"]


def test_a_number_of_too_many_digits_stays_text() -> None:
    assert body([10**15 + 1]) == ["1000000000000001"]


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@SUM(A1)", "\tx", "=HYPERLINK(\"http://x\")"])
def test_text_that_begins_like_a_formula_is_made_harmless(text: str) -> None:
    assert body([text]) == [f"'{text}"]
    assert harmless(text) == f"'{text}"


@settings(max_examples=25)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60))
def test_no_text_becomes_a_formula(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(file_of([text], title=text, filters=text))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_title_filter_and_day_stand_above_the_heads() -> None:
    assert [row[0] for row in cells([], filters="xã Tân Cương, 4 sao")] == [
        "Danh sách thử", "Lọc: xã Tân Cương, 4 sao. Tính đến ngày 24/11/2026.", "", "Giá trị"]


def test_without_a_filter_the_file_says_all() -> None:
    assert cells([])[1][0] == "Lọc: tất cả. Tính đến ngày 24/11/2026."


@pytest.mark.parametrize(("title", "name"), [
    ("Chủ thể ở Tân Cương", "chu-the-o-tan-cuong-2026-11-24.xlsx"), ("[]:*?/\\", "danh-sach-2026-11-24.xlsx"),
    ("Một tên rất dài mà không trang tính nào của bảng tính chứa nổi", None),
])
def test_the_file_is_named_after_title_and_day(title: str, name: str | None) -> None:
    answer = sheet_response(title, [VALUE], [1], day=DAY)
    assert b"".join(answer)[:2] == b"PK"  # type: ignore[arg-type]  # as above
    assert name is None or f'filename="{name}"' in answer["Content-Disposition"]


def test_rows_are_read_one_by_one() -> None:
    assert body(list(range(3000))) == list(range(3000))
    assert cells([row for row in iter("ab")])[4:] == [["a"], ["b"]]


@pytest.mark.parametrize(("query", "wanted"), [("xuat=xlsx", True), ("xuat=csv", False), ("", False)])
def test_a_list_is_asked_for_by_its_address(query: str, wanted: bool) -> None:
    assert wants_sheet(RequestFactory().get(f"/?{query}")) is wanted


def test_a_message_leaves_out_empty_lines_and_ends_with_the_link() -> None:
    assert message_text(["Một", "", "Hai"], link="https://x/") == "Một\nHai\nhttps://x/"
