"""Finding the header by what its words mean, in one row or two, wherever it stands (register_layouts.md, Rules)."""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ocop.intake.reading.grids import Grid
from ocop.intake.reading.values import cell_text, key

LOOK = 20
# The words of a column, folded, by what the column holds. A header is read by the one that begins first, then longest.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "no": ("stt", "tt", "so tt", "so thu tu", "thu tu"),
    "name": ("ten san pham", "san pham", "ten sp", "ten hang hoa", "ten san pham dich vu", "name", "product"),
    "producer": (
        "chu the",
        "ten chu the",
        "co so san xuat",
        "ten co so",
        "don vi",
        "ten don vi",
        "to chuc",
        "nha san xuat",
        "don vi san xuat",
        "co so",
        "doanh nghiep",
        "hop tac xa",
        "organisation",
        "organization",
        "author",
        "producer",
        "chu co so",
        "ten to chuc",
        "nguoi san xuat",
    ),
    "kind": ("loai hinh", "loai hinh chu the", "loai chu the", "org type", "loai hinh to chuc", "hinh thuc to chuc"),
    "address": ("dia chi", "dc", "dia ban", "dia chi san xuat", "dia diem", "noi san xuat", "address"),
    "commune": (
        "xa phuong",
        "phuong xa",
        "xa",
        "phuong",
        "xa phuong thi tran",
        "xa thi tran",
        "xa phuong dac khu",
        "commune",
    ),
    "district": (
        "huyen",
        "huyen tp",
        "quan huyen",
        "huyen thi xa thanh pho",
        "huyen thanh pho",
        "huyen thi xa",
        "district",
    ),
    "province": ("tinh", "tinh tp", "tinh thanh pho", "tinh thanh", "province"),
    "group": (
        "nhom sp",
        "nhom san pham",
        "nganh hang",
        "nganh san pham",
        "nhom",
        "phan nhom",
        "bo san pham",
        "product group",
    ),
    "score": (
        "diem",
        "so diem",
        "tong diem",
        "ket qua cham diem",
        "diem danh gia",
        "diem so",
        "diem trung binh",
        "score",
        "diem cham",
        "ket qua diem",
        "diem binh quan",
    ),
    "stars": (
        "hang sao",
        "hang",
        "phan hang",
        "xep hang",
        "so sao",
        "sao",
        "ket qua xep hang",
        "ket qua phan hang",
        "hang san pham",
        "dat hang",
        "hang dat",
        "ket qua",
        "star",
        "stars",
        "star text",
        "cap sao",
    ),
    "year": ("nam", "nam cong nhan", "nam danh gia", "nam dat", "nam cap", "year"),
    "decision": (
        "quyet dinh cong nhan",
        "quyet dinh",
        "so quyet dinh",
        "so qd",
        "qd",
        "quyet dinh so",
        "qd cong nhan",
        "so qd cong nhan",
        "quyet dinh phe duyet",
        "so ngay quyet dinh",
        "so va ngay quyet dinh",
        "decision",
        "van ban cong nhan",
        "so ky hieu quyet dinh",
    ),
    "date": (
        "ngay qd",
        "ngay quyet dinh",
        "ngay ky",
        "ngay cong nhan",
        "ngay cap",
        "ngay thang nam",
        "ngay ban hanh",
        "ngay ky quyet dinh",
        "thoi gian cong nhan",
        "ngay duoc cong nhan",
        "date",
    ),
    "valid_to": (
        "ngay het han",
        "het han",
        "hieu luc den",
        "han den",
        "thoi han den",
        "ngay het hieu luc",
        "co gia tri den",
        "gia tri den",
        "valid to",
        "thoi han",
        "han giay chung nhan",
        "hieu luc",
    ),
    "note": ("ghi chu", "note", "event", "su kien", "noi dung", "hinh thuc danh gia", "hinh thuc cong nhan"),
    "tax": ("ma so thue", "mst", "tax code"),
    "code": ("ma san pham", "ma sp", "ma ocop", "ma so san pham"),
    "certificate": ("so giay chung nhan", "so gcn", "giay chung nhan so", "giay chung nhan", "so hieu giay chung nhan"),
    # Columns that are known and not brought in; named here so that their words mislead nobody.
    "": (
        "don vi tinh",
        "dien thoai",
        "so dien thoai",
        "sdt",
        "nguoi dai dien",
        "ho ten",
        "id",
        "group basis",
        "person name",
        "source site",
        "source url",
        "province code 3level",
        "district code 3level",
        "commune code 3level",
        "de xuat",
        "so luong",
        "san luong",
        "doanh thu",
        "don vi cong tac",
        "ngay sinh",
        "nang hang",
        "email",
        "website",
    ),
}
_WORDS = {words: field for field, many in SYNONYMS.items() for words in many}
_LONGEST = max(len(words.split()) for words in _WORDS)
# A title that runs over sub-columns: what a bare "Tên" under it means.
_UNDER = {
    "producer": {"ten": "producer"},
    "name": {"ten": "name"},
    "decision": {"so": "decision", "ngay": "date", "so qd": "decision", "ngay thang": "date"},
    "certificate": {"so": "certificate", "ngay cap": "", "ngay": ""},
}
_PLACES = frozenset({"producer", "address", "commune", "district", "province", "stars", "score", "group", "decision"})


