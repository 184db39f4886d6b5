"""What the lines over a list and the sheet's name say for every row: the decision, the province, the district."""

import datetime as dt

import pytest

from ocop.intake.planning import plan_import
from ocop.intake.reading import read_register
from ocop.intake.reading.titles import title_decision
from tests.intake.books import HEAD, book, row
from tests.intake.stage import Ground

pytestmark = pytest.mark.django_db
GROUNDS = "Căn cứ Quyết định số 148/QĐ-TTg ngày 24/02/2023 của Thủ tướng Chính phủ;"


@pytest.mark.parametrize(
    ("titles", "number", "day"),
    [
        ([GROUNDS, "(Kèm theo Quyết định số 12/QĐ-UBND ngày 15/11/2024)"], "12/QĐ-UBND", dt.date(2024, 11, 15)),
        (["(Kèm theo Quyết định số: 12/QĐ-UBND", "ngày 15/11/2024 của tỉnh)"], "12/QĐ-UBND", dt.date(2024, 11, 15)),
        (["Kèm theo Quyết định số 12/QĐ-UBND", "Số liệu đến ngày 31/12/2024"], "12/QĐ-UBND", None),
        (["Theo Quyết định số 12/QĐ-UBND ngày 15/11/2024"], "12/QĐ-UBND", dt.date(2024, 11, 15)),
        ([GROUNDS], "", None),
        (["Thực hiện Quyết định số 7/QĐ-UBND ngày 1/2/2023"], "", None),
        (["(Kèm theo Quyết định số      /QĐ-UBND ngày    tháng 12 năm 2023)"], "", None),
    ],
)
def test_a_list_belongs_to_the_decision_it_is_annexed_to(titles: list[str], number: str, day: dt.date | None) -> None:
    found, several = title_decision(titles)
    assert (found.number, found.day.on, several) == (number, day, False)


@pytest.mark.parametrize(
    "titles",
    [
        ["Theo Quyết định số 11/QĐ-UBND ngày 5/1/2022 và Quyết định số 12/QĐ-UBND ngày 6/2/2023"],
        ["Theo Quyết định số 11/QĐ-UBND ngày 5/1/2022", "Theo Quyết định số 12/QĐ-UBND ngày 6/2/2023"],
    ],
)
def test_titles_that_name_two_decisions_name_none(titles: list[str]) -> None:
    found, several = title_decision(titles)
    assert (found.number, several) == ("", True)


def shown(ground: Ground, *titles: str, name: str = "Biểu 01", **cells: str) -> dict[str, str]:
    """One row under the titles as the report shows it to an administrator, who has no province of his own."""
    data = book(row(1, "Chè búp", **cells), titles=titles, name=name)
    (line,) = plan_import(read_register(data, "ds.xlsx").sheets, by=ground.root).lines
    return {**line.shown, "message": line.message}


@pytest.mark.parametrize(
    ("titles", "name", "address", "place"),
    [
        (["UBND HUYỆN PHÚ LƯƠNG", "Danh mục sản phẩm OCOP"], "Biểu 01", "", ("Huyện Phú Lương", "Thái Nguyên")),
        (["DANH MỤC SẢN PHẨM HUYỆN ĐẠI TỪ, TỈNH THÁI NGUYÊN"], "x", "xã La Bằng", ("Huyện Đại Từ", "Thái Nguyên")),
        (["SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG THÁI NGUYÊN"], "x", "xã Tân Cương", ("", "Thái Nguyên")),
        (["DANH MỤC OCOP TỈNH THÁI NGUYÊN"], "2. TP Sông Công (5)", "", ("Thành phố Sông Công", "Thái Nguyên")),
        (["DANH MỤC SẢN PHẨM OCOP"], "Bắc Kạn", "", ("", "Bắc Kạn")),
        (["TỈNH BẮC KẠN (nay là tỉnh Thái Nguyên)"], "x", "xã Côn Minh, huyện Na Rì", ("huyện Na Rì", "Bắc Kạn")),
        (["ỦY BAN NHÂN DÂN TỈNH THỪA THIÊN HUẾ"], "x", "", ("", "Thừa Thiên Huế")),
        (["Hà Nội, ngày 5 tháng 6 năm 2024"], "x", "", ("", "")),
    ],
)
def test_titles_and_sheet_names_tell_the_place(
    ground: Ground, titles: list[str], name: str, address: str, place: tuple[str, str]
) -> None:
    found = shown(ground, *titles, name=name, address=address)
    assert (found["district"], found["province"]) == place


