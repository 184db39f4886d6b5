"""Walking down a table: product rows, group rows that set what follows, and where the list ends."""

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ocop.core.refusal import Refusal
from ocop.intake.reading.dittos import repeat_above
from ocop.intake.reading.endings import why_ended
from ocop.intake.reading.grids import Grid, cell_name, covered
from ocop.intake.reading.headers import Header, header_at, is_head_word, is_heading, told_by_label
from ocop.intake.reading.headings import (
    HEADS,
    heads_with_number,
    is_group_mark,
    is_numbered,
    rank_of_mark,
    read_group,
    told_beside,
)
from ocop.intake.reading.values import cell_text, key, read_stars, split_result

# Subjects and addresses are merged over their products; a decision may be too. Other cells are never filled downwards.
_DOWNWARD = ("producer", "address", "kind", "commune", "district", "province", "tax", "decision", "date")
_PLACE_FIELDS = ("commune", "district", "province")
_ASKING = ("de nghi", "de xuat", "kien nghi", "du kien", "phai")
_ABOUT = ("danh gia lai", "phan hang lai", "nang hang", "nang sao", "thu hoi", "gia han", "cap lai", "cap doi")
_SAMPLE = re.compile(r"(?:vd|ví dụ)\s*[:.–-]", re.IGNORECASE)
_COUNTED = re.compile(r"\d+(?: (?:san pham|sp))?")


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


def read_table(grid: Grid, header: Header, titles: Sequence[str] = ()) -> list[ReadRow]:
    """All rows under a header; `titles` are the sheet's name and the lines above, which may speak for every row.

    Refuses (`invalid`) a second header that says something else than the first.
    """
    walk = _Walk(grid, header)
    walk.waiting, walk.proposed = waits_for_centre(titles), proposes(titles)
    for no in range(header.last + 1, len(grid.rows)):
        walk.step(no)
    return walk.close()


