"""Reads of intake: rows as the planner takes them, columns named before, what stands on an import."""

from collections import Counter
from collections.abc import Iterable

from ocop.intake.models import ImportFile, ImportRow, LayoutMemory
from ocop.intake.reading.book import SheetReading
from ocop.intake.reading.tables import ReadRow

PLACES = ("commune", "district", "province")
_NOTES, _ERRORS, _SKIPPED = "_notes", "_errors", "_skipped"


def known_columns() -> dict[str, str]:
    """Columns officers have named: folded label to field."""
    return dict(LayoutMemory.objects.values_list("label", "field"))


def raw_of(read: ReadRow) -> dict[str, object]:
    """A row as it is kept: its cells and what only the sheet knew."""
    raw: dict[str, object] = dict(read.cells)
    for key, value in ((_NOTES, read.notes), (_ERRORS, read.errors), (_SKIPPED, read.skipped)):
        if value:
            raw[key] = value
    return raw


def cell_now(row: ImportRow, field: str) -> str:
    """A cell as an officer sees it, on one line: corrected, else as read; a place also as it was understood."""
    text = row.fixes.get(field, row.raw.get(field, ""))
    if not text and field in PLACES and field not in row.fixes:
        text = row.parsed.get(field, "")
    return " ".join(str(text).split())


def read_of(row: ImportRow) -> ReadRow:
    """The row again as the planner takes it, with an officer's corrections in place of what was read."""
    raw = dict(row.raw)
    notes, errors, skipped = raw.pop(_NOTES, []), raw.pop(_ERRORS, {}), raw.pop(_SKIPPED, "")
    cells = {**raw, **row.fixes}
    if any(field in row.fixes for field in PLACES):
        # What an officer writes about the place stands above the address and the headings.
        cells.pop("address", None)
        cells |= {field: text for field in PLACES if (text := cell_now(row, field))}
    left = {field: words for field, words in errors.items() if field not in row.fixes}
    return ReadRow(row.sheet, row.row, cells, notes=notes, errors=left, skipped=skipped)


def sheets_of(file: ImportFile, rows: Iterable[ImportRow]) -> list[SheetReading]:
    """The file's sheets as they were read, corrections included."""
    by_sheet: dict[str, list[ReadRow]] = {one["name"]: [] for one in file.sheets}
    for row in rows:
        by_sheet.setdefault(row.sheet, []).append(read_of(row))
    titles = {one["name"]: one["titles"] for one in file.sheets}
    return [SheetReading(name, titles.get(name, []), reads) for name, reads in by_sheet.items()]


def counts_of(file: ImportFile) -> dict[str, int]:
    """How many rows of each status."""
    return dict(Counter(file.rows.values_list("status", flat=True)))
