"""Workbooks and CSV read as rows: headers by meaning, groups, merges, ends; and what is never opened."""

import io
import zipfile

import openpyxl
import pytest

from ocop.core.refusal import Refusal
from ocop.intake.reading import read_register
from ocop.intake.reading.safety import MOST_COLUMNS, MOST_UNPACKED
from tests.intake.books import HEAD, book, row
from tests.intake.offices import tones_apart


def refused(data: bytes, name: str = "ds.xlsx") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_register(data, name)
    return caught.value


def test_a_two_row_header_with_merged_cells_is_read_by_its_meaning() -> None:
    data = book(
        ["", "", "Tên", "Loại hình", "Xã/phường", "Tỉnh"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [1, "Chè", "HTX A", "HTX", "Xã Tân Cương", "Thái Nguyên"],
        head=["TT", "Tên sản phẩm ", "Chủ thể", "", "Địa chỉ", ""],
        merges=["C2:D2", "E2:F2", "A2:A3", "B2:B3"],
    )
    rows = read_register(data, "ds.xlsx").rows
    assert [(one.row, one.cells) for one in rows] == [
        (5, {"name": "Chè", "producer": "HTX A", "kind": "HTX", "commune": "Xã Tân Cương", "province": "Thái Nguyên"})
    ]


def test_groups_merged_subjects_totals_and_signatures() -> None:
    data = book(
        ["I. HUYỆN CHỢ ĐỒN (02 sản phẩm)"],
        row(1, "Chè"),
        [2, "Bún", "", "HTX", "", "", "03 sao", ""],
        ["Tổng cộng: 2 sản phẩm"],
        ["", "Người lập biểu"],
        merges=["C4:C5", "A3:H3"],
    )
    found = read_register(data, "ds.xlsx").rows
    assert [one.cells.get("producer") for one in found if not one.skipped] == ["HTX Bản Mới", "HTX Bản Mới"]
    assert {one.cells["above_district"] for one in found if not one.skipped} == {"Huyện Chợ Đồn"}
    assert [(one.row, bool(one.skipped)) for one in found] == [(4, False), (5, False), (6, True), (7, True)]


def test_a_sheet_of_counts_is_passed_over_and_alone_it_is_a_report() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(row(1, "Chè"))))
    counts = made.create_sheet("Biểu 02")
    counts.append(["TT", "Tỉnh", "Tổng số", "3 sao", "4 sao"])
    counts.append([1, "Bắc Kạn", "=SUM(D2:E2)", 1, 2])
    out = io.BytesIO()
    made.save(out)
    found = read_register(out.getvalue(), "ds.xlsx").rows
    assert [(one.sheet, bool(one.skipped)) for one in found] == [("Biểu 01", False), ("Biểu 02", True)]
    alone = read_register(book([1, "Bắc Kạn", 3, 1, 2], head=["TT", "Tỉnh", "Tổng số", "3 sao", "4 sao"]), "ds.xlsx")
    assert (alone.counts, alone.rows[0].cells["products_total"]) == (True, "3")


def test_a_formula_without_a_value_is_an_error_with_its_cell() -> None:
    found = read_register(book(row(1, "Chè", stars="=3+1")), "ds.xlsx").rows
    assert "G3" in found[0].errors["stars"]


def test_a_header_printed_again_is_passed_over_and_one_that_disagrees_is_refused() -> None:
    found = read_register(book(row(1, "Chè"), HEAD, row(2, "Bún")), "ds.xlsx").rows
    assert [(one.row, bool(one.skipped)) for one in found] == [(3, False), (4, True), (5, False)]
    other = ["TT", "Chủ thể", "Tên sản phẩm", *HEAD[3:]]
    words = refused(book(row(1, "Chè"), other, row(2, "Bún")))
    assert words.code == "import-two-headers" and "4" in str(words.words)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_csv_in_every_encoding_an_office_has(encoding: str) -> None:
    text = "STT;Tên sản phẩm;Chủ thể;Hạng sao\n1;Chè búp;HTX 20/10;4 sao\n"
    found = read_register((tones_apart(text) if encoding == "cp1258" else text).encode(encoding), "ds.csv").rows
    assert [(one.cells["name"], one.cells["producer"]) for one in found] == [("Chè búp", "HTX 20/10")]


def test_a_register_without_a_header_or_rows_is_refused() -> None:
    assert refused(book([1, "Chè", "HTX A"], head=[])).code == "import-no-header"
    assert refused(book()).code == "import-no-rows"
    assert refused(b"").code == "import-empty"


def test_files_that_are_something_else_are_never_opened() -> None:
    assert refused(book(row(1, "Chè")), "ds.csv").code == "import-extension"
    assert refused(b"a;b\n1;2\n", "ds.xlsx").code == "import-extension"
    assert refused(b"%PDF-1.4", "ds.pdf").code == "import-kind"
    assert refused(b"<html><table>", "ds.xls").code == "import-kind"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")).code == "import-locked"
    assert refused(ole + "Workbook _VBA_PROJECT".encode("utf-16-le"), "ds.xls").code == "import-macros"
    assert refused(ole + "Workbook".encode("utf-16-le"), "ds.xls").code == "import-damaged"
    assert refused(book(row(1, "Chè"))[:900]).code == "import-damaged"


def repack(data: bytes, **parts: bytes) -> bytes:
    """The workbook with some parts replaced or added; `__` stands for `/`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        mine = {name.replace("__", "/"): content for name, content in parts.items()}
        for info in old.infolist():
            if info.filename not in mine:
                new.writestr(info.filename, old.read(info.filename))
        for name, content in mine.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def test_bombs_macros_and_sheets_without_end_are_refused_before_opening() -> None:
    data = book(row(1, "Chè"))
    bomb = repack(data, **{"xl__bomb.xml": b"0" * (MOST_UNPACKED + 1)})
    assert refused(bomb).code == "import-unpacks-too-large"
    assert refused(repack(data, **{"xl__vbaProject.bin": b"x"})).code == "import-macros"
    far = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    words = refused(repack(data, **{"xl__worksheets__sheet1.xml": SHEET % far}))
    assert words.code == "import-rows" and "1048576" in str(words.words) and "Biểu 01" in str(words.words)
    wide = b'<row r="1"><c s="1" r="XFD1"><v>1</v></c></row>'
    assert refused(repack(data, **{"xl__worksheets__sheet1.xml": SHEET % wide})).code == "import-columns"
    many = b"".join(b'<row r="%d"><c r="BA%d"><v>1</v></c></row>' % (no, no) for no in range(1, 50001))
    assert refused(repack(data, **{"xl__worksheets__sheet1.xml": SHEET % many})).code == "import-cells"
    assert MOST_COLUMNS < 100


def test_a_million_empty_formatted_rows_do_not_count() -> None:
    data = book(row(1, "Chè"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    styled = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>')
    assert len(read_register(repack(data, **{"xl__worksheets__sheet1.xml": styled}), "ds.xlsx").rows) == 1
