"""Opening what was checked: sheets as plain grids of values, merged ranges beside them."""

import csv
import dataclasses
import io
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.intake.reading import safety
from ocop.intake.reading.odsmerges import ods_merges
from ocop.intake.reading.tcvn3 import is_tcvn3, to_unicode

# First and last cell, row before column, both inclusive.
Merge = tuple[tuple[int, int], tuple[int, int]]
_DELIMITERS = ",;\t|"


@dataclasses.dataclass
class Grid:
    """A sheet: its values from its first cell on, merged ranges, formulas without a value, whether it is hidden."""

    name: str
    rows: list[list[Any]]
    merges: list[Merge] = dataclasses.field(default_factory=list)
    no_value: frozenset[safety.Place] = frozenset()
    hidden: bool = False


def open_grids(data: bytes, name: str) -> list[Grid]:
    """The sheets of a file, after all checks. Refuses (`invalid`) what cannot or must not be opened."""
    checked = safety.check_file(data, name)
    return [_csv(data, name)] if checked.kind == "csv" else _workbook(data, checked)


def _workbook(data: bytes, checked: safety.Checked) -> list[Grid]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            if len(book.sheet_names) > safety.MOST_SHEETS:
                raise Refusal(
                    "import-sheets",
                    _("Tệp có hơn %(most)s trang tính. Hãy bỏ bớt trang không cần.") % {"most": safety.MOST_SHEETS},
                )
            merges = ods_merges(data) if checked.kind == "ods" else None
            return [_sheet(book, meta, checked=checked, merges=merges) for meta in book.sheets_metadata]
    except PasswordError as error:
        raise safety.locked() from error
    except (CalamineError, OSError, ValueError) as error:
        raise safety.damaged() from error


def _sheet(
    book: CalamineWorkbook, meta: Any, *, checked: safety.Checked, merges: dict[str, list[Merge]] | None
) -> Grid:
    sheet = book.get_sheet_by_name(meta.name)
    if sheet.total_height > safety.MOST_ROWS:
        raise safety.too_many_rows(meta.name, sheet.total_height)
    found = merges.get(meta.name, []) if merges is not None else list(sheet.merged_cell_ranges or [])
    return Grid(
        name=meta.name,
        rows=sheet.to_python(skip_empty_area=False),
        merges=found,
        no_value=checked.no_value.get(meta.name, frozenset()),
        hidden=meta.visible != SheetVisibleEnum.Visible,
    )


def _csv(data: bytes, name: str) -> Grid:
    """A CSV in any encoding an office still has, with any of the usual separators."""
    text = decode(data)
    if "\x00" in text:
        raise Refusal(
            "import-kind", _("Tệp này không phải CSV dạng chữ. Hãy lưu danh sách thành .xlsx hoặc CSV UTF-8.")
        )
    first = "\n".join(text.splitlines()[:20])
    delimiter = max(_DELIMITERS, key=first.count)
    rows: list[list[Any]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= safety.MOST_ROWS:
                raise safety.too_many_rows(_sheet_name(name), len(rows) + 1)
            if len(row) > safety.MOST_COLUMNS:
                raise Refusal(
                    "import-columns",
                    _("Dòng %(row)s có %(columns)s cột; danh sách chỉ đọc đến %(most)s cột.")
                    % {"row": len(rows) + 1, "columns": len(row), "most": safety.MOST_COLUMNS},
                )
            rows.append(list(row))
    except csv.Error as error:
        raise safety.damaged() from error
    return Grid(_sheet_name(name), rows)


def _sheet_name(name: str) -> str:
    """A CSV has one nameless sheet: it is called as the file."""
    return nfc(name.rpartition("/")[2].rpartition(".")[0])[:100]


def decode(data: bytes) -> str:
    """The text of a CSV: UTF-8 (with or without mark), UTF-16, TCVN3, else code page 1258; composed."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if data[:400].count(b"\x00") * 4 > len(data[:400]):
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    old = data.decode("latin-1")
    if is_tcvn3(old.split("\n")):
        return to_unicode(old)
    return data.decode("cp1258", errors="replace")
