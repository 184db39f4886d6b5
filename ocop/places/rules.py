"""Pure reckoning of the room: when two spellings are one name, what became of a unit, what it was on a day."""

import dataclasses
import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
# y stands for i where it is the only vowel after a consonant or after qu: Lý / Lí, Mỹ / Mĩ, Quý / Quí.
_LONE_Y = re.compile(r"(?<=qu)y$|(?<![aeiouăâêôơư])y$")
_APART = re.compile(r"[^\w]+")


def _syllable_key(word: str) -> str:
    """One syllable with its tone mark taken off and put at the end."""
    tone, letters = "", []
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    bare = unicodedata.normalize("NFC", "".join(letters))
    if bare.isdecimal():
        return str(int(bare))
    return _LONE_Y.sub("i", bare) + tone


@lru_cache(maxsize=65536)
def place_key(name: str) -> str:
    """Two spellings of one place name have one key: Hòa / Hoà, Lý / Lí, composed or not, any case, 1 / 01.

    Marks count: Văn Lang and Văn Lăng, both communes of one province, stay two.
    """
    text = unicodedata.normalize("NFC", name).casefold()
    return " ".join(_syllable_key(word) for word in _APART.split(text) if word)


@dataclasses.dataclass(frozen=True)
class Edge:
    """The old unit went into the new one, wholly or in part."""

    old: int
    new: int
    whole: bool = True


def present_units(in_force: Collection[int], edges: Iterable[Edge]) -> dict[int, int | None]:
    """What each unit is today, by id: itself while in force, else the one unit all of it went into, else None.

    None means split among several, or gone in part to one with the rest unknown. Units that have neither an edge nor
    force are left out: nothing is known of them.
    """
    following: dict[int, list[Edge]] = {}
    for edge in edges:
        following.setdefault(edge.old, []).append(edge)
    found: dict[int, int | None] = {unit: unit for unit in in_force}
    for start in following:
        _follow(start, following, found)
    return found


def _follow(unit: int, following: Mapping[int, Sequence[Edge]], found: dict[int, int | None]) -> int | None:
    """Settle one unit and, before it, those it went into. A ring in bad data ends in None."""
    if unit in found:
        return found[unit]
    found[unit] = None
    steps = following.get(unit, ())
    ends = {_follow(edge.new, following, found) for edge in steps}
    alone_in_part = len(steps) == 1 and not steps[0].whole
    if len(ends) == 1 and not alone_in_part:
        found[unit] = ends.pop()
    return found[unit]


def home_of(own: int | None, following: Sequence[Edge], homes: Mapping[int, int | None]) -> int | None:
    """Today's province of a unit that is no more: that of its successors when they agree, else its own province's.

    `own` is what the unit's old province is today. Where successors lie in two provinces and `own` is none of them,
    the whole ones count before the partial ones and the lower id first, so the answer is always the same one.
    """
    ordered = sorted(following, key=lambda edge: (not edge.whole, edge.new))
    ends = [home for edge in ordered if (home := homes.get(edge.new)) is not None]
    if len(set(ends)) == 1 or (ends and own not in ends):
        return ends[0]
    return own


@dataclasses.dataclass(frozen=True)
class Span:
    """From which day to which last day a unit stood; no last day while it stands."""

    first: dt.date
    last: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Whether the unit stood on the day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclasses.dataclass(frozen=True)
class Step(Edge):
    """An edge with the first day of the new unit."""

    on: dt.date = dt.date.min


class Lineage:
    """Units through time, in memory: what one was or became on any day, forwards and backwards."""

    def __init__(self, spans: Mapping[int, Span], steps: Iterable[Step]) -> None:
        self._spans = spans
        self._after: dict[int, list[Step]] = {}
        self._before: dict[int, list[Step]] = {}
        for step in steps:
            self._after.setdefault(step.old, []).append(step)
            self._before.setdefault(step.new, []).append(step)

    def stood(self, unit: int, day: dt.date) -> bool:
        """Whether the unit itself was in force on the day."""
        span = self._spans.get(unit)
        return span is not None and span.holds(day)

    def ended_before(self, unit: int, day: dt.date) -> bool:
        """Whether the unit was no more on the day."""
        last = self._spans[unit].last if unit in self._spans else None
        return last is not None and last < day

    def on(self, unit: int, day: dt.date) -> int | None:
        """The one unit of the day that is this one: itself, else what all of it became, else what all of it was.

        None where it was split, where it was made of several, and where its successor is not known.
        """
        ends, sure = self._walk(unit, day, frozenset())
        return next(iter(ends)) if sure and len(ends) == 1 else None

    def all_on(self, unit: int, day: dt.date) -> frozenset[int]:
        """Every unit of the day that something of this one may lie in."""
        return self._walk(unit, day, frozenset())[0]

    def _walk(self, unit: int, day: dt.date, seen: frozenset[int]) -> tuple[frozenset[int], bool]:
        """The units of the day, and whether nothing of it is unknown. A ring in bad data ends in nothing."""
        if unit in seen or unit not in self._spans:
            return frozenset(), False
        if self.stood(unit, day):
            return frozenset({unit}), True
        forwards = self.ended_before(unit, day)
        known = self._after if forwards else self._before
        # A step of a later day has not happened yet; one of an earlier day is not to be undone.
        steps = [step for step in known.get(unit, ()) if (step.on <= day) == forwards]
        found = [self._walk(step.new if forwards else step.old, day, seen | {unit}) for step in steps]
        ends = frozenset().union(*(ends for ends, _sure in found)) if found else frozenset[int]()
        alone_in_part = forwards and len(steps) == 1 and not steps[0].whole
        return ends, all(sure for _ends, sure in found) and len(ends) == 1 and not alone_in_part