@dataclasses.dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 0, last one inclusive), the columns of each field, labels nobody knew."""

    top: int
    last: int
    columns: dict[str, tuple[int, ...]]
    labels: dict[int, str]
    unknown: dict[int, str]


@lru_cache(maxsize=8192)
def field_of(label: str) -> str | None:
    """What a header cell means: a field, "" for a column known and not needed, None where the words are unknown."""
    words = key(label.split("(")[0]).split() or key(label).split()
    whole = _WORDS.get(" ".join(words))
    if whole is not None:
        return whole
    for start in range(min(len(words), 4)):
        for size in range(min(_LONGEST, len(words) - start), 0, -1):
            found = _WORDS.get(" ".join(words[start : start + size]))
            # A single word inside others says little ("Năm thành lập", "Hạng mục"); only the first may.
            if found is not None and (size > 1 or start == 0):
                return found
    return None


def is_head_word(text: str) -> bool:
    """Whether a cell is, word for word, the head of some column: the quick question before `is_heading`."""
    return key(text.split("(")[0]) in _WORDS


def is_heading(texts: Sequence[str]) -> bool:
    """Whether a row inside a table is a header printed again: most of its cells are words of a header, exactly."""
    filled = [text for text in texts if text]
    exact = {_WORDS.get(key(text.split("(")[0])) for text in filled} - {None, ""}
    return len(exact) >= 3 and len(exact) * 2 > len(filled)


def find_header(grid: Grid, known: Mapping[str, str] | None = None) -> Header | None:
    """The header of a product list among the first rows; `known` are columns an officer has named before."""
    best: Header | None = None
    for top in range(min(LOOK, len(grid.rows))):
        found = header_at(grid, top, known=known or {})
        if found and (best is None or len(found.columns) > len(best.columns)):
            best = found
    return best


def header_at(grid: Grid, top: int, *, known: Mapping[str, str]) -> Header | None:
    """The header that begins in a row, with a second row of sub-columns where there is one; None if it is none."""
    single = _texts(grid, top)
    if sum(1 for text in single if text) < 2 or any(len(text) > 120 for text in single):
        return None
    labels, last = single, top
    if _has_second(grid, top, single):
        labels, last = _joined(grid, top), top + 1
    columns: dict[str, tuple[int, ...]] = {}
    unknown: dict[int, str] = {}
    for place, label in enumerate(labels):
        field = _meaning(label, known)
        if field:
            columns[field] = (*columns.get(field, ()), place)
        elif field is None:
            unknown[place] = label.replace("\n", " / ")
    if "name" not in columns or not _PLACES & columns.keys() or len(columns) < 2:
        return None
    return Header(top, _after_numbers(grid, last), columns, dict(enumerate(labels)), unknown)


def _meaning(label: str, known: Mapping[str, str]) -> str | None:
    """The field of one column; its label may be a title and a sub-title, one under the other."""
    if not label:
        return ""
    if key(label) in known:
        return known[key(label)]
    title, _line, under = label.partition("\v")
    above = field_of(title)
    if not under:
        return above
    special = _UNDER.get(above or "", {}).get(key(under))
    if special is not None:
        return special
    found = field_of(under)
    return found if found is not None else field_of(f"{title} {under}")


def _texts(grid: Grid, row: int) -> list[str]:
    return [cell_text(value) for value in grid.rows[row]] if row < len(grid.rows) else []


def _has_second(grid: Grid, top: int, single: Sequence[str]) -> bool:
    """Whether the next row holds sub-columns: it fills places the first leaves open, and none a data row would."""
    under = _texts(grid, top + 1)
    filled = [place for place, text in enumerate(under) if text]
    if not filled or any(text.isdecimal() for text in under if text):
        return False
    first = next((place for place, text in enumerate(single) if text), 0)
    named = next((place for place, text in enumerate(single) if field_of(text) == "name"), first)
    if (first in filled or named in filled) and not any(_wide(grid, top, place) for place in (first, named)):
        return False
    meant = sum(
        1 for place in filled if field_of(under[place]) is not None or key(under[place]) in {"ten", "so", "ngay"}
    )
    return meant * 2 >= len(filled)


def _wide(grid: Grid, row: int, column: int) -> bool:
    """Whether the cell is merged over several columns."""
    return any(first == (row, column) and last[1] > column for first, last in grid.merges)


def _joined(grid: Grid, top: int) -> list[str]:
    """Title and sub-title of every column; a title reaches over merged cells, or over the gaps to its right."""
    titles, under = _texts(grid, top), _texts(grid, top + 1)
    width = max(len(titles), len(under))
    titles += [""] * (width - len(titles))
    under += [""] * (width - len(under))
    reach = {
        column: first[1] for first, last in grid.merges if first[0] == top for column in range(first[1], last[1] + 1)
    }
    labels, before = [], ""
    for place in range(width):
        title = titles[place] or (titles[reach[place]] if place in reach else (before if under[place] else ""))
        before = title if under[place] else ""
        labels.append(f"{title}\v{under[place]}" if title and under[place] else title or under[place])
    return labels


def _after_numbers(grid: Grid, last: int) -> int:
    """The row "(1) (2) (3)" under a header belongs to it."""
    texts = [text.strip("()[] ") for text in _texts(grid, last + 1) if text]
    numbers = [text for text in texts if text.isdecimal() or (len(text) == 1 and text.isalpha())]
    digits = [int(text) for text in numbers if text.isdecimal()]
    if len(texts) >= 3 and len(numbers) == len(texts) and digits == sorted(digits) and len(set(digits)) == len(digits):
        return last + 1
    return last
