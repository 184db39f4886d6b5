"""Finding the header by what its words mean, in one row or two, wherever it stands (register_layouts.md, Rules)."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ocop.intake.reading.grids import Grid
from ocop.intake.reading.synonyms import BEFORE, EITHER, OF_PAPER, PAPER, SPELLED, SYNONYMS, UNDER
from ocop.intake.reading.values import MOST_STARS, cell_text, key, read_number

LOOK = 20
_WORDS = {words: field for field, many in SYNONYMS.items() for words in many}
_LONGEST = max(len(words.split()) for words in _WORDS)
# "3 sao | 4 sao | 5 sao" as columns with a cross in one of them.
_RANK = re.compile(r"(?:hang )?0?[1-5] sao(?: ocop)?")
_CROSSES = frozenset({"x", "✓", "✔", "√", "+", "1", "v"})
_FIGURES = frozenset("12345")
# What is done about a product whose time is up, or how it came by its rank: columns with a cross in one of them.
_DEEDS = frozenset({"danh gia lai", "phan hang lai", "nang hang", "thu hoi", "gia han", "cong nhan moi", "cap lai"})
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
    begun = _by_beginning(label, words)
    return begun if begun is not None else _of_paper(words) or _by_halves(label)


def _of_paper(words: Sequence[str]) -> str | None:
    """The deciding paper, in whatever order its words stand ("Số, ngày, tháng, năm quyết định"); its day alone."""
    text = " ".join(words)
    if not PAPER & set(words) and "quyet dinh" not in text:
        return None
    if not set(words) <= OF_PAPER:
        return None
    return "date" if "ngay" in words and "so" not in words else "decision"


def _by_halves(label: str) -> str | None:
    """ "Tác giả/Chủ thể": what one half means, where the whole means nothing."""
    halves = [part for part in re.split(r"/|\bhoặc\b", label.split("(")[0]) if key(part)]
    if len(halves) < 2:
        return None
    sure = [part for part in halves if part.strip().casefold() in SPELLED.get(key(part), {part.strip().casefold()})]
    return next((found for part in sure if (found := _WORDS.get(key(part)))), None)


def _by_beginning(label: str, words: Sequence[str]) -> str | None:
    """What the longest known words mean with which a label begins."""
    for start in range(min(len(words), 4)):
        if start and words[start - 1] not in BEFORE:
            return None
        for size in range(min(_LONGEST, len(words) - start), 0, -1):
            found = _WORDS.get(" ".join(words[start : start + size]))
            # A single word inside others says little; only the first may, and only as it is spelled.
            if found is not None and (size > 1 or (start == 0 and _as_spelled(label, words[0]))):
                return found
    return None


def _as_spelled(label: str, word: str) -> bool:
    """Whether the first word of a longer label is the word itself and no other that folds to the same."""
    first = re.split(r"[\W_]+", label.strip().casefold(), maxsplit=1)[0]
    return word not in SPELLED or first in SPELLED[word] or label.isascii()


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
    single = _under_merges(grid, top)
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
    if "name" not in columns:
        bare = next((place for place, label in unknown.items() if key(label) == "ten"), None)
        if bare is not None and "producer" in columns:
            columns["name"] = (bare,)
            del unknown[bare]
    if "name" not in columns or not _PLACES & columns.keys() or len(columns) < 2:
        return None
    last = number_row_after(grid, last)
    _tell_results_apart(grid, last, labels=labels, columns=columns)
    _tell_deeds(labels, columns, unknown)
    return Header(top, last, columns, dict(enumerate(labels)), unknown)


def _tell_results_apart(grid: Grid, last: int, *, labels: Sequence[str], columns: dict[str, tuple[int, ...]]) -> None:
    """A column "Kết quả" that holds numbers above five holds points, not stars."""
    for place in columns.get("stars", ()):
        if key(labels[place].rpartition("\v")[2]) not in EITHER:
            continue
        cells = [cell_text(row[place]) for row in grid.rows[last + 1 : last + 301] if place < len(row)]
        numbers = [number for text in cells if (number := read_number(text)) is not None]
        if numbers and max(numbers) > MOST_STARS:
            columns["stars"] = tuple(one for one in columns["stars"] if one != place)
            columns["score"] = (*columns.get("score", ()), place)
    if not columns.get("stars", (0,)):
        del columns["stars"]


def _tell_deeds(labels: Sequence[str], columns: dict[str, tuple[int, ...]], unknown: dict[int, str]) -> None:
    """Columns "Đánh giá lại | Nâng hạng | Thu hồi" tell what is proposed where the list is of days that end; elsewhere
    how the rank came about."""
    deeds = {place: key(label) for place, label in enumerate(labels) if key(label) in _DEEDS}
    if not deeds:
        return
    field = "proposal" if "thu hoi" in deeds.values() or "valid_to" in columns else "note"
    columns[field] = (*deeds, *columns.get(field, ()))
    for place in deeds:
        unknown.pop(place, None)


def told_by_label(label: str, text: str) -> str:
    """What a cell says under its label: a cross under "4 sao" or under "Thu hồi" says what the label does."""
    if text.casefold() not in _CROSSES:
        return text
    above, line, own = label.rpartition("\v")
    title = field_of(above.rpartition("\v")[2]) if line else None
    ranked = _RANK.fullmatch(key(own)) or (own in _FIGURES and title == "stars")
    return own if ranked or title in {"proposal", "note"} or key(own) in _DEEDS else text


def _meaning(label: str, known: Mapping[str, str]) -> str | None:
    """The field of one column; its label may be a title and a sub-title, one under the other."""
    if not label:
        return ""
    if key(label) in known:
        return known[key(label)]
    title, _line, under = label.partition("\v")
    if _RANK.fullmatch(key(under or title)):
        return "stars"
    above = field_of(title)
    if not under or above == "proposal":
        return above
    special = UNDER.get(above or "", {}).get(key(under))
    if special is not None:
        return special
    found = field_of(under)
    return found if found is not None else field_of(f"{title} {under}")


def _under_merges(grid: Grid, row: int) -> list[str]:
    """The texts of a row, with those of cells merged down into it from a title row above."""
    texts = _texts(grid, row)
    for (top, left), (bottom, _right) in grid.merges:
        if top < row <= bottom and left < len(texts) and not texts[left]:
            texts[left] = cell_text(grid.rows[top][left]) if left < len(grid.rows[top]) else ""
    return texts


def _texts(grid: Grid, row: int) -> list[str]:
    return [cell_text(value) for value in grid.rows[row]] if row < len(grid.rows) else []


def _has_second(grid: Grid, top: int, single: Sequence[str]) -> bool:
    """Whether the next row holds sub-columns: it fills places the first leaves open, and none a data row would."""
    under = _texts(grid, top + 1)
    filled = [place for place, text in enumerate(under) if text]
    if not filled or any(under[place].isdecimal() and not _is_bare_rank(grid, top, place) for place in filled):
        return False
    first = next((place for place, text in enumerate(single) if text), 0)
    named = next((place for place, text in enumerate(single) if field_of(text) == "name"), first)
    if (first in filled or named in filled) and not any(_wide(grid, top, place) for place in (first, named)):
        return False
    meant = sum(
        1
        for place in filled
        if field_of(under[place]) is not None or _is_sub_label(key(under[place])) or under[place].isdecimal()
    )
    return meant * 2 >= len(filled)


def _is_bare_rank(grid: Grid, top: int, place: int) -> bool:
    """Whether a figure stands under "Hạng sao" merged over several columns: "3 | 4 | 5"."""
    text = cell_text(grid.rows[top + 1][place])
    over = (first for first, last in grid.merges if first[0] == top and first[1] <= place <= last[1] > first[1])
    return text in _FIGURES and any(field_of(cell_text(grid.rows[row][column])) == "stars" for row, column in over)


def _is_sub_label(words: str) -> bool:
    """Whether the words mean something only under a title."""
    return words in {"ten", "so", "ngay", "tu", "den", "thu hoi", "danh gia lai", "phan hang lai"} or bool(
        _RANK.fullmatch(words)
    )


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


def number_row_after(grid: Grid, last: int) -> int:
    """The row "(1) (2) (3)" under a header belongs to it."""
    texts = [text.strip("()[] ") for text in _texts(grid, last + 1) if text]
    numbers = [text for text in texts if text.isdecimal() or (len(text) == 1 and text.isalpha())]
    digits = [int(text) for text in numbers if text.isdecimal()]
    if len(texts) >= 3 and len(numbers) == len(texts) and digits == sorted(digits) and len(set(digits)) == len(digits):
        return last + 1
    return last
