"""Lists to take away: any list page offers `?xuat=xlsx`, the same rows with the same filter as an Excel file.

Two lines in a view, before its page is rendered:

    if wants_sheet(request):
        return sheet_response(_("Chủ thể"), COLUMNS, rows, filters=words)

and in its template: `<a class="link" href="{% querystring xuat='xlsx' trang=None %}">{% translate "Tải Excel" %}</a>`.
"""

import csv
import dataclasses
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar

import xlsxwriter
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils.timezone import is_aware, localdate, make_naive
from django.utils.translation import gettext as _

from ocop.core.names import fold
from ocop.core.refusal import Words

R = TypeVar("R")
KEY, XLSX, CSV = "xuat", "xlsx", "csv"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet would run a cell that begins so, also after it was saved as CSV and opened again.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_SHEET_NAME, _WIDE, _FIRST_ROW = 31, 60, 4
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
# Excel keeps fifteen digits; a longer number is a code and stays text.
_MOST = 10**15


@dataclasses.dataclass(frozen=True)
class Column(Generic[R]):
    """A column: its head, how its value is read from a row, its width in letters.

    Dates become real dates, numbers real numbers, yes/no words. `text` writes a number as text: for codes and years,
    which nobody adds up and whose zeros count.
    """

    head: Words
    read: Callable[[R], Any]
    width: int = 18
    text: bool = False


def wants_sheet(request: HttpRequest) -> bool:
    """Whether the list is asked for as a file."""
    return request.GET.get(KEY) == XLSX


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before what begins like one."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def sheet_response(
    title: str, columns: Sequence[Column[R]], rows: Iterable[R], *, filters: Words = "", day: dt.date | None = None,
) -> FileResponse:
    """The list as XLSX: title, the filter as shown with the as-of date, heads, one line a row.

    Rows are written as they are read and never held together in memory; the file is sent from the disk. Give `rows` as
    `queryset.iterator(chunk_size=…)` where there may be many. The file is named after the title and the day.
    """
    asof = day or localdate()
    file = tempfile.TemporaryFile()  # closed with the response
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    _write(book, title, columns, rows=rows, line=_filter_line(filters, asof))
    book.close()
    file.seek(0)
    name = f"{'-'.join(_words(title)) or 'danh-sach'}-{asof.isoformat()}.{XLSX}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=KIND)


def wants_csv(request: HttpRequest) -> bool:
    """Whether the list is asked for as plain text with commas."""
    return request.GET.get(KEY) == CSV


def csv_response(title: str, columns: Sequence[Column[R]], rows: Iterable[R], *,
                 day: dt.date | None = None) -> StreamingHttpResponse:
    """The list as CSV: UTF-8 with a mark for spreadsheets, heads first, days as 2026-05-22, nothing for none.

    Title and filter are not in it, so that a program may read it; the file's name says what it is.
    """
    asof = day or localdate()
    name = f"{'-'.join(_words(title)) or 'danh-sach'}-{asof.isoformat()}.{CSV}"
    answer = StreamingHttpResponse(_csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _csv_lines(columns: Sequence[Column[R]], rows: Iterable[R]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(cells: Iterable[Any]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(harmless(cell) if isinstance(cell, str) else cell for cell in cells)
        return buffer.getvalue()

    yield "\ufeff" + line(str(column.head) for column in columns)
    for row in rows:
        yield line(_plain(column.read(row)) for column in columns)


def _plain(value: Any) -> Any:
    """A value of a CSV cell: days as ISO, words as text, numbers as they are."""
    if value is None or (isinstance(value, int | Decimal) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def message_text(lines: Iterable[Words], *, link: str) -> str:
    """Text and link as one pastes them into Zalo (`<c-zalo :text>`); empty lines are left out."""
    return "\n".join([*(text for text in map(str, lines) if text), link])


def _words(title: str) -> list[str]:
    """The title's words in plain letters."""
    return "".join(letter if letter.isalnum() and letter.isascii() else " " for letter in fold(title)).split()


def _filter_line(filters: Words, asof: dt.date) -> str:
    """What was filtered and the day the rows are of."""
    narrowed = str(filters) or _("tất cả")
    return _("Lọc: %(filters)s. Tính đến ngày %(day)s.") % {
        "filters": narrowed.rstrip("."), "day": f"{asof.day}/{asof.month}/{asof.year}"}


def _write(book: Any, title: str, columns: Sequence[Column[R]], *, rows: Iterable[R], line: str) -> None:
    """The one sheet of the file, from top to bottom: constant memory lets nobody go back."""
    sheet = book.add_worksheet(_sheet_name(title))
    shapes = _Shapes(book)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, min(column.width, _WIDE))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.repeat_rows(_FIRST_ROW - 1)
    sheet.write_string(0, 0, harmless(title), shapes.title)
    sheet.write_string(1, 0, harmless(line))
    for place, column in enumerate(columns):
        sheet.write_string(_FIRST_ROW - 1, place, harmless(str(column.head)), shapes.head)
    last = _FIRST_ROW - 1
    for last, row in enumerate(rows, start=_FIRST_ROW):
        for place, column in enumerate(columns):
            shapes.put(sheet, (last, place), column.read(row), as_text=column.text)
    sheet.autofilter(_FIRST_ROW - 1, 0, last, max(len(columns) - 1, 0))


def _sheet_name(title: str) -> str:
    """The title as a tab may be called: some signs are not allowed, and Excel counts the length in UTF-16."""
    name = title.translate(_NOT_IN_NAMES).strip().encode("utf-16-le")[: 2 * _SHEET_NAME]
    return name.decode("utf-16-le", "ignore").strip() or "OCOP"


class _Shapes:
    """The formats of a file, and the one place that knows how a value becomes a cell."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.date = book.add_format({"num_format": "d/m/yyyy", "align": "left", "valign": "top"})
        self.moment = book.add_format({"num_format": "d/m/yyyy h:mm", "align": "left", "valign": "top"})
        self.number = book.add_format({"valign": "top"})

    def put(self, sheet: Any, cell: tuple[int, int], value: Any, *, as_text: bool) -> None:
        """Write one value; nothing for none, so that an empty cell is never a zero."""
        if value is None or value == "":
            return
        if as_text:
            sheet.write_string(*cell, harmless(str(value)), self.plain)
        elif isinstance(value, bool):
            sheet.write_string(*cell, _("có") if value else _("không"), self.words)
        elif isinstance(value, dt.datetime):
            sheet.write_datetime(*cell, make_naive(value) if is_aware(value) else value, self.moment)
        elif isinstance(value, dt.date):
            sheet.write_datetime(*cell, dt.datetime.combine(value, dt.time()), self.date)
        elif _is_number(value):
            sheet.write_number(*cell, float(value) if isinstance(value, Fraction) else value, self.number)
        else:
            sheet.write_string(*cell, harmless(str(value)), self.words)


def _is_number(value: Any) -> bool:
    """Whether a cell may hold the value as a number without losing a digit."""
    return isinstance(value, int | float | Decimal | Fraction) and bool(-_MOST < value < _MOST)
