"""A register as rows: every product row of every sheet, and why each other row is none."""

import dataclasses
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal
from ocop.intake.reading.grids import Grid, open_grids
from ocop.intake.reading.headers import Header, find_header
from ocop.intake.reading.tables import ReadRow, read_table, sheet_note
from ocop.intake.reading.tcvn3 import is_tcvn3, to_unicode
from ocop.intake.reading.values import cell_text, key

__all__ = ["ReadRow", "Reading", "SheetReading", "read_register"]

MOST_PRODUCTS = 50_000
_COUNTED = {"tong so", "tong", "3 sao", "4 sao", "5 sao", "so luong", "cong"}


@dataclasses.dataclass
class SheetReading:
    """A sheet: the lines above its header, its rows in order, columns nobody knew (for an officer to name)."""

    name: str
    titles: list[str]
    rows: list[ReadRow]
    unknown: dict[str, str] = dataclasses.field(default_factory=dict)
    header_row: int = 0


@dataclasses.dataclass
class Reading:
    """A whole file, sheet by sheet."""

    sheets: list[SheetReading]

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
    found = [(grid, None if grid.hidden else find_header(grid, known)) for grid in grids]
    if not any(header for _grid, header in found):
        raise _no_header([grid for grid in grids if not grid.hidden])
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


def _read_sheet(grid: Grid, header: Header | None) -> SheetReading:
    if header is not None:
        titles = [text for row in grid.rows[: header.top] for value in row if (text := cell_text(value))]
        labels = {key(label): label for label in header.unknown.values()}
        return SheetReading(grid.name, titles, read_table(grid, header), labels, header.top + 1)
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
    words = {key(cell_text(value)) for row in grid.rows[:20] for value in row}
    return len(words & _COUNTED) >= 2


def _no_header(grids: Sequence[Grid]) -> Refusal:
    """The refusal names the sheet looked at and what was sought."""
    name = grids[0].name if grids else ""
    if any(_is_counts(grid) for grid in grids):
        return Refusal(
            "import-counts",
            _(
                "Trang “%(sheet)s” là bảng số liệu tổng hợp, không có cột tên sản phẩm. Hãy nhập số liệu này ở "
                "báo cáo kỳ."
            )
            % {"sheet": name},
        )
    return Refusal(
        "import-no-header",
        _(
            "Không thấy dòng tiêu đề trong 20 dòng đầu của trang “%(sheet)s”. Cần một dòng có “Tên sản phẩm” và ít "
            "nhất một cột như “Chủ thể”, “Địa chỉ”, “Hạng sao”."
        )
        % {"sheet": name},
    )


def _modernise(grid: Grid) -> None:
    """Turn columns typed in the old fonts into Unicode, the sheet's header with them."""
    width = max((len(row) for row in grid.rows), default=0)
    for column in range(width):
        texts = [row[column] for row in grid.rows if column < len(row) and isinstance(row[column], str)]
        if is_tcvn3(texts):
            for row in grid.rows:
                if column < len(row) and isinstance(row[column], str):
                    row[column] = to_unicode(row[column])
