"""A register as rows: every product row of every sheet, and why each other row is none."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import NoReturn

from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal
from ocop.intake.reading.counts import find_counts, read_counts
from ocop.intake.reading.grids import Grid, column_name, open_grids
from ocop.intake.reading.headers import Header, find_header
from ocop.intake.reading.periods import read_period
from ocop.intake.reading.tables import ReadRow, read_table, sheet_note
from ocop.intake.reading.tcvn3 import is_old_text, is_tcvn3, is_vni, to_unicode
from ocop.intake.reading.values import cell_text, key

__all__ = ["ReadRow", "Reading", "SheetReading", "read_register"]

MOST_PRODUCTS = 50_000


@dataclasses.dataclass
class SheetReading:
    """A sheet: the lines above its header, its rows in order, columns nobody knew (for an officer to name)."""

    name: str
    titles: list[str]
    rows: list[ReadRow]
    unknown: dict[str, str] = dataclasses.field(default_factory=dict)
    header_row: int = 0
    measures: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Reading:
    """A whole file, sheet by sheet; `counts` where it tells how many products units have and names none (L6)."""

    sheets: list[SheetReading]
    counts: bool = False
    period: str = ""

    @property
    def rows(self) -> list[ReadRow]:
        """All rows of all sheets in the order of the file."""
        return [row for sheet in self.sheets for row in sheet.rows]


def read_register(data: bytes, name: str, *, known: Mapping[str, str] | None = None) -> Reading:
    """Read a register from its bytes; `name` is the file's name, `known` what officers named columns before.

    Refuses (`invalid`) files that cannot be opened safely, and files without a header of a product list.
    """
    grids = open_grids(data, name)
    for grid in grids:
        _modernise(grid)
    found = [(grid, None if grid.hidden else _names_of(grid, known)) for grid in grids]
    if not any(header for _grid, header in found):
        shown = [grid for grid in grids if not grid.hidden]
        return _read_counts(grids) or _refuse_without_header(shown)
    sheets = [_read_sheet(grid, header) for grid, header in found]
    count = sum(1 for sheet in sheets for row in sheet.rows if not row.skipped)
    if count > MOST_PRODUCTS:
        raise Refusal(
            "import-rows",
            _("Tệp có %(count)s dòng sản phẩm, nhiều nhất là %(most)s. Hãy chia thành nhiều tệp.")
            % {"count": count, "most": MOST_PRODUCTS},
        )
    if not count:
        sheet = next(sheet for sheet, (_grid, header) in zip(sheets, found, strict=True) if header)
        raise Refusal(
            "import-no-rows",
            _("Trang “%(sheet)s” có dòng tiêu đề (dòng %(row)s) nhưng không có dòng sản phẩm nào.")
            % {"sheet": sheet.name, "row": sheet.header_row},
        )
    return Reading(sheets)


def _names_of(grid: Grid, known: Mapping[str, str] | None) -> Header | None:
    """The header of a product list; a column "Sản phẩm mới" full of numbers names none."""
    header = find_header(grid, known)
    if header is None:
        return None
    column = header.columns["name"][0]
    texts = [cell_text(row[column]) for row in grid.rows[header.last + 1 :] if column < len(row)]
    numbers = sum(1 for text in texts if text and (text in "-–" or text.replace(".", "").isdecimal()))
    return None if numbers * 2 > sum(1 for text in texts if text) else header


def _read_sheet(grid: Grid, header: Header | None) -> SheetReading:
    if header is not None:
        titles = [text for row in grid.rows[: header.top] for value in row if (text := cell_text(value))]
        labels = {key(label): label for label in header.unknown.values()}
        return SheetReading(grid.name, titles, read_table(grid, header, [*titles, grid.name]), labels, header.top + 1)
    first = next((no for no, row in enumerate(grid.rows, start=1) if any(cell_text(value) for value in row)), 0)
    if not first:
        return SheetReading(grid.name, [], [])
    if grid.hidden:
        why = _("Trang ẩn: không nhập")
    elif _is_counts(grid):
        why = _("Trang là bảng số liệu tổng hợp, không có cột tên sản phẩm: không nhập")
    else:
        why = _("Trang không có dòng tiêu đề của danh sách sản phẩm: không nhập")
    return SheetReading(grid.name, [], [sheet_note(grid.name, first, why)])


def _is_counts(grid: Grid) -> bool:
    """Whether the sheet counts products instead of naming them (L6)."""
    return find_counts(grid) is not None


def _read_counts(grids: Sequence[Grid]) -> Reading | None:
    """The file as a report of counts; None where no sheet is one."""
    found = [(grid, None if grid.hidden else find_counts(grid)) for grid in grids]
    if not any(counts for _grid, counts in found):
        return None
    sheets, titles = [], []
    for grid, counts in found:
        if counts is None:
            sheets.append(_read_sheet(grid, None))
            continue
        above = [text for row in grid.rows[: counts.top] for value in row if (text := cell_text(value))]
        titles += [*above, grid.name]
        labels = {key(label): label for label in counts.unknown.values()}
        measures = list(counts.measures.values())
        sheets.append(
            SheetReading(grid.name, above, read_counts(grid, counts), labels, counts.top + 1, measures=measures)
        )
    return Reading(sheets, counts=True, period=read_period(titles))


def _refuse_without_header(grids: Sequence[Grid]) -> NoReturn:
    """The refusal names the sheet looked at and what was sought."""
    name = grids[0].name if grids else ""
    raise Refusal(
        "import-no-header",
        _(
            "Không thấy dòng tiêu đề trong 20 dòng đầu của trang “%(sheet)s”. Cần một dòng có “Tên sản phẩm” và ít "
            "nhất một cột như “Chủ thể”, “Địa chỉ”, “Hạng sao”."
        )
        % {"sheet": name},
    )


def _modernise(grid: Grid) -> None:
    """Turn columns typed in the old fonts into Unicode, the sheet's header with them; refuse those of VNI fonts."""
    if grid.old_columns:
        # A text file was turned as a whole.
        return
    width = max((len(row) for row in grid.rows), default=0)
    columns = {
        column: [row[column] for row in grid.rows if column < len(row) and isinstance(row[column], str)]
        for column in range(width)
    }
    for column, texts in columns.items():
        if is_vni(texts):
            raise _vni(grid.name, column)
        if is_tcvn3(texts):
            grid.old_columns.add(column)
    # Beside such a column a head like "H¹ng sao" over plain figures is of the same font.
    beside = {column for column, texts in columns.items() if grid.old_columns and all(map(is_old_text, texts))}
    for row in grid.rows:
        for column in grid.old_columns | beside:
            if column < len(row) and isinstance(row[column], str) and is_old_text(row[column]):
                row[column] = to_unicode(row[column])


def _vni(sheet: str, column: int) -> Refusal:
    """The refusal of a font whose letters cannot be told apart with certainty."""
    return Refusal(
        "import-vni",
        _(
            "Trang “%(sheet)s”, cột %(column)s gõ bằng phông VNI. Hãy chuyển sang Unicode (ví dụ bằng UniKey: "
            "Ctrl+Shift+F6) rồi tải lên lại."
        )
        % {"sheet": sheet, "column": column_name(column)},
    )