def test_a_districts_own_list_is_decided_by_the_district(ground: Ground) -> None:
    data = book(row(1, "Chè búp", address=""), titles=("UBND THÀNH PHỐ SÔNG CÔNG", "Danh mục sản phẩm OCOP 4 sao"))
    (line,) = plan_import(read_register(data, "ds.xlsx").sheets, by=ground.root).lines
    assert line.outcome is not None
    assert str(getattr(line.outcome, "authority", "")) == str(line.spot.district)


def test_a_row_that_names_its_own_district_is_not_given_the_sheets(ground: Ground) -> None:
    found = shown(
        ground, "DANH MỤC SẢN PHẨM HUYỆN ĐẠI TỪ, TỈNH THÁI NGUYÊN", address="xã Côn Minh, huyện Na Rì, Bắc Kạn"
    )
    assert (found["district"], found["province"]) == ("huyện Na Rì", "Bắc Kạn")


def test_rows_under_several_decisions_say_so_and_get_no_certificate(ground: Ground) -> None:
    found = shown(
        ground, "Theo QĐ 11/QĐ-UBND ngày 5/1/2022, 12/QĐ-UBND ngày 6/2/2023 của tỉnh Thái Nguyên", decision=""
    )
    assert (found["decision"], "nhiều quyết định" in found["message"]) == ("", True)


def test_a_city_that_is_a_province_heads_its_rows_and_one_that_is_a_district_does_not(ground: Ground) -> None:
    data = book(
        ["I", "Tỉnh Thái Nguyên"],
        ["a", "Thành phố Sông Công"],
        row(1, "Chè búp", address=""),
        ["II", "Thành phố Hà Nội"],
        row(2, "Tranh", address="xã Duyên Thái, huyện Thường Tín"),
        titles=("DANH SÁCH SẢN PHẨM 5 SAO TOÀN QUỐC",),
        head=HEAD,
    )
    first, second = plan_import(read_register(data, "ds.xlsx").sheets, by=ground.root).lines
    assert (first.shown["district"], first.shown["province"]) == ("Thành phố Sông Công", "Tỉnh Thái Nguyên")
    assert second.shown["province"] == "Thành phố Hà Nội"


def test_points_too_few_for_the_stars_are_told(ground: Ground) -> None:
    title = "DANH MỤC SẢN PHẨM OCOP TỈNH THÁI NGUYÊN"
    assert "4 sao cần từ 70 điểm mà điểm ghi 66,5" in shown(ground, title, score="66,5")["message"]
    assert "cần từ" not in shown(ground, title, score="78,5")["message"]


def test_a_withdrawal_in_a_note_is_entered_with_its_day_and_only_told_without_one(ground: Ground) -> None:
    head = [*HEAD, "Ghi chú"]
    data = book(
        [*row(1, "Chè búp"), "Đã thu hồi theo Quyết định số 5/QĐ-UBND ngày 2/3/2025"],
        [*row(2, "Chè đinh"), "Thu hồi"],
        [*row(3, "Chè vàng"), "Đề nghị thu hồi ngày 2/3/2025"],
        head=head,
    )
    lines = plan_import(read_register(data, "ds.xlsx").sheets, by=ground.officer).lines
    assert [line.facts.revoked_on for line in lines if line.facts] == [dt.date(2025, 3, 2), None, None]
    assert "không có ngày thu hồi" in lines[1].message
