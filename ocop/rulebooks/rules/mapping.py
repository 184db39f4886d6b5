"""Which criterion and option of a later edition asks the same as one of an earlier: read from a file, or by ids."""

import dataclasses
import functools
from collections.abc import Iterator, Mapping

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.checking import Flaw
from ocop.rulebooks.rules.reading import Book, Data
from ocop.rulebooks.rules.rubric import Criterion, Option, Picks, Rubric

SCHEMA = "ocop-map/1"
SAME, POINTS, DROPPED, NEW = "same", "points", "dropped", "new"
REVIEWED, ASSUMED = "reviewed", "assumed"


@dataclasses.dataclass(frozen=True, slots=True)
class OptionLine:
    """An option of the old edition, of the new one, or one that asks the same in both."""

    old: str | None
    new: str | None
    change: str
    review: str


@dataclasses.dataclass(frozen=True)
class Line:
    """A criterion of the old edition, of the new one, or one that asks the same in both, with its options."""

    old: str | None
    new: str | None
    change: str
    review: str
    options: tuple[OptionLine, ...] = ()

    @functools.cached_property
    def by_old(self) -> dict[str, OptionLine]:
        """The options of the old criterion."""
        return {one.old: one for one in self.options if one.old is not None}


@dataclasses.dataclass(frozen=True)
class SetMap:
    """A set of the old edition and the one that takes its place."""

    old: str
    new: str
    lines: tuple[Line, ...]

    @functools.cached_property
    def by_old(self) -> dict[str, Line]:
        """The lines by the criterion of the old edition."""
        return {line.old: line for line in self.lines if line.old is not None}


@dataclasses.dataclass(frozen=True)
class EditionMap:
    """Two editions side by side, by the sets of the old one."""

    old: str
    new: str
    sets: Mapping[str, SetMap]


@dataclasses.dataclass(frozen=True)
class Carried:
    """A sheet in the terms of the new edition. `lost` are ticks without a counterpart (criterion, option): there
    nothing is ticked; `assumed` are the new criteria whose tick rests on a line that was not reviewed.
    """

    picks: dict[str, str]
    lost: tuple[tuple[str, str], ...]
    assumed: tuple[str, ...]


def carry(pairs: SetMap, picks: Picks) -> Carried:
    """Carry ticks over; what has no counterpart is listed and never guessed."""
    found: dict[str, str] = {}
    lost, assumed = [], []
    for key, pick in picks.items():
        if pick is None or pick == "":
            continue
        line = pairs.by_old.get(key)
        option = line.by_old.get(pick) if line else None
        if line is None or line.new is None or option is None or option.new is None:
            lost.append((key, pick))
            continue
        found[line.new] = option.new
        if option.review == ASSUMED:
            assumed.append(line.new)
    return Carried(found, tuple(lost), tuple(assumed))


def by_ids(old: Rubric, new: Rubric) -> SetMap:
    """Match by ids, for editions without a file of their own (a draft and the edition it was copied from).

    A criterion answers to the one with the same code. Its options answer one by one where both have the same options
    with the same points and marks, whatever their words; else each answers to the one option with its very words.
    """
    lines = [_by_id(one, new.by_key.get(one.key)) for one in old.criteria]
    lines += [only(None, one) for one in new.criteria if one.key not in old.by_key]
    return SetMap(old.set, new.set, tuple(lines))


def only(old: Criterion | None, new: Criterion | None) -> Line:
    """A criterion that only one edition has."""
    if old is not None:
        lost = tuple(OptionLine(one.id, None, DROPPED, REVIEWED) for one in old.options)
        return Line(old.key, None, DROPPED, REVIEWED, lost)
    options = new.options if new else ()
    return Line(
        None, new.key if new else None, NEW, REVIEWED, tuple(OptionLine(None, o.id, NEW, REVIEWED) for o in options)
    )


def _by_id(old: Criterion, new: Criterion | None) -> Line:
    if new is None or old.kind != new.kind:
        return only(old, None)
    shape = [[(one.id, one.points, one.star) for one in criterion.options] for criterion in (old, new)]
    twins = new.by_id if shape[0] == shape[1] else {one.id: _by_words(one, old, new) for one in old.options}
    options = [pair(one, twins.get(one.id), REVIEWED) for one in old.options]
    answered = {one.new for one in options}
    options += [OptionLine(None, one.id, NEW, REVIEWED) for one in new.options if one.id not in answered]
    return line(old.key, new.key, options)


def _by_words(option: Option, old: Criterion, new: Criterion) -> Option | None:
    """The one option with the same words after the same words: "as above" says what the option before it says."""
    before, same = _spelt(old, option), [one for one in new.options if one.words.vi == option.words.vi]
    found = [one for one in same if _spelt(new, one) == before]
    return found[0] if len(found) == 1 else None


