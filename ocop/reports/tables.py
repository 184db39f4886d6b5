"""The page of a plan, and the rows behind a number, as a table: one table, written as CSV and as XLSX alike."""

import csv
import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from ocop.core.actor import nobody
from ocop.core.dates import today
from ocop.programme.models import Plan
from ocop.programme.queries import find_plan
from ocop.reports.page import programme_page
from ocop.reports.records import Row
from ocop.reports.shown import LineView, ProgrammePage

Cell = str | int | None
# A text that a spreadsheet would take for a formula is written after an apostrophe.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclasses.dataclass(frozen=True)
class Table:
    """A title, heads and rows; a cell is text, a whole number or empty."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def grid(self) -> list[tuple[Cell, ...]]:
        """Every line of the sheet: heads, then rows, each text safe for a spreadsheet."""
        return [tuple(_safe(cell) for cell in line) for line in (self.columns, *self.rows)]


def plan_table(page: ProgrammePage) -> Table:
    """The lines of a plan: what stands on the page, number for number."""
    columns = (_("Mã"), _("Chỉ tiêu"), _("Mức"), _("Kết quả"), _("Trên"), _("Tỷ lệ %"), _("Đánh giá"), _("Ngày chốt"),
               _("Cơ quan chủ trì"), _("Nguồn"))
    return Table(page.plan.title, columns, tuple(_line_cells(line) for line in page.lines))


def _line_cells(line: LineView) -> tuple[Cell, ...]:
    result: Cell = line.result
    if result is None and line.pill[0] == "none":
        result = line.pill[1]
    return (line.key, line.text, line.target_words, result, line.total, line.percent, line.pill[1],
            line.as_of.isoformat(), line.line.lead, line.source)


def rows_table(title: str, rows: Sequence[Row], *, unit_head: str = "",
               unit_of: Callable[[Row], str] | None = None) -> Table:
    """The rows behind a number; with `unit_of` each also in a unit of the map that was chosen, under `unit_head`."""
    columns = (_("STT"), _("Tên"), _("Chi tiết"), _("Nơi"), _("Sao"), _("Ngày"), _("Nguồn"))
    more = (unit_head,) if unit_of else ()
    return Table(title, (*columns, *more), tuple(
        (place, row.name, row.detail, row.place, row.stars, row.day.isoformat() if row.day else None, row.source,
         *((unit_of(row),) if unit_of else ()))
        for place, row in enumerate(rows, 1)
    ))


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with a mark, so that Excel reads Vietnamese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for line in table.grid():
        writer.writerow(["" if cell is None else cell for cell in line])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(table: Table) -> bytes:
    """The same cells as `csv_bytes`: numbers as numbers, texts as texts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False,
                                     "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "text_wrap": True})
    for number, line in enumerate(table.grid()):
        sheet.write_row(number, 0, ["" if cell is None else cell for cell in line], bold if number == 0 else None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(table.columns) - 1, 18)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.set_properties({"title": table.title})
    book.close()
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def programme_api(slug_province: str, year: int, *, day: dt.date | None = None) -> dict[str, Any] | None:
    """`GET /api/v1/programme/<slug>/<year>`: the lines with target, result, percent, as on the page; None where there
    is no public plan. `result` and `percent` are null where nothing is known, which is not 0."""
    on = day or today()
    plan = find_plan(slug_province, year, nobody(on))
    return plan_json(plan, programme_page(plan, on)) if plan else None


def plan_json(plan: Plan, page: ProgrammePage) -> dict[str, Any]:
    """The page as JSON."""
    return {
        "slug": plan.slug, "year": plan.year, "title": plan.title, "authority": plan.authority.full_name,
        "as_of": page.last.isoformat(), "source": plan.source,
        "figures": [
            {"key": split.whole.key, "name": str(split.whole.words), "count": split.whole.count,
             "parts": [{"key": part.key, "name": str(part.words), "count": part.count} for part in split.parts]}
            for split in page.splits
        ],
        "lines": [_line_json(line) for line in page.lines],
        "notes": [{"text": text, "sources": list(sources)} for text, sources in page.notes],
    }


def _line_json(line: LineView) -> dict[str, Any]:
    return {
        "key": line.key, "parent": line.parent or None, "name": line.text, "indicator": line.line.indicator or None,
        "target": {"kind": line.bounds.kind, "low": line.bounds.low, "high": line.bounds.high, "per": line.line.per,
                   "unit": line.counted_in, "words": line.target_words},
        "result": line.result, "of": line.total, "percent": line.percent, "status": line.verdict.value,
        "as_of": line.as_of.isoformat(), "source": line.source,
        "units": [{"name": cell.unit.full_name, "code": cell.unit.code, "result": cell.result, "met": cell.met}
                  for cell in line.cells],
    }
