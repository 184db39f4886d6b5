"""The layouts L1 to L5 and L7 of old registers, made up, with all their peculiarities, and what reading must give."""

import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Any

from tests.intake.offices import Formula, Table

Wanted = tuple[str, str, str, str, str]


@dataclasses.dataclass
class Layout:
    """The sheets of a file, and its products in order: name, producer, stars, decision, place as written."""

    tables: list[Table]
    wanted: list[Wanted]
    skipped: int

    @property
    def first(self) -> list[Wanted]:
        """What a CSV, which holds the first sheet only, must give."""
        return self.wanted[: self.on_first] if self.on_first else self.wanted

    on_first: int = 0


def nfd(text: str) -> str:
    """The text as some keyboards leave it: letters and marks apart."""
    return unicodedata.normalize("NFD", text)


def annex() -> Layout:
    """L1: annex of a decision. Four title rows, header in row 8, group rows, subjects merged, total at the end."""
    rows: list[list[Any]] = [
        ["ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["TỈNH BẮC KẠN", None, None, "Độc lập - Tự do - Hạnh phúc"],
        [],
        ["PHỤ LỤC"],
        ["DANH MỤC SẢN PHẨM OCOP TỈNH BẮC KẠN ĐƯỢC CÔNG NHẬN NĂM 2021"],
        ["(Kèm theo Quyết định số 2616/QĐ-UBND ngày 29/12/2021 của Ủy ban nhân dân tỉnh Bắc Kạn)"],
        [],
        ["STT", "Tên sản phẩm OCOP", "Chủ thể sản xuất", "Địa chỉ", "Số điểm đạt", "Hạng sao", "Ghi chú"],
        ["I. HUYỆN BA BỂ (02 sản phẩm)"],
        [1, "Bí thơm Bản Mới", "Hợp tác xã Bản Mới", "Xã Khang Ninh", "78,5", "04 sao", None],
        [2, "Trà bí thơm Bản Mới", None, "Xã Khang Ninh", "70,25", "03 sao", "công nhận mới"],
        ["II. HUYỆN CHỢ MỚI (01 sản phẩm)"],
        [1, "Gạo nếp Bản Mới", "HTX 20/10", "Xã Yên Cư", "66,6", "ba sao", None],
        ["Tổng cộng: 03 sản phẩm"],
        [None, "Người lập biểu", None, None, "TM. ỦY BAN NHÂN DÂN"],
    ]
    merges = [(0, 0, 0, 2), (0, 3, 0, 6), (1, 0, 1, 2), (1, 3, 1, 6), (3, 0, 3, 6), (4, 0, 4, 6), (5, 0, 5, 6)]
    merges += [(8, 0, 8, 6), (9, 2, 10, 2), (11, 0, 11, 6), (13, 0, 13, 1)]
    number = "2616/QĐ-UBND"
    wanted = [
        ("Bí thơm Bản Mới", "Hợp tác xã Bản Mới", "4", number, "Xã Khang Ninh, Huyện Ba Bể, Bắc Kạn"),
        ("Trà bí thơm Bản Mới", "Hợp tác xã Bản Mới", "3", number, "Xã Khang Ninh, Huyện Ba Bể, Bắc Kạn"),
        ("Gạo nếp Bản Mới", "HTX 20/10", "3", number, "Xã Yên Cư, Huyện Chợ Mới, Bắc Kạn"),
    ]
    return Layout([Table("Phụ lục", rows, merges)], wanted, skipped=2)


def department() -> Layout:
    """L2: a department's register. Two header rows and a row of numbers, decision with a line break, signatures, a
    second sheet of formulas that were never worked out."""
    rows: list[list[Any]] = [
        ["SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", *[None] * 10, "Biểu số 01/OCOP"],
        [],
        ["BẢNG TỔNG HỢP SẢN PHẨM OCOP TỈNH THÁI NGUYÊN CÒN HIỆU LỰC"],
        ["(Số liệu đến ngày 31/12/2024)"],
        [],
        [
            "TT",
            "Tên sản phẩm ",
            "Nhóm SP",
            "Chủ thể",
            None,
            "Địa chỉ",
            None,
            None,
            "Kết quả đánh giá",
            None,
            None,
            "Quyết định công nhận (số, ngày)",
        ],
        [None, None, None, "Tên", "Loại hình", "Xã/phường", "Huyện/TP", "Tỉnh", "Điểm", "Hạng sao", "Năm", None],
        [f"({no})" for no in range(1, 13)],
        [
            1,
            "Chè búp Bản Mới",
            "Đồ uống",
            "Hợp tác xã Bản Mới",
            "HTX",
            "Xã Tân Cương",
            "Thành phố Thái Nguyên",
            "Thái Nguyên",
            "91,14",
            "5 sao",
            "2024",
            "Số 35/QĐ-UBND\nngày 10/01/2024",
        ],
        [
            2,
            "Chè đinh Bản Mới",
            "Đồ uống",
            "Hợp tác xã Bản Mới",
            "HTX",
            "Xã Tân Cương",
            "Thành phố Thái Nguyên",
            "Thái Nguyên",
            72.5,
            4,
            2024,
            "Số 35/QĐ-UBND\nngày 10/01/2024",
        ],
        [
            3,
            "Mì gạo Núi Xa",
            "Thực phẩm",
            "Hộ kinh doanh Núi Xa",
            "Hộ KD",
            "Xã La Bằng",
            "Huyện Đại Từ",
            "Thái Nguyên",
            None,
            "tiềm năng 5 sao",
            "2024",
            None,
        ],
        [],
        [None, "Người lập biểu", *[None] * 7, "Thủ trưởng đơn vị"],
        [],
        [None, "Lê Thị Ví Dụ", *[None] * 7, "Trần Văn Ví Dụ"],
    ]
    merges = [(5, column, 6, column) for column in (0, 1, 2, 11)]
    merges += [(5, 3, 5, 4), (5, 5, 5, 7), (5, 8, 5, 10), (2, 0, 2, 11)]
    counts: list[list[Any]] = [
        ["Biểu tổng hợp theo tỉnh"],
        [],
        ["TT", "Tỉnh", "Tổng số", "3 sao", "4 sao"],
        [1, "Thái Nguyên", Formula("=SUM(D4:E4)"), 0, 1],
        [None, "Cộng", Formula("=SUM(C4:C4)"), Formula("=SUM(D4:D4)"), Formula("=SUM(E4:E4)")],
    ]
    city = "Thành phố Thái Nguyên, Thái Nguyên"
    wanted = [
        ("Chè búp Bản Mới", "Hợp tác xã Bản Mới", "5", "35/QĐ-UBND", f"Xã Tân Cương, {city}"),
        ("Chè đinh Bản Mới", "Hợp tác xã Bản Mới", "4", "35/QĐ-UBND", f"Xã Tân Cương, {city}"),
        ("Mì gạo Núi Xa", "Hộ kinh doanh Núi Xa", "", "", "Xã La Bằng, Huyện Đại Từ, Thái Nguyên"),
    ]
    return Layout([Table("Biểu 01", rows, merges), Table("Biểu 02", counts)], wanted, skipped=2 + 1)


def by_rank() -> Layout:
    """L3: one sheet for each rank, headers in different rows, subject and address in one cell, TT counts subjects."""
    first: list[list[Any]] = [
        ["DANH SÁCH SẢN PHẨM OCOP TỈNH THÁI NGUYÊN HẠNG 4 SAO"],
        ["(Kèm theo Quyết định số 35/QĐ-UBND ngày 10/01/2024)"],
        [],
        ["TT", "Tên cơ sở, địa chỉ", "Sản phẩm", "Xếp hạng"],
        ["I", "THÀNH PHỐ THÁI NGUYÊN", None, None],
        [1, "HTX Bản Mới\nĐC: Xóm Soi, xã Tân Cương", "Chè búp Bản Mới", "★★★★"],
        [None, None, "Chè đinh Bản Mới", "****"],
        ["II", "Huyện Đại Từ", None, None],
        [2, "Công ty TNHH Núi Xa, ĐC: xã La Bằng", "Mì gạo Núi Xa", None],
        ["Cộng", None, "3 sản phẩm", None],
    ]
    second: list[list[Any]] = [
        ["DANH SÁCH SẢN PHẨM HẠNG 3 SAO TỈNH THÁI NGUYÊN"],
        ["TT", "Sản phẩm", "Chủ thể - địa chỉ", "Quyết định"],
        [1, "Bún khô Núi Xa", "Công ty TNHH Núi Xa - ĐC: xã La Bằng", "90/QĐ-UBND ngày 5-5-2024"],
        [None, "Phở khô Núi Xa", None, None],
    ]
    merges = [(5, 0, 6, 0), (5, 1, 6, 1)]
    city, county = "Thành phố Thái Nguyên, Thái Nguyên", "Huyện Đại Từ, Thái Nguyên"
    wanted = [
        ("Chè búp Bản Mới", "HTX Bản Mới", "4", "35/QĐ-UBND", f"xã Tân Cương, {city}"),
        ("Chè đinh Bản Mới", "HTX Bản Mới", "4", "35/QĐ-UBND", f"xã Tân Cương, {city}"),
        ("Mì gạo Núi Xa", "Công ty TNHH Núi Xa", "4", "35/QĐ-UBND", f"xã La Bằng, {county}"),
        ("Bún khô Núi Xa", "Công ty TNHH Núi Xa", "3", "90/QĐ-UBND", "xã La Bằng, Thái Nguyên"),
        ("Phở khô Núi Xa", "Công ty TNHH Núi Xa", "3", "90/QĐ-UBND", "xã La Bằng, Thái Nguyên"),
    ]
    tables = [Table("4 sao", first, merges), Table("3 sao", second, [(2, 2, 3, 2), (2, 3, 3, 3)])]
    return Layout(tables, wanted, skipped=1, on_first=3)


def new_units() -> Layout:
    """L4: a register brought up to the new communes. Starts in column B, a hidden empty column, dates of every kind."""
    rows: list[list[Any]] = [
        [],
        [None, "DANH MỤC SẢN PHẨM OCOP TỈNH THÁI NGUYÊN (cập nhật theo đơn vị hành chính mới)"],
        [],
        [
            None,
            "STT",
            None,
            nfd("Tên sản phẩm "),
            "Tên cơ sở",
            "Xã/phường ",
            "Phân hạng sao",
            "Số QĐ ",
            "Ngày ký",
            "Thời hạn",
        ],
        [
            None,
            "1",
            None,
            nfd("Chè búp Bản Mới"),
            "HTX Bản Mới",
            "Xã Tân Cương",
            "03 sao",
            "35/QĐ-UBND",
            dt.date(2024, 1, 10),
            "36 tháng",
        ],
        [],
        [
            None,
            "2",
            None,
            "Mì gạo Núi Xa",
            nfd("Tổ hợp tác Núi Xa"),
            nfd("Xã La Bằng"),
            "hạng 4 sao OCOP",
            "90/QĐ-UBND",
            "05/05/2025",
            "đến hết ngày 05/5/2028",
        ],
        [],
        [None, "3", None, "Miến Ba Bể", "Hợp tác xã 20/10", "xã Ba Bể", "3 sao", "91/QĐ-UBND", "5-5-2025", None],
        [],
        [None, "(*) Sản phẩm chuyển từ tỉnh Bắc Kạn cũ."],
        [None, "Ghi chú: số liệu tính đến ngày 30/9/2025."],
    ]
    wanted = [
        ("Chè búp Bản Mới", "HTX Bản Mới", "3", "35/QĐ-UBND", "Xã Tân Cương, Thái Nguyên"),
        ("Mì gạo Núi Xa", "Tổ hợp tác Núi Xa", "4", "90/QĐ-UBND", "Xã La Bằng, Thái Nguyên"),
        ("Miến Ba Bể", "Hợp tác xã 20/10", "3", "91/QĐ-UBND", "xã Ba Bể, Thái Nguyên"),
    ]
    return Layout([Table("Cập nhật", rows, hidden_columns=(2,))], wanted, skipped=2)


def scoring() -> Layout:
    """L5: the scoring table. The rank stands in the title only; the address begins with the hamlet."""
    rows: list[list[Any]] = [
        ["DANH SÁCH SẢN PHẨM ĐẠT 3 SAO TỈNH THÁI NGUYÊN"],
        ["(Kèm theo Quyết định số 1810/QĐ-UBND ngày 01/08/2022 của Ủy ban nhân dân tỉnh)"],
        ["TT", "Sản phẩm", "Chủ thể", "Địa chỉ", "Kết quả chấm điểm"],
        [1, "Nước mắm Bản Mới", "HTX Bản Mới", "Thôn An Ví, xã Tân Cương, thành phố Thái Nguyên", 66],
        [2, "Mì gạo Núi Xa", "Hộ kinh doanh Núi Xa", "Xóm Ví, xã La Bằng, huyện Đại Từ", 64],
    ]
    wanted = [
        ("Nước mắm Bản Mới", "HTX Bản Mới", "3", "1810/QĐ-UBND", "xã Tân Cương, thành phố Thái Nguyên, Thái Nguyên"),
        ("Mì gạo Núi Xa", "Hộ kinh doanh Núi Xa", "3", "1810/QĐ-UBND", "xã La Bằng, huyện Đại Từ, Thái Nguyên"),
    ]
    return Layout([Table("Bảng điểm", rows)], wanted, skipped=0)


def due() -> Layout:
    """L7: products due for re-evaluation, with their last day and what the office proposes."""
    rows: list[list[Any]] = [
        ["DANH SÁCH SẢN PHẨM OCOP TỈNH THÁI NGUYÊN ĐẾN KỲ ĐÁNH GIÁ LẠI NĂM 2027"],
        ["Tổng cộng", "3 sản phẩm"],
        [
            "TT",
            "Sản phẩm",
            "Cơ sở sản xuất",
            "Địa bàn",
            "Hạng",
            "Số QĐ",
            "Ngày QĐ",
            "Ngày hết hạn",
            "Đề xuất (đánh giá lại/nâng hạng/thu hồi)",
        ],
        [
            1,
            "Chè búp Bản Mới",
            "HTX Bản Mới",
            "xã Tân Cương",
            "3 sao",
            "35/QĐ-UBND",
            dt.date(2024, 1, 10),
            dt.date(2027, 1, 10),
            "Đánh giá lại",
        ],
        [
            2,
            "Mì gạo Núi Xa",
            "Tổ hợp tác Núi Xa",
            "xã La Bằng",
            "4 sao",
            "36/QĐ-UBND",
            "15/02/2024",
            "15/02/2027",
            "nâng hạng",
        ],
        [
            3,
            "Bún khô Núi Xa",
            "Tổ hợp tác Núi Xa",
            "xã La Bằng",
            "3 sao",
            "36/QĐ-UBND",
            "15/02/2024",
            "15/02/2027",
            "Thu hồi",
        ],
    ]
    wanted = [
        ("Chè búp Bản Mới", "HTX Bản Mới", "3", "35/QĐ-UBND", "xã Tân Cương, Thái Nguyên"),
        ("Mì gạo Núi Xa", "Tổ hợp tác Núi Xa", "4", "36/QĐ-UBND", "xã La Bằng, Thái Nguyên"),
        ("Bún khô Núi Xa", "Tổ hợp tác Núi Xa", "3", "36/QĐ-UBND", "xã La Bằng, Thái Nguyên"),
    ]
    return Layout([Table("Đến kỳ", rows)], wanted, skipped=0)


LAYOUTS: dict[str, Callable[[], Layout]] = {
    "L1": annex,
    "L2": department,
    "L3": by_rank,
    "L4": new_units,
    "L5": scoring,
    "L7": due,
}
