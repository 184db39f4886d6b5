"""A scoring case as JSON in, its answer as JSON out: one shape for `score FILE`, POST /api/v1/score and /cham-thu/."""

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ocop.rulebooks.rules.reading import Book, nfc
from ocop.rulebooks.rules.rubric import REQUIRE, Rubric
from ocop.rulebooks.rules.scoring import Result, ScoringError, grade, shown

FIELDS = {"edition", "set", "sheets", "findings", "disqualified"}
_SUFFIX = re.compile(r"/qđ-ttg$")


def _bare(text: str) -> str:
    """An edition's name without what people leave out: prefix, "/QĐ-TTg", slashes."""
    low = nfc(text).strip().lower().removeprefix("vn-ocop-")
    return _SUFFIX.sub("", low).replace("/", "-")


def find_book(books: Mapping[str, Book], name: object) -> Book:
    """The edition by id ("vn-ocop-148"), number ("148/QĐ-TTg") or short form ("148", "26-2026", "1048", "1048-781").

    A number is looked for in the whole of an edition: 781 amended 1048 and names the same book.
    """
    if isinstance(name, str) and name.strip():
        bare = _bare(name)
        for book in books.values():
            if bare in {_bare(book.id), *map(_bare, book.numbers)}:
                return book
    raise ScoringError("unknown-edition", f"Không có văn bản {name!r}; các văn bản là: {', '.join(books)}.")


def find_rubric(book: Book, name: object) -> Rubric:
    """The product set by id ("s11", "tea") or by number ("11", "1")."""
    if isinstance(name, int) and not isinstance(name, bool):
        name = str(name)
    if isinstance(name, str):
        low = name.strip().lower()
        for known in (low, f"s{low.removeprefix('s').zfill(2)}"):
            if known in book.rubrics:
                return book.rubrics[known]
    raise ScoringError("unknown-set", f"{book.id} không có bộ sản phẩm {name!r}.")


def _pick(value: object) -> str | None:
    """A pick as written in JSON: text, a whole number for it, or null."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or isinstance(value, str):
        return value.strip() if value else None
    raise ScoringError("bad-pick", f"Mức được tích phải là chữ hoặc số, không phải {value!r}.")


def _picks(value: object, what: str) -> dict[str, str | None]:
    if not isinstance(value, dict):
        raise ScoringError("bad-shape", f"{what} phải là một đối tượng {{tiêu chí: mức}}.")
    return {nfc(key): _pick(pick) for key, pick in value.items()}


def _sheets(case: Mapping[str, Any]) -> list[dict[str, str | None]]:
    sheets = case.get("sheets")
    if not isinstance(sheets, list) or not sheets:
        raise ScoringError("no-sheets", "“sheets” phải là danh sách có ít nhất một phiếu đánh giá.")
    return [_picks(sheet, f"Phiếu thứ {number}") for number, sheet in enumerate(sheets, 1)]


def _disqualified(case: Mapping[str, Any]) -> list[str]:
    keys = case.get("disqualified")
    if keys is None:
        return []
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ScoringError("bad-shape", "“disqualified” phải là danh sách mã điều kiện loại.")
    return keys


def widened(book: Book, rubric: Rubric, keys: Iterable[str]) -> Rubric:
    """The rubric, with the named exclusions that the edition knows but this set's transcript lacks.

    Of 148 the notes of only eight sets were typed: unknown there is not absent. A `require` is not added, for there is
    no criterion here that it could bring to 0.
    """
    extra = [
        book.exclusions[key]
        for key in dict.fromkeys(keys)
        if key in book.exclusions and key not in rubric.exclusion_by_key and book.exclusions[key].effect != REQUIRE
    ]
    return dataclasses.replace(rubric, exclusions=(*rubric.exclusions, *extra)) if extra else rubric


@dataclasses.dataclass(frozen=True)
class Case:
    """A case as it was understood."""

    book: Book
    rubric: Rubric
    sheets: list[dict[str, str | None]]
    findings: dict[str, str | None]
    disqualified: list[str]


def cased(case: object, books: Mapping[str, Book]) -> Case:
    """Read one case `{edition, set, sheets, findings, disqualified}`; ScoringError says what is wrong."""
    if not isinstance(case, dict):
        raise ScoringError("bad-shape", "Mỗi dòng phải là một đối tượng JSON {edition, set, sheets, …}.")
    unknown = sorted(set(case) - FIELDS)
    if unknown:
        raise ScoringError("unknown-field", f"Không hiểu trường {', '.join(unknown)}.")
    book = find_book(books, case.get("edition"))
    keys = _disqualified(case)
    findings = case.get("findings")
    return Case(
        book=book,
        rubric=widened(book, find_rubric(book, case.get("set")), keys),
        sheets=_sheets(case),
        findings={} if findings is None else _picks(findings, "“findings”"),
        disqualified=keys,
    )


def answer(case: object, books: Mapping[str, Book]) -> dict[str, Any]:
    """Grade one case `{edition, set, sheets, findings, disqualified}`; ScoringError says what is wrong."""
    read = cased(case, books)
    result = grade(
        read.rubric,
        read.sheets,
        bands=read.book.bands,
        findings=read.findings,
        disqualified=read.disqualified,
    )
    return told(result, read.book)


def told(result: Result, book: Book) -> dict[str, Any]:
    """The answer as JSON; `parts` is, sheet by sheet, the points of A, B and C."""
    return {
        "totals": list(result.totals),
        "parts": list(result.parts),
        "mean": str(result.mean),
        "mean_shown": shown(result.mean, book.bands),
        "stars_by_points": result.stars_by_points,
        "stars": result.stars,
        "rejected": result.rejected,
        "missed": [{"criterion": gate.criterion, "star": gate.star} for gate in result.missed],
    }


def answer_lines(lines: Iterable[str], books: Mapping[str, Book]) -> Iterator[dict[str, Any]]:
    """An answer for each line that is not empty; for a bad one `{"error": sentence, "line": number}`."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield answer(json.loads(line), books)
        except ScoringError as error:
            yield {"error": error.words, "line": number}
        except (ValueError, RecursionError):  # also a number too long to be read
            yield {"error": "Dòng này không phải JSON.", "line": number}
