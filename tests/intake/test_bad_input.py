"""What must never be opened, and what can be opened and holds nonsense: a clear refusal, memory bounded."""

import io
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings

from ocop.core.refusal import Refusal
from ocop.intake.actions import read_file
from ocop.intake.models import ImportFile, ImportRow
from ocop.intake.reading import read_register
from ocop.intake.reading.safety import MOST_BYTES, MOST_UNPACKED
from tests.intake.books import book, row
from tests.intake.offices import Formula, Table, as_csv, as_ods, as_xls, made
from tests.intake.stage import Ground, messages, statuses
from tests.intake.test_reading import SHEET, refused, repack

HEAD = ["TT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao"]
ONE = [1, "Chè", "HTX A", "xã Tân Cương", "3 sao"]
LIST = Table("Danh sách", [HEAD, ONE])
PAGE = b"<html><body><table><tr><td>STT</td></tr></table></body></html>"


def ods(rows: str) -> bytes:
    """An OpenDocument sheet of raw rows."""
    data = as_ods([LIST])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml").decode()
    start, end = content.index("<table:table-row>"), content.index("</table:table>")
    return repack(data, **{"content.xml": (content[:start] + rows + content[end:]).encode()})


def cell(text: str, **more: str) -> str:
    words = " ".join(f'table:{name.replace("_", "-")}="{value}"' for name, value in more.items())
    return f'<table:table-cell office:value-type="string" {words}><text:p>{text}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "ds.xlsx", "import-empty"),
        (b" \r\n\r\n", "ds.csv", "import-no-header"),
        (PAGE, "ds.xls", "import-kind"),
        (b"\xef\xbb\xbf" + PAGE, "ds.xlsx", "import-kind"),
        ("<!-- x -->".encode("utf-16"), "ds.xls", "import-kind"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "ds.xls", "import-kind"),
        (b"%PDF-1.7\n" + as_ods([LIST]), "ds.ods", "import-kind"),
        (b"\n\n%PDF-1.7", "ds.csv", "import-kind"),
        (b"\x89PNG\r\n", "ds.csv", "import-kind"),
        (b"PK\x03\x04" + b"\x00" * 40, "ds.xlsx", "import-damaged"),
        (as_xls([LIST])[:3000], "ds.xls", "import-damaged"),
        (as_ods([LIST])[:-60], "ds.ods", "import-damaged"),
        (as_ods([LIST]), "ds.xlsx", "import-extension"),
        (as_xls([LIST]), "ds.xlsx", "import-extension"),
        (as_csv(LIST, "utf-8"), "ds.xlsx", "import-extension"),
        (made("xlsx", LIST)[0], "ds.xls", "import-extension"),
        (made("xlsx", LIST)[0], "ds.xlsm", "import-macros"),
        (made("xlsx", LIST)[0], "danh-sach", "import-extension"),
        (b"x" * (MOST_BYTES + 1), "ds.csv", "import-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_are_no_table_or_another_than_their_name_are_refused(data: bytes, name: str, code: str) -> None:
    words = refused(data, name)
    assert words.code == code and str(words.words).endswith(".")


def test_a_letter_and_a_locked_sheet_are_refused_by_what_lies_in_them() -> None:
    letter = io.BytesIO()
    with zipfile.ZipFile(letter, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    assert refused(letter.getvalue()).code == "import-kind"
    locked = repack(as_ods([LIST]), **{"META-INF__manifest.xml": b"<manifest:encryption-data/>"})
    assert refused(locked, "ds.ods").code == "import-locked"


def test_an_opendocument_bomb_is_refused_and_a_million_empty_rows_are_not() -> None:
    assert refused(repack(as_ods([LIST]), **{"content.xml": b"<x>" * (MOST_UNPACKED // 3 + 2)}), "ds.ods").code in {
        "import-unpacks-too-large",
        "import-damaged",
    }
    often = f'<table:table-row table:number-rows-repeated="50000">{cell("x")}</table:table-row>'
    words = refused(ods(often * 2), "ds.ods")
    assert words.code == "import-rows" and "Danh sách" in str(words.words) and "100000" in str(words.words)
    wide = f"<table:table-row>{cell('x', number_columns_repeated='5000')}</table:table-row>"
    assert refused(ods(wide), "ds.ods").code == "import-columns"
    many = cell("x", number_columns_repeated="70")
    full = f'<table:table-row table:number-rows-repeated="40000">{many}</table:table-row>'
    assert refused(ods(full), "ds.ods").code == "import-cells"
    assert len(read_register(as_ods([LIST]), "ds.ods").rows) == 1


@pytest.mark.parametrize("placed", [True, False])
def test_five_million_cells_are_refused_whether_they_say_where_they_stand_or_not(placed: bool) -> None:
    rows = []
    for no in range(1, 50_001):
        cells = "".join(
            f'<c r="{chr(65 + column)}{no}"><v>1</v></c>' if placed else "<c><v>1</v></c>" for column in range(26)
        )
        rows.append(f'<row r="{no}">{cells * (1 if placed else 4)}</row>')
    data = "".join(rows).encode()
    words = refused(
        repack(book(row(1, "Chè")), **{"xl__worksheets__sheet1.xml": SHEET % (data * (1 if not placed else 4))})
    )
    assert words.code in {"import-cells", "import-rows"} and "Biểu 01" in str(words.words)


def test_a_million_empty_rows_and_a_hundred_columns_of_text() -> None:
    assert len(read_register(as_csv(LIST, "utf-8") + b";;;;\r\n" * 1_048_576, "ds.csv").rows) == 1
    far = as_csv(LIST, "utf-8") + b";;;;\r\n" * 70_000 + b"2;x;y;z;3\r\n"
    assert refused(far, "ds.csv").code == "import-rows"
    wide = as_csv(Table("x", [[f"Cột {no}" for no in range(100)], *[[no] * 100 for no in range(40)]]), "utf-8")
    words = refused(wide, "ds.csv")
    assert words.code == "import-columns" and "100" in str(words.words)
    many = b";".join([b"1"] * 70) + b"\r\n"
    assert refused(many * 40_000, "ds.csv").code == "import-cells"


def test_a_million_rows_that_are_written_and_hold_nothing_do_not_count() -> None:
    data = made("xlsx", LIST)[0]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    empty = b"".join(b'<row r="%d" ht="15"/>' % no for no in range(3, 1_048_577))
    found = read_register(
        repack(data, **{"xl__worksheets__sheet1.xml": sheet.replace(b"</sheetData>", empty + b"</sheetData>")}),
        "ds.xlsx",
    )
    assert len(found.rows) == 1


def test_an_old_workbook_as_wide_as_it_can_be_is_refused() -> None:
    wide = Table("Rộng", [[f"c{no}" for no in range(200)]])
    assert refused(as_xls([wide]), "ds.xls").code == "import-columns"


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_formula_without_a_value_is_an_error_with_its_cell(form: str) -> None:
    data, name = made(form, Table("Danh sách", [HEAD, [1, "Chè", Formula("=B9"), "xã Tân Cương", "3 sao"]]))
    found = read_register(data, name).rows[0]
    assert "C2" in found.errors["producer"]


def test_two_headers_that_disagree_are_refused_with_sheet_and_rows() -> None:
    other = ["TT", "Chủ thể", "Tên sản phẩm", "Địa chỉ", "Hạng sao"]
    words = refused(*made("ods", Table("Danh sách", [HEAD, ONE, other, ONE])))
    assert words.code == "import-two-headers"
    assert all(part in str(words.words) for part in ("Danh sách", "dòng 3", "dòng 1"))


def test_a_font_of_two_signs_a_letter_is_refused_with_its_column() -> None:
    words = refused(
        *made("xlsx", Table("Danh sách", [["TT", "Teân saûn phaåm", "Chuû theå"], [1, "Cheø xanh", "HTX A"]]))
    )
    assert words.code == "import-vni" and "cột B" in str(words.words)


def test_a_list_without_a_header_names_the_sheet_and_what_is_sought() -> None:
    words = refused(*made("xlsx", Table("Sổ tay", [[1, "Chè", "HTX A"], [2, "Bún", "HTX B"]])))
    assert words.code == "import-no-header" and "Sổ tay" in str(words.words) and "Tên sản phẩm" in str(words.words)


@pytest.mark.django_db
def test_rows_that_cannot_be_are_told_with_sheet_and_row_and_the_others_go_in(ground: Ground) -> None:
    file = ground.bring(
        book(
            row(1, "Chè"),
            row(2, "Sáu", stars="6 sao"),
            row(3, "Hai", decision="36/QĐ-UBND 31/02/2024"),
            row(4, "Xa", decision="37/QĐ-UBND 1/1/2067"),
        )
    )
    assert statuses(file) == ["created", "error", "error", "error"]
    assert list(file.rows.order_by("no").values_list("sheet", "row")) == [("Biểu 01", no) for no in range(3, 7)]
    words = messages(file)
    assert "từ 1 đến 5" in words[1] and "31/02/2024" in words[2] and "1/1/2067" in words[3]


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "name"), [(PAGE, "ds.xls"), (b"x" * (50 * 1024 * 1024), "ds.csv"), (b"", "ds.xlsx")])
def test_a_refused_file_leaves_nothing(ground: Ground, data: bytes, name: str) -> None:
    with pytest.raises(Refusal):
        read_file(data=data, name=name, by=ground.officer)
    assert (ImportFile.objects.count(), ImportRow.objects.count()) == (0, 0)


BOMB = """
import io, resource, sys, zipfile
import django
django.setup()
from ocop.core.refusal import Refusal
from ocop.intake.reading import read_register
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read_register(open(sys.argv[1], "rb").read(), "ds.xlsx")
except Refusal as refusal:
    print(refusal.code, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) // 1024)
"""


def test_a_bomb_of_two_gigabytes_costs_less_memory_than_it_may_unpack(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a process of its own, whose largest size the system tells."""
    path = tmp_path_factory.mktemp("bomb") / "ds.xlsx"
    data = book(row(1, "Chè"))
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for info in old.infolist():
            new.writestr(info.filename, old.read(info.filename))
        with new.open("xl/sharedStrings2.xml", "w", force_zip64=True) as member:
            for _piece in range(2048):
                member.write(b"\0" * (1 << 20))
    done = subprocess.run(
        [sys.executable, "-c", BOMB, str(path)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "OCOP_DEBUG": "1",
            "PATH": "/usr/bin:/bin",
            "OCOP_VAR_DIR": str(path.parent),
        },
    )
    assert done.returncode == 0, done.stderr
    code, megabytes = done.stdout.split()
    assert code == "import-unpacks-too-large" and int(megabytes) < MOST_UNPACKED // 1024 // 1024