class _Walk:
    """What is known while one goes down the table."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid, self.header = grid, header
        self.rows: list[ReadRow] = []
        self.group: dict[str, str] = {}
        self.set_by: dict[str, str] = {}
        # The kinds of marks gone into, from the widest.
        self.depth: list[str] = []
        self.subject: dict[str, str] = {}
        self.above: dict[str, str] = {}
        self.ended = False
        self.waiting = self.proposed = ""
        # Headings since the last product: after the last one they are remarks under the table.
        self.headings: list[ReadRow] = []
        self.covered = covered(grid)
        self.first_columns = sorted({column for many in header.columns.values() for column in many})

    def step(self, no: int) -> None:
        """Read one row."""
        texts = [cell_text(value) for value in self.grid.rows[no]]
        filled = [text for text in texts if text]
        if not filled or _only_numbers(filled, texts):
            return
        if self._repeats_header(no, texts):
            self._pass_over(no, _("Tiêu đề bảng in lại"))
            return
        cells = self._cells(no, texts)
        whole = self._looks_whole(cells)
        ending = "" if whole else self._ending(filled, cells)
        if ending:
            # A total above the first product ends nothing.
            self.ended = self.ended or any(not row.skipped for row in self.rows)
            self._pass_over(no, ending)
        elif self._is_group(no, texts, filled=filled, cells=cells):
            self._enter_group(filled)
            self.headings.append(sheet_note(self.grid.name, no + 1, ""))
        elif self.ended and not whole:
            self._pass_over(no, _("Sau dòng kết thúc danh sách"))
        else:
            self.ended, self.headings = False, []
            self._product(no, cells)

    def close(self) -> list[ReadRow]:
        """All rows in order; headings with nothing under them are remarks."""
        for row in self.headings:
            row.skipped = _("Dòng chữ không có sản phẩm bên dưới")
        return sorted([*self.rows, *self.headings], key=lambda row: row.row)

    def _pass_over(self, no: int, why: str) -> None:
        self.rows.append(sheet_note(self.grid.name, no + 1, why))

    def _cells(self, no: int, texts: list[str]) -> dict[str, str]:
        """The row by fields; of several columns of one field the first that says something."""
        cells = {}
        for field, columns in self.header.columns.items():
            values = [
                told_by_label(self.header.labels[column], texts[column])
                for column in columns
                if column < len(texts) and texts[column]
            ]
            if values:
                cells[field] = values[0]
        if "score" not in cells and "stars" in cells:
            cells |= {
                field: text
                for field, text in zip(("stars", "score"), split_result(cells["stars"]), strict=True)
                if text
            }
        return cells

    def _looks_whole(self, cells: Mapping[str, str]) -> bool:
        """Whether this is surely a product: numbered, named, with a subject or a result."""
        numbered = cells.get("no", "").strip(". ").isdecimal()
        return numbered and "name" in cells and bool({"producer", "stars", "score", "address"} & cells.keys())

    def _ending(self, filled: list[str], cells: Mapping[str, str]) -> str:
        """Why the list ends here; "" where it does not."""
        marked = len(filled) > 1 and (is_group_mark(filled[0]) or is_numbered(filled[0]))
        return why_ended(filled[: 2 if marked else 1], alone=len(filled) == 1, narrow=len(cells) <= 3)

    def _is_group(self, no: int, texts: list[str], *, filled: list[str], cells: Mapping[str, str]) -> bool:
        """A row with text in its first cells only, or merged across, with no number of a product."""
        numbered = is_numbered(cells.get("no", ""))
        words = [text for text in filled if not is_group_mark(text) and not (numbered and text is cells["no"])]
        if len(words) != 1 and not (len(words) == 2 and _COUNTED.fullmatch(key(words[1]))):
            return False
        place = texts.index(words[0])
        name_at = self.header.columns["name"][0]
        if numbered:
            return place <= name_at and heads_with_number(words[0]) and not self._under_subject(no)
        apart = filled[0] != words[0]
        if not apart and self._continues(no, words[0], place=place):
            return False
        marked = apart or is_group_mark(words[0].split(".")[0].split(")")[0].split(" ")[0])
        if read_group(words[0]).level != "group":
            return place <= name_at
        return place < name_at or (place == name_at and (marked or self.grid_merged(texts, place)))

    def _under_subject(self, no: int) -> bool:
        """Whether the row lies under a subject's merged cell."""
        return any((no, column) in self.covered for column in self.header.columns.get("producer", ()))

    def _continues(self, no: int, text: str, *, place: int) -> bool:
        """A lone name under a subject that goes on: one more product of it, where TT counts subjects."""
        if place != self.header.columns["name"][0] or not self.subject.get("producer") or text.isupper():
            return False
        if read_group(text).level != "group" or key(text).startswith(HEADS):
            return False
        merged = self._under_subject(no)
        across = any(top == (no, place) and end[1] > place for top, end in self.grid.merges)
        return merged or (not across and not is_group_mark(text.split(".")[0].split(")")[0].split(" ")[0]))

    def grid_merged(self, texts: list[str], place: int) -> bool:
        """A lone text in the name column of a table with numbers is a heading."""
        return "no" in self.header.columns and not texts[self.header.columns["no"][0]] and place > 0

    def _enter_group(self, filled: list[str]) -> None:
        """Set what a group row says; a wider place ends the narrower one before, a mark of the same kind ends all that
        the last row with such a mark said, and the rows within it."""
        marked = len(filled) > 1 and (is_group_mark(filled[0]) or is_numbered(filled[0]))
        text = " ".join(filled[1:] if marked else filled)
        rank = rank_of_mark(filled[0] if marked else text)
        if rank in self.depth:
            gone = self.depth[self.depth.index(rank) :]
            self.depth = self.depth[: self.depth.index(rank)]
            self.group = {field: said for field, said in self.group.items() if self.set_by.get(field) not in gone}
        if rank:
            self.depth.append(rank)
        found, beside = read_group(text), told_beside(text)
        if found.level == "province":
            self.group.pop("district", None)
            self.group.pop("commune", None)
            self.group.pop("city", None)
        if found.level == "district":
            self.group.pop("commune", None)
            # A city may be a province of its own: which it is, the map says later.
            if key(found.text).startswith(("thanh pho", "tp")):
                beside["city"] = found.text
        if found.level != "group" or not beside:
            beside[found.level] = found.text
        self.group |= beside
        self.set_by |= dict.fromkeys(beside, rank)
        self.subject = {}

    def _product(self, no: int, cells: dict[str, str]) -> None:
        row = ReadRow(self.grid.name, no + 1, cells)
        if repeat_above(cells, self.above):
            row.notes.append(_("ô ghi “nt” lấy theo dòng trên"))
        self._inherit_subject(no, row)
        self.above = dict(cells)
        self._inherit_group(row)
        self._inherit_title(row)
        _set_proposal_aside(row)
        self._mark_old_letters(row)
        self._check(no, row)
        cells.pop("no", None)
        if not cells.get("name") and not cells.get("producer"):
            # A spacer with a stray mark in it.
            row.skipped = _("Dòng không có tên sản phẩm và chủ thể")
        elif _SAMPLE.match(cells.get("name", "")):
            row.skipped = _("Dòng ví dụ của biểu mẫu")
        self.rows.append(row)

    def _inherit_subject(self, no: int, row: ReadRow) -> None:
        """Fill what is merged over several products, or stands once beside a TT that counts subjects."""
        cells = row.cells
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
        if "producer" not in cells and self._merged_before_it_was_text(cells):
            cells["producer"] = self.subject["producer"]
            row.notes.append(_("chủ thể lấy từ dòng trên (ô gộp của bảng gốc)"))
        self.subject = {field: cells[field] for field in (*_DOWNWARD, "no") if field in cells}

    def _merged_before_it_was_text(self, cells: Mapping[str, str]) -> bool:
        """A printed list saved as CSV: the next number of the same group, the subject's cell left open.

        A list whose header is its first line was never printed so: there an open cell says that nobody knows.
        """
        before, own = self.subject.get("no", "").strip(". "), cells.get("no", "").strip(". ")
        return (
            self.grid.plain
            and self.header.top > 0
            and "producer" in self.subject
            and before.isdecimal()
            and own.isdecimal()
            and int(own) == int(before) + 1
        )

    def _mark_old_letters(self, row: ReadRow) -> None:
        """Capitals typed in .VnTimeH are lost: say so where a name begins small."""
        for field in ("name", "producer"):
            columns = self.header.columns.get(field, ())
            if any(one in self.grid.old_columns for one in columns) and row.cells.get(field, " ")[0].islower():
                row.notes.append(_("gõ bằng phông chữ cũ, hãy xem lại chữ hoa"))
                return

    def _at(self, place: tuple[int, int]) -> str:
        row, column = place
        values = self.grid.rows[row]
        return cell_text(values[column]) if column < len(values) else ""

    def _inherit_group(self, row: ReadRow) -> None:
        """What a group row above says, where the row says nothing itself."""
        for field in (*_PLACE_FIELDS, "group"):
            if self.group.get(field) and field not in row.cells:
                row.cells[f"above_{field}"] = self.group[field]
        for field in ("year", "decision", "note"):
            if self.group.get(field) and not row.cells.keys() & {field, *(("date",) if field == "year" else ())}:
                row.cells[field] = self.group[field]
        if self.group.get("city"):
            row.cells["above_city"] = self.group["city"]
        if self.group.get("stars") and not row.cells.get("stars"):
            row.cells["stars"] = self.group["stars"]
            row.notes.append(_("hạng sao lấy từ dòng nhóm"))

    def _inherit_title(self, row: ReadRow) -> None:
        """Whole lists that wait for the centre ("tiềm năng 5 sao") or are proposals, as their title says."""
        if self.waiting and not row.cells.get("stars"):
            row.cells["stars"] = self.waiting
            row.notes.append(_("“%(text)s” lấy từ tiêu đề") % {"text": self.waiting})
        if self.proposed and not {"note", "decision"} & row.cells.keys():
            row.cells["note"] = self.proposed

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


