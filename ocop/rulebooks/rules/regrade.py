"""What a change of law does to a product: its ticks carried over, graded again, and what moved. Nothing is guessed."""

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ocop.rulebooks.rules.answers import cased, find_book
from ocop.rulebooks.rules.arrays import Codes, Grid
from ocop.rulebooks.rules.mapping import Carried, EditionMap, SetMap, carry
from ocop.rulebooks.rules.reading import Book
from ocop.rulebooks.rules.rubric import Picks, Rubric
from ocop.rulebooks.rules.scoring import Missed, Result, ScoringError, grade, shown


@dataclasses.dataclass(frozen=True)
class Regraded:
    """One product under two editions.

    `newly_missed`: gates of the new edition that bar a star up to the one held before and whose criterion missed no
    gate of that star before. `lost`: ticks without a counterpart, once each (criterion, option of the old edition).
    `unanswered`: criteria of the new edition nobody ticked, `evidence` the kinds of evidence they ask for.
    `assumed`: new criteria whose ticks rest on lines not reviewed. `dropped_out`: confirmed exclusions that the new
    edition does not know; they were not carried over.
    """

    old_set: str
    new_set: str
    before: Result
    after: Result
    newly_missed: tuple[Missed, ...]
    lost: tuple[tuple[str, str], ...]
    unanswered: tuple[str, ...]
    evidence: tuple[str, ...]
    assumed: tuple[str, ...]
    dropped_out: tuple[str, ...]

    @property
    def moved(self) -> int | None:
        """Stars after less stars before; None where either has none."""
        return None if self.before.stars is None or self.after.stars is None else self.after.stars - self.before.stars


def regrade(
    old: Rubric,
    new: Rubric,
    sheets: Sequence[Picks],
    *,
    pairs: SetMap,
    bands: tuple[Sequence[Any], Sequence[Any]],
    findings: Picks | None = None,
    disqualified: Iterable[str] = (),
) -> Regraded:
    """Grade one product under the old edition and, carried over by `pairs`, under the new one.

    `bands` are those of both editions. Raises ScoringError on unknown names.
    """
    keys = list(disqualified)
    before = grade(old, sheets, bands=bands[0], findings=findings, disqualified=keys)
    carried = [carry(pairs, picks) for picks in sheets]
    found = carry(pairs, findings or {})
    # A finding of "none" says something too: it stays a finding.
    none = {
        str(pairs.by_old[key].new): None for key, pick in (findings or {}).items() if not pick and _stays(pairs, key)
    }
    lost_findings = {str(pairs.by_old[key].new): None for key, _pick in found.lost if _stays(pairs, key)}
    known = [key for key in keys if key in new.exclusion_by_key]
    after = grade(
        new,
        [one.picks for one in carried],
        bands=bands[1],
        findings={**none, **lost_findings, **found.picks},
        disqualified=known,
    )
    unanswered = tuple(one.key for one in new.criteria if not any(one.key in sheet.picks for sheet in carried))
    return Regraded(
        old_set=old.set,
        new_set=new.set,
        before=before,
        after=after,
        newly_missed=_newly_missed(pairs, before, after),
        lost=_once(pair for one in (*carried, found) for pair in one.lost),
        unanswered=unanswered,
        evidence=_once(kind.key for key in unanswered for kind in new.by_key[key].evidence),
        assumed=_assumed(new, (*carried, found)),
        dropped_out=tuple(key for key in keys if key not in new.exclusion_by_key),
    )


def _stays(pairs: SetMap, key: str) -> bool:
    line = pairs.by_old.get(key)
    return line is not None and line.new is not None


def _once(items: Iterable[Any]) -> tuple[Any, ...]:
    """Each once, in the order first met."""
    return tuple(dict.fromkeys(items))


def _assumed(new: Rubric, carried: Iterable[Carried]) -> tuple[str, ...]:
    keys = {key for one in carried for key in one.assumed}
    return tuple(one.key for one in new.criteria if one.key in keys)


