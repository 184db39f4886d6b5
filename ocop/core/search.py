"""One search over everything that has a document: what was typed, who asks, what is found in which order (M02).

User text never reaches an engine's query language: it is folded, cut into words of letters and digits, each quoted.
"""

import dataclasses
import datetime as dt

from ocop.core import fulltext
from ocop.core.documents import KINDS, code_word, mark, words_in

MOST_WORDS = 8
LONGEST = 200
PAGE_SIZE = 20


@dataclasses.dataclass(frozen=True)
class Sight:
    """Which documents a person finds besides the public ones: those of these producers, and those that lie in these
    units of today; or all."""

    owners: frozenset[int] = frozenset()
    places: frozenset[int] = frozenset()
    everything: bool = False

    @property
    def marks(self) -> tuple[str, ...] | None:
        """The marks of which any opens a document; None opens all."""
        if self.everything:
            return None
        return (*(mark("o", pk) for pk in sorted(self.owners)), *(mark("u", pk) for pk in sorted(self.places)))


PASSER_BY = Sight()


@dataclasses.dataclass(frozen=True)
class Typed:
    """What was typed: its folded words (the last may be a beginning), and the code it may be."""

    words: tuple[str, ...]
    code: str = ""


@dataclasses.dataclass(frozen=True)
class Filter:
    """What the search is narrowed to; empty means everything. `stars` are living stars on the day."""

    kind: str = ""
    province: int | None = None
    set_key: str = ""
    stars: int | None = None

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks a document must have."""
        facts = (("k", self.kind), ("p", self.province), ("s", self.set_key), ("t", self.stars))
        return tuple(mark(letter, value) for letter, value in facts if value)


@dataclasses.dataclass(frozen=True)
class Hit:
    """A thing that was found. `exact` where its code is what was typed."""

    kind: str
    object_id: int
    exact: bool = False


@dataclasses.dataclass(frozen=True)
class Found:
    """A page of hits in order. `count` is how many can be paged through; with `many` there are more than can be
    counted, and the newest were ranked. `kinds` counts each kind without the filter of kinds; empty with `many`."""

    hits: tuple[Hit, ...]
    count: int
    kinds: dict[str, int]
    many: bool
    page: int = 1


NOTHING = Found((), 0, {}, False)


def read_typed(text: str) -> Typed:
    """What was typed, as it goes to the index; nothing for a text without letters and digits."""
    words = words_in(text[:LONGEST])[:MOST_WORDS]
    return Typed(words, code_word(text[:LONGEST]) if words else "")


def search(
    text: str,
    day: dt.date,
    *,
    sight: Sight = PASSER_BY,
    within: Filter | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Found:
    """The things that hold every word typed, the best first; the same on both engines (`fulltext.rank`).

    One statement; one more with a filter of kinds (for the counts of the others), and where there are very many. A page
    past the end is the last one.
    """
    typed, within = read_typed(text), within or Filter()
    if not typed.words:
        return NOTHING
    ask = fulltext.Ask(
        fulltext.Match(typed.words, typed.code, within.marks), day, sight.marks, within.stars, size, (page - 1) * size
    )
    ranked = fulltext.rank(ask)
    count = sum(ranked.kinds.values())
    if count and not ranked.rows and page > 1:
        return search(text, day, sight=sight, within=within, page=-(-count // size), size=size)
    kinds = ranked.kinds
    if within.kind:
        every = dataclasses.replace(within, kind="")
        match = dataclasses.replace(ask.match, marks=every.marks)
        other = fulltext.rank(dataclasses.replace(ask, match=match, limit=0, offset=0))
        kinds = {} if other.many else other.kinds
    hits = [Hit(row.kind, row.object_id, row.rank == 0) for row in ranked.rows]
    if ranked.many and typed.code:
        hits = _codes_first(hits, ask, typed)
    ordered = {kind: kinds[kind] for kind in KINDS if kind in kinds}
    return Found(tuple(hits), count, {} if ranked.many else ordered, ranked.many, page)


def _codes_first(hits: list[Hit], ask: fulltext.Ask, typed: Typed) -> list[Hit]:
    """Where only the newest were ranked, what bears the code may be older: it is asked for itself."""
    if ask.offset:
        return hits
    alone = fulltext.rank(dataclasses.replace(ask, match=fulltext.Match((), typed.code, ask.match.marks)))
    exact = [Hit(row.kind, row.object_id, True) for row in alone.rows]
    known = {(hit.kind, hit.object_id) for hit in exact}
    return [*exact, *(hit for hit in hits if (hit.kind, hit.object_id) not in known)][: ask.limit]


def words_unknown(text: str, day: dt.date, *, sight: Sight = PASSER_BY) -> list[str]:
    """The words typed that stand in no document this person finds: for a search that found nothing. A query a word."""
    typed = read_typed(text)
    return [
        word
        for word in typed.words
        if not fulltext.rank(fulltext.Ask(fulltext.Match((word,)), day, sight.marks, limit=1)).rows
    ]


def document_ids(text: str, kind: str, day: dt.date) -> "set[int]":
    """Ids of the public things of a kind that hold every word typed; for lists that search and filter themselves."""
    found = search(text, day, within=Filter(kind=kind), size=fulltext.MANY)
    return {hit.object_id for hit in found.hits}


__all__ = [
    "NOTHING",
    "PASSER_BY",
    "Filter",
    "Found",
    "Hit",
    "Sight",
    "Typed",
    "document_ids",
    "read_typed",
    "search",
    "words_unknown",
]