def _spelt(criterion: Criterion, option: Option) -> tuple[str, ...]:
    """The words of an option, with those it points back to."""
    words = [option.words.vi]
    while "như trên" in words[-1]:
        above = [one for one in criterion.options if one.branch == option.branch and one.no == option.no - 1]
        if not above:
            break
        option = above[0]
        words.append(option.words.vi)
    return tuple(words)


def pair(old: Option, new: Option | None, review: str) -> OptionLine:
    if new is None:
        return OptionLine(old.id, None, DROPPED, review)
    return OptionLine(old.id, new.id, SAME if old.points == new.points else POINTS, review)


def line(old: str, new: str, options: list[OptionLine]) -> Line:
    """A line says `same` where every option does, and is as sure as its least sure option."""
    change = SAME if all(one.change == SAME for one in options) else POINTS
    review = REVIEWED if all(one.review == REVIEWED for one in options) else ASSUMED
    return Line(old, new, change, review, tuple(options))


def read_map(data: Data, old: Book, new: Book) -> EditionMap:
    """A map from its file; trusts its input, `check_map` says whether it may."""
    return EditionMap(
        data["from"],
        data["to"],
        {
            key: SetMap(key, entry["to"], tuple(_lines(data, entry, old.rubrics[key], new=new.rubrics[entry["to"]])))
            for key, entry in data["sets"].items()
        },
    )


def _lines(data: Data, entry: Data, old: Rubric, *, new: Rubric) -> Iterator[Line]:
    for criterion in old.criteria:
        if criterion.key in entry["dropped"]:
            yield only(criterion, None)
            continue
        twin = new.by_key[entry["lines"][criterion.key]]
        pair = data["pairs"][f"{criterion.block} > {twin.block}"]
        options = [
            OptionLine(one, None if to == "-" else to, change, review)
            for one, (to, change, review) in pair["options"].items()
        ]
        options += [OptionLine(None, one, NEW, REVIEWED) for one in pair.get("new", ())]
        yield line(criterion.key, twin.key, options)
    for key in entry["new"]:
        yield only(None, new.by_key[key])


def check_map(data: Data, old: Book, new: Book) -> list[Flaw]:
    """What is wrong with a map's file: each criterion and option of both editions stands in it once, rightly marked."""
    flaws = []
    for key, rubric in old.rubrics.items():
        entry = data["sets"].get(key)
        if entry is None or entry["to"] not in new.rubrics:
            flaws.append(Flaw("map-set", key, "" if entry is None else str(entry["to"])))
            continue
        flaws += _check_set(data, entry, rubric, new=new.rubrics[entry["to"]])
    return flaws


def _check_set(data: Data, entry: Data, old: Rubric, *, new: Rubric) -> Iterator[Flaw]:
    before, after = [*entry["lines"], *entry["dropped"]], [*entry["lines"].values(), *entry["new"]]
    for criteria, said in ((old.by_key, before), (new.by_key, after)):
        wrong = sorted({*criteria} ^ {*said}) or sorted(key for key in said if said.count(key) > 1)
        if wrong:
            yield Flaw("map-criteria", old.set, ", ".join(wrong))
            return
    for key, to in entry["lines"].items():
        name = f"{old.by_key[key].block} > {new.by_key[to].block}"
        if name not in data["pairs"]:
            yield Flaw("map-pair", f"{old.set} {key}", name)
            continue
        yield from _check_pair(name, data["pairs"][name], old.by_key[key], twin=new.by_key[to])


def _check_pair(name: str, pair: Data, old: Criterion, *, twin: Criterion) -> Iterator[Flaw]:
    if list(pair["options"]) != list(old.by_id):
        yield Flaw("map-options", name, ", ".join(pair["options"]))
        return
    used = {to for to, _change, _review in pair["options"].values() if to != "-"}
    if used | {*pair.get("new", ())} != {*twin.by_id} or used & {*pair.get("new", ())}:
        yield Flaw("map-options", name, ", ".join(sorted(used)))
        return
    for one, (to, change, review) in pair["options"].items():
        right = DROPPED if to == "-" else SAME if old.by_id[one].points == twin.by_id[to].points else POINTS
        if change != right or review not in {REVIEWED, ASSUMED}:
            yield Flaw("map-mark", f"{name} {one}", f"{change} {review}")


@functools.cache
def shipped_maps() -> Mapping[tuple[str, str], EditionMap]:
    """The maps that ship with the product, by the ids of both editions."""
    books = shelf.shipped_books()
    found = [data for data in map(shelf.shipped_data, shelf.paths()) if data.get("schema") == SCHEMA]
    return {(data["from"], data["to"]): read_map(data, books[data["from"]], books[data["to"]]) for data in found}


def map_between(old: Book, new: Book) -> EditionMap:
    """The shipped map of two editions, else one by ids over the sets both have."""
    shipped = shipped_maps().get((old.id, new.id))
    shared = {key: by_ids(one, new.rubrics[key]) for key, one in old.rubrics.items() if key in new.rubrics}
    return shipped or EditionMap(old.id, new.id, shared)