def _newly_missed(pairs: SetMap, before: Result, after: Result) -> tuple[Missed, ...]:
    held = before.stars or before.stars_by_points
    olds = {line.new: line.old for line in pairs.lines if line.new is not None}
    missed = {gate.criterion for gate in before.missed if gate.star <= held}
    return tuple(gate for gate in after.missed if gate.star <= held and olds.get(gate.criterion) not in missed)


def carry_codes(codes: Codes, *, old: Grid, new: Grid, pairs: SetMap) -> Codes:
    """Carry the ticks of many sheets over at once: `mapping.carry` for arrays [criterion, seat, case]."""
    carried = np.zeros((len(new.rows), *codes.shape[1:]), np.uint8)
    for line in pairs.lines:
        if line.old is None or line.new is None:
            continue
        row, goal = old.rows[line.old], new.rows[line.new]
        table = np.zeros(len(old.points[row]), np.uint8)
        for option in line.options:
            if option.old is not None and option.new is not None:
                table[old.code_of[row][option.old]] = new.code_of[goal][option.new]
        carried[goal] = table.take(codes[row])
    return carried


def told(one: Regraded, old: Book, new: Book) -> dict[str, Any]:
    """A regraded product as JSON."""
    return {
        "from": {"edition": old.id, "set": one.old_set, **_state(one.before, old)},
        "to": {"edition": new.id, "set": one.new_set, **_state(one.after, new)},
        "moved": one.moved,
        "newly_missed": [{"criterion": gate.criterion, "star": gate.star} for gate in one.newly_missed],
        "no_counterpart": [{"criterion": key, "option": option} for key, option in one.lost],
        "unanswered": list(one.unanswered),
        "evidence_missing": list(one.evidence),
        "assumed": list(one.assumed),
        "exclusions_not_carried": list(one.dropped_out),
    }


def _state(result: Result, book: Book) -> dict[str, Any]:
    return {
        "stars": result.stars,
        "stars_by_points": result.stars_by_points,
        "rejected": result.rejected,
        "mean": str(result.mean),
        "mean_shown": shown(result.mean, book.bands),
    }


def answer_case(case: object, old: Book, new: Book, *, pairs: EditionMap) -> dict[str, Any]:
    """Regrade one case of the shape that `score` takes. It may leave its edition out; another one is refused.

    `id`, if given, comes back. ScoringError says what is wrong.
    """
    name = case.get("id") if isinstance(case, dict) else None
    plain = (
        {"edition": old.id, **{key: value for key, value in case.items() if key != "id"}}
        if isinstance(case, dict)
        else case
    )
    read = cased(plain, {old.id: old, new.id: new})
    if read.book.id != old.id:
        raise ScoringError("other-edition", f"Hồ sơ chấm theo {read.book.id}, không phải {old.id}.")
    matched = pairs.sets.get(read.rubric.set)
    if matched is None:
        raise ScoringError("set-without-counterpart", f"Bộ {read.rubric.set} không có bộ tương ứng trong {new.id}.")
    one = regrade(
        read.rubric,
        new.rubrics[matched.new],
        read.sheets,
        pairs=matched,
        bands=(old.bands, new.bands),
        findings=read.findings,
        disqualified=read.disqualified,
    )
    return {**({"id": name} if name is not None else {}), **told(one, old, new)}


def answer_lines(lines: Iterable[str], old: Book, new: Book, *, pairs: EditionMap) -> Iterator[dict[str, Any]]:
    """An answer for each line that is not empty; for a bad one `{"error": sentence, "line": number}`."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield answer_case(json.loads(line), old, new, pairs=pairs)
        except ScoringError as error:
            yield {"error": error.words, "line": number}
        except (ValueError, RecursionError):
            yield {"error": "Dòng này không phải JSON.", "line": number}


def book_named(name: str, books: Mapping[str, Book]) -> Book:
    """An edition by id or number, as in `score`."""
    return find_book(books, name)
