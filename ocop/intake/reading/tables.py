"""Walking down a table: product rows, group rows that set what follows, and where the list ends."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal
from ocop.intake.reading.grids import Grid
from ocop.intake.reading.headers import Header, header_at, is_head_word, is_heading
from ocop.intake.reading.places import is_group_mark, read_group
from ocop.intake.reading.values import cell_text, key, read_stars

# Subjects and addresses are merged over their products; a decision may be too. Other cells are never filled downwards.
_DOWNWARD = ("producer", "address", "kind", "commune", "district", "province", "tax", "decision", "date")
_SUMS = re.compile(
    r"(tong cong|tong so|cong|tong)( [a-z]{1,2})?( (toan|tinh|huyen|ca|chung|nhom).*)?( \d.*)?( san pham.*)?"
)
_ENDS = (
    "nguoi lap",
    "lap bieu",
    "thu truong",
    "noi nhan",
    "ghi chu",
    "ke toan",
    "ky ten",
    "tm uy ban",
    "kt chu tich",
    "chu tich",
    "nguoi tong hop",
    "xac nhan",
    "giam doc",
    "can bo",
    "tm ",
)
_PLACE_FIELDS = ("commune", "district", "province")


@dataclasses.dataclass
class ReadRow:
    """A row of a sheet: its cells by field as text, what was inherited, what is wrong, or why it is no product."""

    sheet: str
    row: int
    cells: dict[str, str]
    notes: list[str] = dataclasses.field(default_factory=list)
    errors: dict[str, str] = dataclasses.field(default_factory=dict)
    skipped: str = ""


def sheet_note(sheet: str, row: int, why: str) -> ReadRow:
    """A row that stands in the report for what was not brought in."""
    return ReadRow(sheet, row, {}, skipped=why)


def read_table(grid: Grid, header: Header) -> list[ReadRow]:
    """All rows under a header. Refuses (`invalid`) a second header that says something else than the first."""
    walk = _Walk(grid, header)
    for no in range(header.last + 1, len(grid.rows)):
        walk.step(no)
    return walk.rows


class _Walk:
    """What is known while one goes down the table."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid, self.header = grid, header
        self.rows: list[ReadRow] = []
        self.group: dict[str, str] = {}
        self.subject: dict[str, str] = {}
        self.ended = False
        self.covered = _covered(grid)
        self.first_columns = sorted({column for many in header.columns.values() for column in many})

    def step(self, no: int) -> None:
        """Read one row."""
        texts = [cell_text(value) for value in self.grid.rows[no]]
        filled = [text for text in texts if text]
        if not filled or _only_numbers(filled, texts):
            return
        if self._repeats_header(no, texts):
            return
        cells = self._cells(no, texts)
        whole = self._looks_whole(cells)
        if self.ended and not whole:
            return
        ending = self._ending(filled, cells, whole=whole)
        if ending:
            self.ended = True
            self.rows.append(ReadRow(self.grid.name, no + 1, {}, skipped=ending))
            return
        if self._is_group(texts, filled, cells):
            self._enter_group(" ".join(text for text in filled if not (text is filled[0] and is_group_mark(text))))
            return
        self.ended = False
        self._product(no, cells)

    def _cells(self, no: int, texts: list[str]) -> dict[str, str]:
        """The row by fields; of several columns of one field the first that says something."""
        cells = {}
        for field, columns in self.header.columns.items():
            values = [texts[column] for column in columns if column < len(texts) and texts[column]]
            if values:
                cells[field] = values[0]
        return cells

    def _looks_whole(self, cells: Mapping[str, str]) -> bool:
        """Whether this is surely a product: numbered, named, with a subject or a result."""
        numbered = cells.get("no", "").strip(". ").isdecimal()
        return numbered and "name" in cells and bool({"producer", "stars", "score", "address"} & cells.keys())

    def _ending(self, filled: list[str], cells: Mapping[str, str], *, whole: bool) -> str:
        """Why the list ends here; "" where it does not."""
        if whole:
            return ""
        first = key(filled[0])
        second = key(filled[1]) if len(filled) > 1 and (is_group_mark(filled[0]) or filled[0].isdecimal()) else ""
        for text in (first, second):
            if text and _SUMS.fullmatch(text):
                return _("Dòng tổng cộng, hết danh sách")
            if text and text.startswith(_ENDS) and len(cells) <= 3:
                return _("Dòng ký hoặc ghi chú, hết danh sách")
        return ""

    def _is_group(self, texts: list[str], filled: list[str], cells: Mapping[str, str]) -> bool:
        """A row with text in its first cells only, or merged across, with no number of a product."""
        if cells.get("no", "").strip(". ").isdecimal():
            return False
        words = [text for text in filled if not is_group_mark(text)]
        if len(words) != 1 and not (len(words) == 2 and words[1].isdecimal()):
            return False
        place = texts.index(words[0])
        name_at = self.header.columns["name"][0]
        marked = filled[0] != words[0] or is_group_mark(words[0].split(".")[0].split(")")[0].split(" ")[0])
        if read_group(words[0]).level != "group":
            return place <= name_at
        return place < name_at or (place == name_at and (marked or self.grid_merged(texts, place)))

    def grid_merged(self, texts: list[str], place: int) -> bool:
        """A lone text in the name column of a table with numbers is a heading."""
        return "no" in self.header.columns and not texts[self.header.columns["no"][0]] and place > 0

    def _enter_group(self, text: str) -> None:
        """Set what a group row says; a wider place ends the narrower one before."""
        found = read_group(text)
        if found.level == "province":
            self.group.pop("district", None)
            self.group.pop("commune", None)
        if found.level == "district":
            self.group.pop("commune", None)
        self.group[found.level] = found.text
        self.subject = {}

    def _product(self, no: int, cells: dict[str, str]) -> None:
        row = ReadRow(self.grid.name, no + 1, cells)
        self._inherit_subject(no, cells)
        self._inherit_group(row)
        self._check(no, row)
        cells.pop("no", None)
        if not cells.get("name") and not cells.get("producer"):
            # A spacer with a stray mark in it.
            row.skipped = _("Dòng không có tên sản phẩm và chủ thể")
        self.rows.append(row)

    def _inherit_subject(self, no: int, cells: dict[str, str]) -> None:
        """Fill what is merged over several products, or stands once beside a TT that counts subjects."""
        continues = "no" in self.header.columns and "no" not in cells and "name" in cells and "producer" not in cells
        for field in _DOWNWARD:
            if field in cells:
                continue
            for column in self.header.columns.get(field, ()):
                above = self.covered.get((no, column))
                text = self._at(above) if above else ""
                if text:
                    cells[field] = text
            if continues and field in self.subject and field not in cells:
                cells[field] = self.subject[field]
        self.subject = {field: cells[field] for field in _DOWNWARD if field in cells}

    def _at(self, place: tuple[int, int]) -> str:
        row, column = place
        values = self.grid.rows[row]
        return cell_text(values[column]) if column < len(values) else ""

    def _inherit_group(self, row: ReadRow) -> None:
        """What a group row above says, where the row says nothing itself."""
        for field in (*_PLACE_FIELDS, "group"):
            if self.group.get(field) and field not in row.cells:
                row.cells[f"above_{field}"] = self.group[field]
        if self.group.get("stars") and not row.cells.get("stars"):
            row.cells["stars"] = self.group["stars"]
            row.notes.append(_("hạng sao lấy từ dòng nhóm"))

    def _check(self, no: int, row: ReadRow) -> None:
        """Things only the sheet knows: formulas without a value, a name Excel made a date, columns that disagree."""
        for field, columns in self.header.columns.items():
            for column in columns:
                if (
                    field in {"name", "producer", "stars", "score", "decision", "date", "commune"}
                    and (no, column) in self.grid.no_value
                ):
                    row.errors[field] = _(
                        "Ô %(cell)s là công thức chưa có giá trị; hãy mở tệp bằng Excel, lưu lại rồi tải lên"
                    ) % {"cell": cell_name(no, column)}
                if field in {"name", "producer"} and isinstance(self._raw(no, column), dt.date):
                    row.errors[field] = _("Ô %(cell)s bị Excel đổi thành ngày; hãy gõ lại dạng chữ") % {
                        "cell": cell_name(no, column)
                    }
        told = {
            read_stars(text).value
            for column in self.header.columns.get("stars", ())
            if (text := cell_text(self._raw(no, column)))
        } - {None}
        if len(told) > 1:
            row.errors["stars"] = _("Hai cột hạng sao ghi khác nhau")

    def _raw(self, no: int, column: int) -> Any:
        values = self.grid.rows[no]
        return values[column] if column < len(values) else None

    def _repeats_header(self, no: int, texts: list[str]) -> bool:
        """A header printed again on the next page is passed over; one that says otherwise stops the reading."""
        at = self.header.columns["name"][0]
        if (at < len(texts) and texts[at] and not is_head_word(texts[at])) or not is_heading(texts):
            return False
        again = header_at(self.grid, no, known={})
        if again is None:
            return self._second_row(texts)
        if {f: c for f, c in again.columns.items() if f in self.header.columns and c != self.header.columns[f]}:
            raise Refusal(
                "import-two-headers",
                _(
                    "Trang “%(sheet)s”: tiêu đề ở dòng %(second)s khác tiêu đề ở dòng %(first)s. Hãy tách hai bảng "
                    "thành hai trang."
                )
                % {"sheet": self.grid.name, "first": self.header.top + 1, "second": no + 1},
            )
        return True

    def _second_row(self, texts: list[str]) -> bool:
        """The second row of a header printed again."""
        labels = {label.rpartition("\v")[2] for label in self.header.labels.values()}
        return all(text in labels for text in texts if text)


def _covered(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell under a vertical merge, the cell that holds its text."""
    found = {}
    for (top, left), (bottom, right) in grid.merges:
        if bottom > top and (bottom - top) * (right - left + 1) <= 5000:
            for row in range(top + 1, bottom + 1):
                for column in range(left, right + 1):
                    found[row, column] = (top, column if column == left else left)
    return found


def _only_numbers(filled: list[str], texts: list[str]) -> bool:
    """A row numbered in advance, with nothing in it."""
    return len(filled) == 1 and filled[0].strip(". ").isdecimal() and texts.index(filled[0]) < 2


def cell_name(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet shows it: (11, 3) is D12."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
