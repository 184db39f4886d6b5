"""Pure reckoning of the room: when two spellings are one name, and what became of a unit."""

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

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
    if bare.isdigit():
        return str(int(bare))
    return _LONE_Y.sub("i", bare) + tone


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
