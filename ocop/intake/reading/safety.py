"""Before anything opens a file: what it is by its bytes, how large it unpacks, whether it is locked or holds macros.

Nothing here builds a table in memory: sheets are inflated piece by piece and only counted.
"""

import dataclasses
import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2000
MOST_SHEETS = 40
MOST_ROWS = 60_000
MOST_COLUMNS = 80
MOST_CELLS = 2_000_000
_PIECE = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXTENSIONS = {"xlsx": ("xlsx",), "xls": ("xls",), "ods": ("ods",), "csv": ("csv", "txt", "tsv")}
# A cell that is not closed at once holds something; empty formatted cells do not count, however many there are.
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr=["']([A-Z]{1,3})(\d{1,7})["'][^>]*?(?<!/)>""")
_NO_VALUE = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\sr=["']([A-Z]{1,3})(\d{1,7})["'][^>]*?(?<!/)>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"""
    rb"""\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_CLOSED = re.compile(rb"</(?:\w+:)?c>")
# What a page, a letter or a picture begins with, whatever the file is called.
_NO_TABLE = re.compile(
    rb"<\s*(?:!doctype|!--|html|head|body|table|div|script|svg|\?xml)|^(?:mime-version|content-type):"
)
_PICTURES = (b"%pdf", b"\xff\xd8\xff", b"\x89png", b"{\\rtf", b"gif8", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# An OpenDocument table lies a dozen elements deep; more parts than this no register has.
_DEEPEST, _MOST_EVENTS = 64, 8_000_000
_ODS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Place = tuple[int, int]


@dataclasses.dataclass(frozen=True)
class Checked:
    """A file that may be opened: its kind (xlsx, xls, ods, csv), and cells with a formula but no value, by sheet."""

    kind: str
    no_value: dict[str, frozenset[Place]] = dataclasses.field(default_factory=dict)


def check_file(data: bytes, name: str) -> Checked:
    """Tell whether the file may be opened. Refuses (`invalid`) with a sentence that says what to do."""
    if not data:
        raise Refusal("import-empty", _("Tệp rỗng, không có nội dung. Hãy chọn lại tệp."))
    if len(data) > MOST_BYTES:
        raise Refusal(
            "import-too-large",
            _("Tệp lớn hơn %(most)s MB. Hãy chia danh sách thành nhiều tệp.") % {"most": MOST_BYTES // 1024 // 1024},
        )
    kind = _kind(data)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in {"xlsm", "xltm", "xlsb", "xla", "xlam"}:
        raise _macros()
    if ending not in _EXTENSIONS[kind]:
        raise Refusal(
            "import-extension",
            _("Tên tệp là “.%(ending)s” nhưng nội dung là .%(kind)s. Hãy mở tệp bằng Excel rồi lưu lại thành .xlsx.")
            % {"ending": ending, "kind": kind},
        )
    return Checked(kind, _unpacked(data, kind) if kind in {"xlsx", "ods"} else {})


def _kind(data: bytes) -> str:
    """What the bytes are; refuses what is no table."""
    if data.startswith(_OLE):
        return _old_excel(data)
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    start = data[:4096].lower()
    bare = start.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if bare.lstrip().startswith(_PICTURES) or b"%pdf-" in bare[:1024] or _NO_TABLE.search(bare.lstrip()):
        raise Refusal(
            "import-kind",
            _(
                "Tệp này không phải bảng tính (.xlsx, .xls, .ods) hay CSV, dù tên tệp là gì. Hãy mở bằng Excel "
                "rồi lưu lại thành .xlsx."
            ),
        )
    return "csv"


def _old_excel(data: bytes) -> str:
    """An .xls, or a workbook locked with a password, which lies in the same kind of container."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise _locked()
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise _macros()
    if not any(word.encode("utf-16-le") in data for word in ("Workbook", "Book")):
        if _breaks_off(data):
            raise damaged()
        raise Refusal("import-kind", _("Tệp này không phải bảng tính Excel. Hãy lưu danh sách thành .xlsx."))
    return "xls"


def _breaks_off(data: bytes) -> bool:
    """Whether the container's list of parts lies behind the end of the file."""
    size = 1 << int.from_bytes(data[30:32], "little") if len(data) >= 52 else 0
    return not 0 < size <= 4096 or (int.from_bytes(data[48:52], "little") + 2) * size > len(data)


def _packed(data: bytes) -> str:
    """An .xlsx or .ods by what lies in the archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mime = (
                archive.read("mimetype") if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 else b""
            )
            manifest = archive.getinfo("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else None
            if mime and manifest and manifest.file_size < _PIECE and b"encryption-data" in archive.read(manifest):
                raise _locked()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise damaged() from error
    if len(names) > MOST_MEMBERS:
        raise _bomb()
    if any(one.lower().endswith(("vbaproject.bin", "vbadata.xml")) for one in names):
        raise _macros()
    if "xl/workbook.xml" in names:
        return "xlsx"
    if mime.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise Refusal("import-kind", _("Tệp nén này không phải bảng tính .xlsx hay .ods. Hãy mở bằng Excel rồi lưu lại."))


def _unpacked(data: bytes, kind: str) -> dict[str, frozenset[Place]]:
    """Inflate every XML part once, counting; refuses bombs and tables nobody's register needs."""
    budget = _Budget()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = _sheet_names(archive, budget) if kind == "xlsx" else {}
            if len(sheets) > MOST_SHEETS:
                raise Refusal(
                    "import-sheets",
                    _("Tệp có hơn %(most)s trang tính. Hãy bỏ bớt trang không cần.") % {"most": MOST_SHEETS},
                )
            found: dict[str, frozenset[Place]] = {}
            for info in archive.infolist():
                if kind == "ods" and info.filename == "content.xml":
                    found = scan_ods(_pieces(archive, info, budget))
                elif info.filename in sheets:
                    name = sheets[info.filename]
                    found[name] = _scan(_pieces(archive, info, budget), name)
                else:
                    for _piece in _pieces(archive, info, budget):
                        pass
            return found
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        KeyError,
        ElementTree.ParseError,
    ) as error:
        raise damaged() from error


class _Budget:
    """How much may still be unpacked."""

    def __init__(self) -> None:
        self.left = MOST_UNPACKED

    def spend(self, size: int) -> None:
        """Count bytes; refuses when they are too many."""
        self.left -= size
        if self.left < 0:
            raise _bomb()


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> Iterator[bytes]:
    """The true bytes of a member, whatever size its header claims."""
    # A header may lie about the size: read on to the real end of the stream, without the check that stops before it.
    info.file_size = MOST_UNPACKED + 1
    info.CRC = None  # type: ignore[assignment]  # tells zipfile that there is nothing to compare
    with archive.open(info) as member:
        while piece := member.read(_PIECE):
            budget.spend(len(piece))
            yield piece


def _sheet_names(archive: zipfile.ZipFile, budget: _Budget) -> dict[str, str]:
    """Sheet names by the path of their part."""
    infos = {info.filename: info for info in archive.infolist()}
    book = ElementTree.fromstring(b"".join(_pieces(archive, infos["xl/workbook.xml"], budget)))
    links = infos.get("xl/_rels/workbook.xml.rels")
    targets = {}
    if links is not None:
        for one in ElementTree.fromstring(b"".join(_pieces(archive, links, budget))):
            target = one.get("Target", "")
            targets[one.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return {
        targets[sheet.get(_LINK)]: sheet.get("name", "")
        for sheet in book.iter(f"{_MAIN}sheet")
        if sheet.get(_LINK) in targets
    }


def _scan(pieces: Iterator[bytes], sheet: str) -> frozenset[Place]:
    """Measure a sheet by its cells with content; collect formulas without a value."""
    rest, rows, cells, columns = b"", 0, 0, set[bytes]()
    empty: set[Place] = set()
    for piece in pieces:
        text = rest + piece
        cut = text.rfind(b"</c>") + 4 if b"</c>" in text else len(text) - 4096
        text, rest = text[: max(cut, 0)], text[max(cut, 0) :]
        found = _CELL.findall(text)
        columns.update(column for column, _row in found)
        rows = max(rows, max((int(row) for _column, row in found), default=0))
        # Cells need not say where they stand, so they are counted as well.
        cells += len(_CLOSED.findall(text))
        check_size(sheet, rows, columns=max((_column_no(one) for one in columns), default=0), cells=cells)
        if b"<f" in text or b":f" in text:
            empty.update((int(row) - 1, _column_no(column) - 1) for column, row in _NO_VALUE.findall(text))
        if len(rest) > 8 * _PIECE:
            raise _bomb()
    return frozenset(empty)


def check_size(sheet: str, rows: int, *, columns: int, cells: int = 0) -> None:
    """Refuse a sheet larger than any register, naming where it goes wrong."""
    if rows > MOST_ROWS:
        raise too_many_rows(sheet, rows)
    if columns > MOST_COLUMNS:
        raise Refusal(
            "import-columns",
            _(
                "Trang “%(sheet)s” có dữ liệu đến cột thứ %(columns)s; danh sách chỉ đọc đến %(most)s cột. Hãy "
                "xóa các cột thừa."
            )
            % {"sheet": sheet, "columns": columns, "most": MOST_COLUMNS},
        )
    if max(rows * columns, cells) > MOST_CELLS:
        raise Refusal(
            "import-cells",
            _("Trang “%(sheet)s” có hơn %(most)s ô (đọc đến dòng %(rows)s). Hãy chia thành nhiều tệp.")
            % {"sheet": sheet, "rows": rows, "most": MOST_CELLS},
        )


def too_many_rows(sheet: str, rows: int) -> Refusal:
    """The refusal of a sheet that is too long."""
    return Refusal(
        "import-rows",
        _(
            "Trang “%(sheet)s” có dữ liệu ở dòng %(rows)s; danh sách chỉ đọc đến dòng %(most)s. Hãy xóa các dòng "
            "trống thừa hoặc chia thành nhiều tệp."
        )
        % {"sheet": sheet, "rows": rows, "most": MOST_ROWS},
    )


def _column_no(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _Stream(io.RawIOBase):
    """Pieces as a file, for the parser that reads one element after another."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest = pieces, b""

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        if not self.rest:
            self.rest = next(self.pieces, b"")
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


def scan_ods(pieces: Iterator[bytes]) -> dict[str, frozenset[Place]]:
    """Measure the sheets of an OpenDocument file by their cells with content, however often one is said to repeat, and
    collect formulas without a value. An empty row may repeat a million times, one with content may not."""
    found: dict[str, frozenset[Place]] = {}
    name, row, cells, empty = "", 0, 0, set[Place]()
    depth = elements = 0
    for event, element in ElementTree.iterparse(_Stream(pieces), events=("start", "end")):
        depth, elements = depth + (1 if event == "start" else -1), elements + 1
        if depth > _DEEPEST or elements > _MOST_EVENTS:
            raise _bomb()
        if event == "start" and element.tag == f"{_ODS}table":
            name, row, cells, empty = element.get(f"{_ODS}name", ""), 0, 0, set()
        elif event == "end" and element.tag == f"{_ODS}table":
            found[name] = frozenset(empty)
            element.clear()
        elif event == "end" and element.tag == f"{_ODS}table-row":
            times = int(element.get(f"{_ODS}number-rows-repeated", "1"))
            last, filled = _ods_row(element, row, empty)
            if last:
                cells += filled * times
                check_size(name, row + times, columns=last, cells=cells)
            row += times
            element.clear()
    return found


def _ods_row(element: ElementTree.Element, row: int, empty: set[Place]) -> tuple[int, int]:
    """The last column with content and how many cells have it; formulas without a value are noted."""
    column = last = filled = 0
    for cell in element:
        times = int(cell.get(f"{_ODS}number-columns-repeated", "1"))
        formula = cell.get(f"{_ODS}formula") is not None
        if formula and not len(cell) and cell.get(f"{_OFFICE}value") is None:
            empty.update((row, column + one) for one in range(min(times, MOST_COLUMNS)))
        if formula or len(cell):
            last, filled = column + times, filled + times
        column += times
    return last, filled


def damaged() -> Refusal:
    """The refusal of a file that breaks off or is broken."""
    return Refusal(
        "import-damaged", _("Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở thử bằng Excel, lưu lại rồi tải lên.")
    )


def _bomb() -> Refusal:
    return Refusal(
        "import-unpacks-too-large",
        _("Tệp bung ra lớn hơn %(most)s MB nên không mở. Hãy lưu danh sách thành tệp mới, chỉ giữ dữ liệu.")
        % {"most": MOST_UNPACKED // 1024 // 1024},
    )


def _locked() -> Refusal:
    return Refusal(
        "import-locked", _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu trong Excel rồi tải lên lại.")
    )


def locked() -> Refusal:
    """The refusal of a workbook with a password."""
    return _locked()


def _macros() -> Refusal:
    return Refusal("import-macros", _("Tệp có macro nên không nhận. Hãy lưu danh sách thành .xlsx (không macro)."))
