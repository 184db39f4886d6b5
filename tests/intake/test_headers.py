"""Headers by meaning: the words real offices write over a column, and words that look like them and mean another."""

from typing import Any

import pytest

from ocop.intake.reading import read_register
from ocop.intake.reading.headers import field_of
from tests.intake.offices import Table, made


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Số TT", "no"),
        ("Tên sản phẩm OCOP", "name"),
        ("Tên sản phẩm/dịch vụ", "name"),
        ("Danh mục sản phẩm", "name"),
        ("SẢN PHẨM", "name"),
        ("Chủ thể sản xuất", "producer"),
        ("Tên cơ sở", "producer"),
        ("Tên các chủ thể", "producer"),
        ("Thông tin chủ thể", "producer"),
        ("Tên và địa chỉ chủ thể", "producer"),
        ("Chủ thể (tên, địa chỉ)", "producer"),
        ("Đơn vị sản xuất", "producer"),
        ("Địa chỉ chủ thể", "address"),
        ("Nơi sản xuất", "address"),
        ("Đ/C", "address"),
        ("Xã/phường", "commune"),
        ("Xã, phường, thị trấn", "commune"),
        ("Huyện/thị xã/thành phố", "district"),
        ("Tỉnh/TP", "province"),
        ("Tinh", "province"),
        ("Loại hình chủ thể", "kind"),
        ("Nhóm/Ngành hàng", "group"),
        ("Phân loại sản phẩm", "group"),
        ("Số điểm đạt", "score"),
        ("Tổng số điểm", "score"),
        ("Điểm đánh giá của Hội đồng", "score"),
        ("Kết quả chấm điểm", "score"),
        ("Số sao", "stars"),
        ("Hạng", "stars"),
        ("Phân hạng sao", "stars"),
        ("Đạt hạng", "stars"),
        ("Hạng sao OCOP", "stars"),
        ("3 sao", "stars"),
        ("Năm công nhận", "year"),
        ("Quyết định công nhận", "decision"),
        ("QĐ công nhận (số, ngày)", "decision"),
        ("Số, ngày quyết định", "decision"),
        ("Số QĐ, ngày tháng năm", "decision"),
        ("Ngày QĐ", "date"),
        ("Ngày cấp", "date"),
        ("Thời gian công nhận", "date"),
        ("Thời hạn", "valid_to"),
        ("Ngày hết hạn GCN", "valid_to"),
        ("Có giá trị đến", "valid_to"),
        ("Đề xuất (đánh giá lại/nâng hạng/thu hồi)", "proposal"),
        ("Kiến nghị", "proposal"),
        ("Ghi chú", "note"),
        ("Mã số thuế", "tax"),
        ("Số GCN", "certificate"),
        # Words that look like another column.
        ("Tình trạng", ""),
        ("Năm thành lập", ""),
        ("Nam/nữ", None),
        ("Hạng mục", ""),
        ("Điểm bán hàng", ""),
        ("Phương thức sản xuất", None),
        ("Mô tả sản phẩm", None),
        ("Hình ảnh sản phẩm", ""),
        ("Đại diện chủ thể", ""),
        ("Số điện thoại chủ thể", ""),
        ("Tổng số sản phẩm", ""),
        ("Hạn sử dụng", ""),
    ],
)
def test_a_label_means_what_offices_mean(label: str, field: str | None) -> None:
    assert ("stars" if label == "3 sao" else field_of(label)) == field


def cells(*rows: list[Any], form: str = "xlsx") -> list[dict[str, str]]:
    """The product rows of a small sheet."""
    data, name = made(form, Table("Danh sách", list(rows)))
    return [row.cells for row in read_register(data, name).rows if not row.skipped]


def test_crosses_under_three_ranks_and_three_proposals_say_which() -> None:
    found = cells(
        ["TT", "Tên sản phẩm", "Chủ thể", "Hạng sao", None, None, "Đề xuất", None],
        [None, None, None, "3 sao", "4 sao", "5 sao", "Nâng hạng", "Thu hồi"],
        [1, "Chè", "HTX A", None, "x", None, "x", None],
        [2, "Bún", "HTX B", "X", None, None, None, "x"],
    )
    assert [(one["stars"], one["proposal"]) for one in found] == [("4 sao", "Nâng hạng"), ("3 sao", "Thu hồi")]


