"""Tables of counts (L6): rows are units, columns are measures under one to three header rows, "Cộng" first or last."""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ocop.intake.reading.endings import is_ending, is_sum
from ocop.intake.reading.grids import Grid, cell_name
from ocop.intake.reading.headers import LOOK, field_of, number_row_after
from ocop.intake.reading.headings import is_group_mark, read_group
from ocop.intake.reading.tables import ReadRow, sheet_note
from ocop.intake.reading.values import cell_text, key
from ocop.programme.enums import Measure

DEEPEST = 3
_LEAST = 2
_UNITS = frozenset({"district", "commune", "province", "address"})
_UNIT_WORDS = frozenset(
    (
        "don vi",
        "ten don vi",
        "dia phuong",
        "ten dia phuong",
        "don vi hanh chinh",
        "huyen xa",
        "noi dung",
        "ten xa",
        "ten huyen",
        "khu vuc",
        "dia ban",
        "huyen thi thanh pho",
        "xa phuong",
        "ten xa phuong",
        "ten tinh",
    )
)
_TOTAL = re.compile(r"(?:tong(?: so| cong)?|cong|so luong|tong so (?:luong )?)")
_KINDS = (
    (Measure.PRODUCERS_COOPERATIVE, r"(?:so )?(?:htx|hop tac xa)(?: .*)?"),
    (Measure.PRODUCERS_ENTERPRISE, r"(?:so )?(?:dn|doanh nghiep|cong ty|cty|dntn)(?: .*)?"),
    (Measure.PRODUCERS_GROUP, r"(?:so )?(?:tht|to hop tac)(?: .*)?"),
    (Measure.PRODUCERS_HOUSEHOLD, r"(?:so )?(?:ho|hkd|co so|cssx|ho kd|ho sxkd|ho kinh doanh|chu ho)(?: .*)?"),
)
_EVENTS = (
    (Measure.PRODUCTS_RAISED, ("nang hang", "nang sao", "nang cap hang")),
    (
        Measure.PRODUCTS_REGRADED,
        ("danh gia lai", "phan hang lai", "cong nhan lai", "danh gia phan hang lai", "cap lai"),
    ),
    (Measure.PRODUCTS_EXPIRED, ("het han", "het hieu luc", "qua han", "het thoi han", "da het han")),
    (Measure.PRODUCTS_REVOKED, ("thu hoi",)),
    (Measure.PRODUCTS_NEW, ("moi", "cong nhan moi", "san pham moi", "danh gia moi", "phat trien moi", "lan dau")),
)
_STARS = {"3": Measure.PRODUCTS_3, "4": Measure.PRODUCTS_4, "5": Measure.PRODUCTS_5}
_RANK = re.compile(r"(?:so |san pham |sp |hang |dat |so san pham |so sp )*0?([345]) sao(?: ocop)?")
_POTENTIAL = re.compile(r".*\b(?:tiem nang|de nghi|cho danh gia|trinh trung uong)\b.*\b5 sao\b.*")
_NOTHING = frozenset({"-", "–", "—", "_", "0"})
_COUNT = re.compile(r"(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:[.,]0+)?(?:\s*(?:sp|sản phẩm|chủ thể))?", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Counts:
    """Where the table stands: first row of its header, last row of it, the column of units, measures by column, labels
    nobody knew."""

    top: int
    last: int
    unit: int
    measures: dict[int, str]
    unknown: dict[int, str]


def find_counts(grid: Grid) -> Counts | None:
    """The header of a table of counts among the first rows; None where the sheet is none."""
    best: Counts | None = None
    for top in range(min(LOOK, len(grid.rows))):
        for deep in range(1, DEEPEST + 1):
            found = _counts_at(grid, top, deep=deep)
            if found and (best is None or _better(found, best)):
                best = found
    return best


def _better(found: Counts, best: Counts) -> bool:
    """More measures, or the same ones without a title line counted as header."""
    if found.measures == best.measures:
        return found.top > best.top
    return len(found.measures) > len(best.measures)


def _counts_at(grid: Grid, top: int, *, deep: int) -> Counts | None:
    rows = [[cell_text(value) for value in row] for row in grid.rows[top : top + deep]]
    if len(rows) < deep or any(_is_data(row) for row in rows) or not any(rows[0]):
        return None
    measures: dict[int, str] = {}
    unknown: dict[int, str] = {}
    unit = None
    for column, path in enumerate(_paths(grid, top, rows)):
        if not path:
            continue
        measure = measure_of(path)
        if measure is None:
            if unit is None and _names_units(path):
                unit = column
            elif not _known_aside(path):
                unknown[column] = " / ".join(path)
        elif measure in measures.values():
            unknown[column] = " / ".join(path)
        else:
            measures[column] = str(measure)
    if unit is None or len(measures) < _LEAST or unit > min(measures):
        return None
    titles = [column for column, text in enumerate(rows[0]) if text]
    if deep > 1 and len(titles) == 1 and titles[0] <= unit:
        # A line of its own over the table is a title.
        return None
    return Counts(top, number_row_after(grid, top + deep - 1), unit, measures, unknown)


def _is_data(row: Sequence[str]) -> bool:
    """A row with a number in it is no header."""
    return any(text.replace(".", "").isdecimal() for text in row if text)


def _names_units(path: Sequence[str]) -> bool:
    return key(path[-1]) in _UNIT_WORDS or field_of(path[-1]) in _UNITS


def _known_aside(path: Sequence[str]) -> bool:
    """Numbers of rows, remarks: known and not counted."""
    return field_of(path[-1]) in {"no", "note", ""}


def _paths(grid: Grid, top: int, rows: list[list[str]]) -> list[list[str]]:
    """For every column what stands over it, from the top down; a title reaches over its merged cells, or over the open
    cells to its right as long as something stands below them."""
    width = max(len(row) for row in rows)
    paths: list[list[str]] = [[] for _column in range(width)]
    for level, row in enumerate(rows):
        reach = {
            column: first[1]
            for first, last in grid.merges
            if first[0] <= top + level <= last[0]
            for column in range(first[1], last[1] + 1)
        }
        before = ""
        for column in range(width):
            text = row[column] if column < len(row) else ""
            below = any(column < len(under) and under[column] for under in rows[level + 1 :])
            if text:
                before = text
            elif column in reach and reach[column] < len(row) and row[reach[column]]:
                text = row[reach[column]]
            elif below and level < len(rows) - 1 and column not in reach:
                text = before
            else:
                before = ""
            if text and text not in paths[column][-1:]:
                paths[column].append(text)
    return paths


def measure_of(path: Sequence[str]) -> Measure | None:
    """What a column counts, by its own words and the titles over it; None for what is no measure of the form."""
    leaf, above = key(path[-1].split("(")[0]) or key(path[-1]), key(" ".join(path[:-1]))
    words = f"{above} {leaf}".strip()
    of_producers = "chu the" in words or "to chuc" in above or "loai hinh" in above
    if _POTENTIAL.fullmatch(leaf) and not of_producers:
        return Measure.PRODUCTS_POTENTIAL_5
    rank = _RANK.fullmatch(leaf)
    if rank:
        return None if of_producers else _STARS[rank[1]]
    for measure, events in _EVENTS:
        if leaf in events or leaf.removeprefix("so ").removeprefix("san pham ").removeprefix("sp ") in events:
            return None if of_producers else measure
    if not ("san pham" in words and "chu the" not in words):
        for measure, kind in _KINDS:
            if re.fullmatch(kind, leaf):
                return measure
    if of_producers and leaf in {"khac", "loai hinh khac", "chu the khac", "to chuc khac"}:
        return Measure.PRODUCERS_OTHER
    return _total_of(leaf, of_producers=of_producers)


def _total_of(leaf: str, *, of_producers: bool) -> Measure | None:
    if leaf in {"chu the", "so chu the", "tong so chu the", "tong chu the", "so luong chu the", "so chu the ocop"}:
        return Measure.PRODUCERS_TOTAL
    products = {
        "san pham",
        "so san pham",
        "so sp",
        "tong so san pham",
        "tong so sp",
        "tong san pham",
        "so luong san pham",
        "san pham ocop",
        "so san pham ocop",
        "tong so san pham ocop",
    }
    if leaf in products:
        return Measure.PRODUCTS_TOTAL
    if _TOTAL.fullmatch(leaf):
        return Measure.PRODUCERS_TOTAL if of_producers else Measure.PRODUCTS_TOTAL
    return None


def read_count(value: Any) -> tuple[int | None, str]:
    """A count as offices write it: "-" is none, 1.018 is one thousand and eighteen; or why it is no count."""
    text = cell_text(value)
    if not text:
        return None, ""
    if text in _NOTHING:
        return 0, ""
    found = _COUNT.fullmatch(text)
    if not found:
        return None, _("“%(text)s” không phải số đếm") % {"text": text}
    return int(re.sub(r"\D", "", found[1])), ""


def read_counts(grid: Grid, counts: Counts) -> list[ReadRow]:
    """The rows of a table of counts: units with their figures as text, the total told aside, what is neither left."""
    rows: list[ReadRow] = []
    district, ended = "", False
    for no in range(counts.last + 1, len(grid.rows)):
        texts = [cell_text(value) for value in grid.rows[no]]
        if not any(texts):
            continue
        unit = texts[counts.unit] if counts.unit < len(texts) else ""
        first = next(text for text in texts if text)
        row = ReadRow(grid.name, no + 1, {"unit": unit})
        _figures(grid, counts, no, row=row)
        if is_sum(unit) or is_sum(first):
            row.cells["unit"] = unit or first
            row.skipped = _("Dòng cộng: chỉ để đối chiếu")
            row.errors = {}
        elif len(row.cells) == 1 and not row.errors:
            head = unit or first
            ended = ended or is_ending(head)
            if not ended and read_group(head).level == "district":
                district = read_group(head).text
            row = sheet_note(grid.name, no + 1, _("Dòng không có số liệu"))
        elif ended or not unit or is_group_mark(unit):
            row = sheet_note(grid.name, no + 1, _("Dòng không có tên đơn vị"))
        elif district and read_group(unit).level != "district":
            row.cells["above_district"] = district
        rows.append(row)
    return rows


def _figures(grid: Grid, counts: Counts, no: int, *, row: ReadRow) -> None:
    values = grid.rows[no]
    for column, measure in counts.measures.items():
        if (no, column) in grid.no_value:
            row.errors[measure] = _(
                "Ô %(cell)s là công thức chưa có giá trị; hãy mở tệp bằng Excel, lưu lại rồi tải lên"
            ) % {"cell": cell_name(no, column)}
            continue
        value, wrong = read_count(values[column] if column < len(values) else None)
        if wrong:
            row.errors[measure] = f"{cell_name(no, column)}: {wrong}"
        elif value is not None:
            row.cells[measure] = str(value)
