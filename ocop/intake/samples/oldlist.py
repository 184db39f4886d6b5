"""Old registers brought in, laid out as a department's (two header rows, merged cells, signatures), all invented."""

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from ocop.intake.actions import apply_import, preview_import, read_file
from ocop.intake.models import ImportFile
from ocop.intake.samples.cast import Cast
from ocop.intake.samples.clock import ago, ahead, on

# Name, group, producer, form, commune, district, score, stars: as offices wrote them before 1/7/2025.
Row = tuple[str, str, str, str, str, str, str, str]
_CITY, _PHU_LUONG, _DAI_TU = "Thành phố Thái Nguyên", "Huyện Phú Lương", "Huyện Đại Từ"
# The ward of the second row was split in 2025, the commune of the third is written wrongly: an officer must say where
# each producer lies now.
_WRITTEN: tuple[Row, ...] = (
    ("Chè lục Suối Trong (ví dụ)", "Đồ uống", "HTX Chè Suối Trong (ví dụ)", "HTX", "Xã Tân Cương", _CITY, "71,5",
     "4 sao"),
    ("Nem chua Gia Sàng (ví dụ)", "Thực phẩm", "Hộ kinh doanh Nem Gia Sàng (ví dụ)", "Hộ KD", "Phường Gia Sàng", _CITY,
     "63,25", "3 sao"),
    ("Tương nếp Ôn Lương (ví dụ)", "Thực phẩm", "Tổ hợp tác Tương nếp Ôn Lương (ví dụ)", "THT", "Xã Ôn Lươn",
     _PHU_LUONG, "66", "3 sao"),
)
# Waits to be written: one row says more stars than there are.
_WAITING: tuple[Row, ...] = (
    ("Chè kim tuyên La Bằng (ví dụ)", "Đồ uống", "Hợp tác xã Chè Dốc Gió (ví dụ)", "HTX", "Xã La Bằng", _DAI_TU, "74,8",
     "4 sao"),
    ("Chè ô long La Bằng (ví dụ)", "Đồ uống", "Hợp tác xã Chè Dốc Gió (ví dụ)", "HTX", "Xã La Bằng", _DAI_TU, "66,4",
     "6 sao"),
    ("Bánh chưng nếp nương Ôn Lương (ví dụ)", "Thực phẩm", "THT Tương nếp Ôn Lương (ví dụ)", "THT", "Xã Ôn Lương",
     _PHU_LUONG, "68,9", "3 sao"),
)
_HEAD = ("TT", "Tên sản phẩm", "Nhóm SP", "Chủ thể", "", "Địa chỉ", "", "", "Kết quả đánh giá", "", "",
         "Quyết định công nhận (số, ngày)")
_UNDER = ("", "", "", "Tên", "Loại hình", "Xã/phường", "Huyện/TP", "Tỉnh", "Điểm", "Hạng sao", "Năm", "")
# Merged cells of the head as (top, left, bottom, right), counted from 0.
_MERGED = ((5, 0, 6, 0), (5, 1, 6, 1), (5, 2, 6, 2), (5, 3, 5, 4), (5, 5, 5, 7), (5, 8, 5, 10), (5, 11, 6, 11))
_SIGNED_AGO = 700


def bring_in(cast: Cast) -> None:
    """One list written into the register, one read and waiting for its officer."""
    signed = ahead(-_SIGNED_AGO)
    with on(ago(4)):
        file = _read(cast, "Danh sách OCOP đợt 1 (ví dụ).xlsx", _WRITTEN, number="812/QĐ-UBND", signed=signed)
        apply_import(file=file, by=cast.actor("tinh"))
    with on(ago(1)):
        _read(cast, "Danh sách OCOP đợt 2 (ví dụ).xlsx", _WAITING, number="845/QĐ-UBND",
              signed=signed + dt.timedelta(days=60))


def _read(cast: Cast, name: str, rows: Sequence[Row], *, number: str, signed: dt.date) -> ImportFile:
    by = cast.actor("tinh")
    file = read_file(data=workbook(rows, number=number, signed=signed), name=name, by=by)
    return preview_import(file=file, by=by)


def workbook(rows: Sequence[Row], *, number: str, signed: dt.date) -> bytes:
    """The file as an office would hand it over."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Biểu 01")
        for top, left, bottom, right in _MERGED:
            sheet.merge_range(top, left, bottom, right, "")
        sheet.write_row(0, 0, ["SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG (ví dụ)", *[""] * 10, "Biểu số 01/OCOP"])
        sheet.write(2, 0, "BẢNG TỔNG HỢP SẢN PHẨM OCOP TỈNH THÁI NGUYÊN (DỮ LIỆU VÍ DỤ, KHÔNG CÓ THẬT)")
        for no, head in ((5, _HEAD), (6, _UNDER)):
            for column, words in enumerate(head):
                if words:
                    sheet.write(no, column, words)
        sheet.write_row(7, 0, [f"({no})" for no in range(1, len(_HEAD) + 1)])
        decision = f"Số {number}\nngày {signed:%d/%m/%Y}"
        for no, (name, group, producer, form, commune, district, score, stars) in enumerate(rows, start=1):
            sheet.write_row(7 + no, 0, [no, name, group, producer, form, commune, district, "Thái Nguyên", score, stars,
                                        str(signed.year), decision])
        sheet.write(9 + len(rows), 1, "Người lập biểu")
        sheet.write(9 + len(rows), 9, "Thủ trưởng đơn vị")
    return out.getvalue()
