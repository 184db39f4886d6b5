"""Files as offices make them: a table of values written as .xlsx, .xls, .ods, or CSV in any encoding still in use."""

import dataclasses
import datetime as dt
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from ocop.intake.reading.tcvn3 import _TABLE

OLD = {new: chr(old) for old, new in _TABLE.items()}
# Every way an office may hand a table over: the ending of the file, and how its text is written.
WORKBOOKS = ("xlsx", "xls", "ods")
TEXTS = ("utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "cp1258", "tcvn3")
FORMATS = (*WORKBOOKS, *(f"csv:{one}" for one in TEXTS))


@dataclasses.dataclass
class Formula:
    """A formula that was never worked out: the file holds no value for it."""

    text: str


@dataclasses.dataclass
class Table:
    """A sheet: rows of values from cell A1 on, merged ranges as (top, left, bottom, right) counted from 0."""

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = dataclasses.field(default_factory=list)
    hidden_columns: tuple[int, ...] = ()
    hidden: bool = False


def made(form: str, *tables: Table) -> tuple[bytes, str]:
    """The file and its name in one of `FORMATS`. A CSV holds the first sheet, as Excel would save it."""
    kind, _colon, encoding = form.partition(":")
    if kind == "csv":
        return as_csv(tables[0], encoding), "danh-sach.csv"
    return {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}[kind](tables), f"danh-sach.{kind}"


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """The workbook of today."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            for column in table.hidden_columns:
                sheet.set_column(column, column, 8, None, {"hidden": True})
            for top, left, bottom, right in table.merges:
                sheet.merge_range(top, left, bottom, right, "")
            for no, row in enumerate(table.rows):
                for column, value in enumerate(row):
                    _xlsx_cell(sheet, (no, column), value=value, day=day)
            if table.hidden:
                sheet.hide()
    return out.getvalue()


def _xlsx_cell(sheet: Any, place: tuple[int, int], *, value: Any, day: Any) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(*place, value.text, None, "")
    elif isinstance(value, dt.date):
        sheet.write_datetime(*place, dt.datetime.combine(value, dt.time()), day)
    elif isinstance(value, str):
        sheet.write_string(*place, value)
    elif value is not None:
        sheet.write(*place, value)


def as_xls(tables: Sequence[Table]) -> bytes:
    """The workbook of 1997 to 2003."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for table in tables:
        sheet = book.add_sheet(table.name, cell_overwrite_ok=True)
        for top, left, bottom, right in table.merges:
            sheet.merge(top, bottom, left, right)
        for no, row in enumerate(table.rows):
            for column, value in enumerate(row):
                if isinstance(value, Formula):
                    sheet.write(no, column, xlwt.Formula(value.text.removeprefix("=")))
                elif isinstance(value, dt.date):
                    sheet.write(no, column, value, day)
                elif value is not None:
                    sheet.write(no, column, value)
        for column in table.hidden_columns:
            sheet.col(column).hidden = True
        sheet.visibility = 1 if table.hidden else 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_ods(tables: Sequence[Table]) -> bytes:
    """The sheet of LibreOffice, written by hand."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    hidden = (
        '<style:style style:name="ta0" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    body = "".join(_ods_table(table) for table in tables)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:automatic-styles>{hidden}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def _ods_table(table: Table) -> str:
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in table.merges}
    under = {
        (row, column)
        for top, left, bottom, right in table.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    style = ' table:style-name="ta0"' if table.hidden else ""
    width = max((len(row) for row in table.rows), default=1)
    collapsed = ' table:visibility="collapse"'
    columns = "".join(f"<table:table-column{collapsed if no in table.hidden_columns else ''}/>" for no in range(width))
    lines = []
    for no, row in enumerate(table.rows):
        cells = "".join(
            _ods_cell(value, span=spans.get((no, column)), covered=(no, column) in under)
            for column, value in enumerate([*row, *[None] * (width - len(row))])
        )
        lines.append(f"<table:table-row>{cells}</table:table-row>")
    empty = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="1024"/></table:table-row>'
    )
    return f'<table:table table:name="{escape(table.name)}"{style}>{columns}{"".join(lines)}{empty}</table:table>'


def _ods_cell(value: Any, *, span: tuple[int, int] | None, covered: bool) -> str:
    tag = "table:covered-table-cell" if covered else "table:table-cell"
    more = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if value is None or value == "":
        return f"<{tag}{more}/>"
    if isinstance(value, Formula):
        return f'<{tag}{more} table:formula="of:{escape(value.text)}"/>'
    if isinstance(value, dt.date):
        shown = f"{value:%d/%m/%Y}"
        what = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        return f"<{tag}{more} {what}><text:p>{shown}</text:p></{tag}>"
    if isinstance(value, int | float):
        return f'<{tag}{more} office:value-type="float" office:value="{value}"><text:p>{value}</text:p></{tag}>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<{tag}{more} office:value-type="string">{lines}</{tag}>'


def as_csv(table: Table, encoding: str, delimiter: str = ";") -> bytes:
    """The first sheet as text; what is merged stands once, in its first cell."""
    lines = [delimiter.join(_quoted(_shown(value), delimiter) for value in row) for row in table.rows]
    text = "\r\n".join(lines) + "\r\n"
    if encoding in {"tcvn3", "cp1258"}:
        # The old code pages have no star to draw: people typed what the keyboard has.
        text = text.replace("★", "*")
    if encoding == "tcvn3":
        return old_font(text).encode("latin-1", errors="replace")
    if encoding == "cp1258":
        return tones_apart(text).encode("cp1258", errors="replace")
    return text.encode(encoding)


def _shown(value: Any) -> str:
    if value is None or isinstance(value, Formula):
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _quoted(text: str, delimiter: str) -> str:
    if any(sign in text for sign in (delimiter, '"', "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def old_font(text: str) -> str:
    """As typed in .VnTime: letters of the old font; capitals with a tone exist only as small letters (.VnTimeH)."""
    small = (
        letter if letter in OLD or letter.lower() not in OLD else letter.lower()
        for letter in unicodedata.normalize("NFC", text)
    )
    return "".join(OLD.get(letter, letter) for letter in small)


def tones_apart(text: str) -> str:
    """Tones as signs of their own, the rest composed: how code page 1258 writes."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    found = []
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        found.append(bare + "".join(part for part in parts if part in tones))
    return "".join(found)
