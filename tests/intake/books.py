"""Small registers made on the spot: workbooks from rows of values."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

HEAD = ["TT", "Tên sản phẩm", "Chủ thể", "Loại hình", "Địa chỉ", "Điểm", "Hạng sao", "Quyết định công nhận (số, ngày)"]


def book(
    *rows: Sequence[Any],
    head: Sequence[Any] = HEAD,
    titles: Sequence[str] = ("DANH MỤC SẢN PHẨM OCOP TỈNH THÁI NGUYÊN",),
    merges: Sequence[str] = (),
    name: str = "Biểu 01",
) -> bytes:
    """One sheet: title lines, a header, rows."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = name
    for line in titles:
        sheet.append([line])
    if head:
        sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    for one in merges:
        sheet.merge_cells(one)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def row(no: int, name: str, producer: str = "HTX Bản Mới", **more: Any) -> list[Any]:
    """A row of `HEAD` that is right in everything not given."""
    found = {
        "kind": "HTX",
        "address": "xã Tân Cương",
        "score": "78,5",
        "stars": "4 sao",
        "decision": "Số 35/QĐ-UBND\nngày 10/01/2024",
        **more,
    }
    return [no, name, producer, found["kind"], found["address"], found["score"], found["stars"], found["decision"]]
