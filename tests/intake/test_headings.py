"""Group rows, totals, signatures and "as above" in a list: what each sets, and that none becomes a product."""

from typing import Any

import pytest

from ocop.intake.reading import ReadRow, read_register
from ocop.intake.reading.headings import rank_of_mark, told_beside
from tests.intake.books import book

HEAD = ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "Ghi chú"]


def rows_of(*rows: Any, merges: tuple[str, ...] = (), head: list[str] = HEAD) -> list[ReadRow]:
    """The product rows of a list under one title line."""
    data = book(*rows, head=head, titles=("DANH MỤC SẢN PHẨM OCOP",), merges=merges)
    return [row for row in read_register(data, "ds.xlsx").rows if not row.skipped]


def good(no: Any, name: str, producer: str = "HTX Bản Mới", stars: str = "3 sao") -> list[Any]:
    return [no, name, producer, "xóm 1", stars]


def test_a_commune_inside_a_district_heads_its_rows_whatever_its_number() -> None:
    rows = rows_of(
        ["I", "HUYỆN BA BỂ: 02 sản phẩm"],
        ["I.1", "Xã Khang Ninh"],
        good(1, "Bí thơm"),
        [2, "Xã Mỹ Phương"],
        good(1, "Trà bí"),
        ["II", "HUYỆN NA RÌ"],
        good(1, "Miến dong"),
    )
    said = [(row.cells.get("above_commune"), row.cells.get("above_district")) for row in rows]
    assert said == [("Xã Khang Ninh", "Huyện Ba Bể"), ("Xã Mỹ Phương", "Huyện Ba Bể"), (None, "Huyện Na Rì")]


def test_a_numbered_line_of_a_product_group_is_no_product() -> None:
    rows = rows_of(["I", "NHÓM THỰC PHẨM"], [1, "Phân nhóm: Chè"], good("1.1", "Chè búp"), good("1.2", "Chè đinh"))
    assert [row.cells["name"] for row in rows] == ["Chè búp", "Chè đinh"]
    assert [row.cells["above_group"] for row in rows] == ["Phân nhóm: Chè"] * 2


def test_a_heading_that_names_a_decision_gives_it_to_the_rows_below() -> None:
    rows = rows_of(
        ["I", "Quyết định số 11/QĐ-UBND ngày 12/4/2022 (01 sản phẩm)"],
        good(1, "Chè búp"),
        ["II", "Quyết định số 22/QĐ-UBND ngày 30/11/2023"],
        good(2, "Chè đinh"),
    )
    assert [row.cells["decision"][:24] for row in rows] == ["Quyết định số 11/QĐ-UBND", "Quyết định số 22/QĐ-UBND"]


def test_a_heading_tells_the_year_and_how_the_results_came_about_and_no_product_group() -> None:
    rows = rows_of(
        ["A", "NĂM 2021"],
        ["I", "Sản phẩm công nhận mới"],
        good(1, "Chè búp"),
        ["II", "Sản phẩm đánh giá lại"],
        good(2, "Chè đinh"),
        ["B", "NĂM 2022"],
        good(3, "Chè vàng"),
    )
    assert [(row.cells["year"], row.cells.get("note")) for row in rows] == [
        ("2021", "công nhận mới"),
        ("2021", "đánh giá lại"),
        ("2022", None),
    ]
    assert not any("above_group" in row.cells for row in rows)
    assert told_beside("Giai đoạn 2021 - 2025") == {}


def test_a_rank_ends_with_the_next_heading_of_the_same_kind() -> None:
    rows = rows_of(
        ["I", "SẢN PHẨM ĐẠT 4 SAO"],
        good(1, "Chè búp", stars=""),
        ["II", "SẢN PHẨM KHÁC"],
        good(1, "Chè đinh", stars=""),
    )
    assert [row.cells.get("stars") for row in rows] == ["SẢN PHẨM ĐẠT 4 SAO", None]
    assert rank_of_mark("I") == rank_of_mark("II. Huyện Ba Bể") != rank_of_mark("II.1") != rank_of_mark("1")


