"""Opening what was checked: sheets as plain grids of values, merged ranges beside them."""

import csv
import dataclasses
import io
from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.intake.reading import safety
from ocop.intake.reading.odsmerges import ods_merges
from ocop.intake.reading.tcvn3 import is_old_file, to_unicode

# First and last cell, row before column, both inclusive.
Merge = tuple[tuple[int, int], tuple[int, int]]
_DELIMITERS = ",;\t|"


@dataclasses.dataclass
class Grid:
    """A sheet: its values from its first cell on, merged ranges, formulas without a value, whether it is hidden.

    `old_columns` were typed in an old font; `plain` is a text file, which cannot say what was merged.
    """

    name: str
    rows: list[list[Any]]
    merges: list[Merge] = dataclasses.field(default_factory=list)
    no_value: frozenset[safety.Place] = frozenset()
    hidden: bool = False
    old_columns: set[int] = dataclasses.field(default_factory=set)
    plain: bool = False


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
    # Old workbooks are measured only now, before their cells become objects.
    safety.check_size(meta.name, sheet.total_height, columns=sheet.total_width)
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
    text, old = _decode(data)
    if "\x00" in text:
        raise Refusal(
            "import-kind", _("Tệp này không phải CSV dạng chữ. Hãy lưu danh sách thành .xlsx hoặc CSV UTF-8.")
        )
    delimiter = _delimiter(text)
    rows: list[list[Any]] = []
    # Empty lines count only when something stands below them: a sheet may end in a million of them.
    empty, cells = 0, 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if not any(row):
                empty += 1
                continue
            if len(rows) + empty >= safety.MOST_ROWS:
                raise safety.too_many_rows(_sheet_name(name), len(rows) + empty + 1)
            rows.extend([] for _no in range(empty))
            empty, cells = 0, cells + len(row)
            safety.check_size(_sheet_name(name), len(rows) + 1, columns=0, cells=cells)
            if len(row) > safety.MOST_COLUMNS:
                raise Refusal(
                    "import-columns",
                    _("Dòng %(row)s có %(columns)s cột; danh sách chỉ đọc đến %(most)s cột.")
                    % {"row": len(rows) + 1, "columns": len(row), "most": safety.MOST_COLUMNS},
                )
            rows.append(list(row))
    except csv.Error as error:
        raise safety.damaged() from error
    grid = Grid(_sheet_name(name), rows, plain=True)
    if old:
        grid.old_columns.update(range(safety.MOST_COLUMNS))
    return grid


def _sheet_name(name: str) -> str:
    """A CSV has one nameless sheet: it is called as the file."""
    return nfc(name.rpartition("/")[2].rpartition(".")[0])[:100]


def _delimiter(text: str) -> str:
    """What parts the cells: the sign by which most of the first lines have the same number of them. A comma inside
    addresses and points is no such sign."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]

    def evenness(sign: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign))
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    return max(_DELIMITERS, key=evenness)


def decode(data: bytes) -> str:
    """The text of a CSV: UTF-8 (with or without mark), UTF-16, TCVN3, else code page 1258; composed."""
    return _decode(data)[0]


def _decode(data: bytes) -> tuple[str, bool]:
    """The text, and whether it was typed in the old fonts."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), False
    start = data[:4000]
    if start.count(b"\x00") * 4 > len(start):
        # The empty half of a Latin letter comes second where the low byte comes first.
        little = start[1::2].count(b"\x00") > start[::2].count(b"\x00")
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace"), False
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    if is_old_file(data):
        return to_unicode(data.decode("latin-1")), True
    return data.decode("cp1258", errors="replace"), False


def covered(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell under a vertical merge, the cell that holds its text."""
    found = {}
    for (top, left), (bottom, right) in grid.merges:
        if bottom > top and (bottom - top) * (right - left + 1) <= 5000:
            for row in range(top + 1, bottom + 1):
                for column in range(left, right + 1):
                    found[row, column] = (top, column if column == left else left)
    return found


def column_name(column: int) -> str:
    """The letters of a column as a spreadsheet shows them: 3 is D."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet shows it: (11, 3) is D12."""
    return f"{column_name(column)}{row + 1}"