def waits_for_centre(titles: Sequence[str]) -> str:
    """ "tiềm năng 5 sao" where the title says so of the whole list, else ""."""
    ranks = [text for text in titles if "sao" in key(text).split()]
    return "tiềm năng 5 sao" if ranks and all("tiem nang" in key(text) for text in ranks) else ""


def proposes(titles: Sequence[str]) -> str:
    """ "đề nghị" where the title calls the whole list a proposal or an enrolment, else ""."""
    asked = ("de nghi cong nhan", "de nghi danh gia", "de nghi phan hang", "dang ky tham gia", "dang ky danh gia")
    heads = ("danh sach", "danh muc", "bieu", "tong hop", "bang", "san pham")
    said = any(key(text).startswith(heads) and any(words in key(text) for words in asked) for text in titles)
    return "đề nghị" if said else ""


def _set_proposal_aside(row: ReadRow) -> None:
    """What an office means to do about a recognised product is told beside its row and changes nothing (L7)."""
    note = key(row.cells.get("note", ""))
    if note.startswith(_ASKING) and any(words in note for words in _ABOUT) and {"decision", "date"} & row.cells.keys():
        row.cells["proposal"] = row.cells.pop("note")
    if row.cells.get("proposal"):
        row.notes.append(_("đề xuất “%(text)s”: chỉ ghi chú, không thay đổi gì") % {"text": row.cells["proposal"]})


def _only_numbers(filled: list[str], texts: list[str]) -> bool:
    """A row numbered in advance, with nothing in it."""
    return len(filled) == 1 and filled[0].strip(". ").isdecimal() and texts.index(filled[0]) < 2