def test_a_heading_of_products_proposed_gives_no_star() -> None:
    (row,) = rows_of(["I", "SẢN PHẨM ĐỀ NGHỊ CÔNG NHẬN 4 SAO"], good(1, "Chè búp", stars=""))
    assert row.cells["note"] == "đề nghị"


@pytest.mark.parametrize("mark", ["nt", " -nt- ", "n.t", '"', "”", "''", "Như trên", "//", '-"-'])
def test_a_cell_that_says_as_above_says_what_the_row_above_says(mark: str) -> None:
    rows = rows_of(good(1, "Chè búp", "HTX Bản Mới", "4 sao"), [2, "Chè đinh", mark, mark, mark])
    assert (rows[1].cells["producer"], rows[1].cells["address"], rows[1].cells["stars"]) == (
        "HTX Bản Mới",
        "xóm 1",
        "4 sao",
    )
    assert "nt" in rows[1].notes[0]


def test_as_above_under_nothing_says_nothing() -> None:
    (row,) = rows_of([1, "Chè búp", "nt", "xóm 1", "3 sao"])
    assert "producer" not in row.cells


@pytest.mark.parametrize(
    "line",
    [
        ["", "Thái Nguyên, ngày 15 tháng 01 năm 2026"],
        ["", "", "", "Bắc Kạn, ngày    tháng 12 năm 2023"],
        ["Danh sách có 01 sản phẩm./."],
        ["", "KT. GIÁM ĐỐC"],
        ["", "TRƯỞNG PHÒNG"],
        ["Toàn tỉnh: 01 sản phẩm"],
        ["Tổng cộng (I+II): 01 sản phẩm"],
        ["", "(Ký, ghi rõ họ tên)"],
    ],
)
def test_what_closes_a_list_is_no_product(line: list[str]) -> None:
    rows = rows_of(good(1, "Chè búp"), line)
    assert [row.cells["name"] for row in rows] == ["Chè búp"]


def test_products_that_begin_like_a_total_or_a_place_stay_products() -> None:
    names = ["Tổng hợp hạt dinh dưỡng", "Cộng đồng trà", "Xã Đàn trà", "Ghi chú trà", "Chè 1/5"]
    assert [row.cells["name"] for row in rows_of(*(good(no, name) for no, name in enumerate(names, 1)))] == names


def test_the_sample_line_of_a_form_is_passed_over() -> None:
    assert [row.cells["name"] for row in rows_of(["", "VD: Chè xanh", "HTX A", "", "3"], good(1, "Chè búp"))] == [
        "Chè búp"
    ]


def test_ranks_as_figures_under_their_title_are_crossed() -> None:
    rows = rows_of(
        ["", "", "", "", "3", "4", "5"],
        [1, "Chè búp", "HTX Bản Mới", "xóm 1", None, "x", None],
        [2, "Chè đinh", "HTX Bản Mới", "xóm 1", "x", None, None],
        head=["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "", ""],
        merges=("E2:G2", "A2:A3", "B2:B3", "C2:C3", "D2:D3"),
    )
    assert [row.cells["stars"] for row in rows] == ["4", "3"]


def test_crosses_under_what_is_to_be_done_are_proposals() -> None:
    head = ["TT", "Tên sản phẩm", "Chủ thể", "Sao", "Ngày hết hạn", "Đánh giá lại", "Nâng hạng", "Thu hồi"]
    rows = rows_of(
        [1, "Chè búp", "HTX A", 3, "1/8/2026", "x"], [2, "Chè đinh", "HTX A", 3, "1/8/2026", "", "", "x"], head=head
    )
    assert [row.cells["proposal"] for row in rows] == ["Đánh giá lại", "Thu hồi"]