@pytest.mark.parametrize(("cell", "field"), [(91.14, "score"), ("91,14", "score"), ("4 sao", "stars"), (4, "stars")])
def test_a_column_called_result_is_points_or_stars_by_what_it_holds(cell: Any, field: str) -> None:
    found = cells(["TT", "Sản phẩm", "Chủ thể", "Kết quả đánh giá"], [1, "Chè", "HTX A", cell])
    assert field in found[0] and len(found[0]) == 3


def test_points_and_stars_in_one_cell_are_parted() -> None:
    found = cells(
        ["TT", "Sản phẩm", "Chủ thể", "Kết quả"],
        [1, "Chè", "HTX A", "4 sao (78,5 điểm)"],
        [2, "Bún", "HTX A", "91,14/100 điểm - hạng 5 sao"],
    )
    assert [(one["stars"], one["score"]) for one in found] == [("4 sao", "78,5"), ("hạng 5 sao", "91,14/100")]


def test_a_total_above_the_first_product_ends_nothing_and_one_between_parts_ends_its_part() -> None:
    found = cells(
        ["TT", "Sản phẩm", "Chủ thể", "Hạng sao"],
        [None, "Tổng cộng", None, "3 sản phẩm"],
        ["I", "Huyện Ba Bể", None, None],
        [1, "Chè", "HTX A", "3 sao"],
        [None, "Cộng", None, 1],
        ["II", "Huyện Chợ Mới", None, None],
        [1, "Bún", "HTX B", "3 sao"],
        [2, "Mì", "HTX B", "3 sao"],
        [None, "Cộng", None, 2],
    )
    assert [(one["name"], one["above_district"]) for one in found] == [
        ("Chè", "Huyện Ba Bể"),
        ("Bún", "Huyện Chợ Mới"),
        ("Mì", "Huyện Chợ Mới"),
    ]


def test_a_list_that_waits_for_the_centre_has_no_stars_and_a_list_of_proposals_is_none() -> None:
    head = ["TT", "Sản phẩm", "Chủ thể", "Điểm"]
    found = cells(["DANH SÁCH SẢN PHẨM TIỀM NĂNG 5 SAO"], head, [1, "Chè", "HTX A", 96])
    assert found[0]["stars"] == "tiềm năng 5 sao"
    found = cells(["DANH SÁCH SẢN PHẨM ĐỀ NGHỊ CÔNG NHẬN HẠNG 4 SAO"], head, [1, "Chè", "HTX A", 76])
    assert found[0]["note"] == "đề nghị"


def test_an_open_subject_is_the_one_above_only_in_a_printed_list_saved_as_text() -> None:
    head = ["STT", "Sản phẩm", "Chủ thể", "Hạng sao"]
    rows = [[1, "Chè", "HTX A", "3 sao"], [2, "Bún", None, "3 sao"]]
    assert cells(["PHỤ LỤC"], head, *rows, form="csv:utf-8")[1]["producer"] == "HTX A"
    assert "producer" not in cells(head, *rows, form="csv:utf-8")[1]
    assert "producer" not in cells(["PHỤ LỤC"], head, *rows)[1]


def test_columns_in_an_old_font_are_read_beside_a_title_typed_anew() -> None:
    found = cells(
        ["DANH MỤC SẢN PHẨM TỈNH THÁI NGUYÊN"],
        ["TT", "Tªn s¶n phÈm", "Chñ thÓ", "§Þa chØ"],
        [1, "ChÌ bóp B¶n Míi", "Hîp t¸c x· 20/10", "X· T©n C­¬ng"],
    )
    assert [tuple(one.values()) for one in found] == [("Chè búp Bản Mới", "Hợp tác xã 20/10", "Xã Tân Cương")]
