"""Two editions of a set side by side: what was added, dropped, or changed in points, options and gates."""

import dataclasses

from ocop.rulebooks.rules.mapping import DROPPED, NEW, SAME, Line, SetMap, by_ids
from ocop.rulebooks.rules.rubric import Criterion, Option, Rubric


@dataclasses.dataclass(frozen=True)
class OptionChange:
    """An option of either edition beside its counterpart; `points` and `star` are (old, new) where they differ."""

    old: Option | None
    new: Option | None
    points: tuple[int, int] | None
    star: tuple[int | None, int | None] | None
    words: bool
    review: str


@dataclasses.dataclass(frozen=True)
class Change:
    """A criterion of either edition beside its counterpart. `what` is same, changed, new or dropped.

    `max` is (old, new) where it differs; `gates` the marks (star, option id) of both where they do.
    """

    what: str
    old: Criterion | None
    new: Criterion | None
    max: tuple[int, int] | None
    gates: tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]] | None
    options: tuple[OptionChange, ...]
    review: str

    @property
    def touched(self) -> bool:
        """Whether anything that counts differs: points, options, gates, maximum."""
        return self.what != SAME


@dataclasses.dataclass(frozen=True)
class Exclusions:
    """The keys of exclusions that came, went or stayed."""

    new: tuple[str, ...]
    dropped: tuple[str, ...]
    same: tuple[str, ...]


CHANGED = "changed"


def compare(old: Rubric, new: Rubric, pairs: SetMap | None = None) -> list[Change]:
    """Every criterion of both sets, in the order of the new one, then what was dropped in the order of the old one.

    `pairs` is a reviewed map; without one criteria answer by their ids.
    """
    lines = (pairs or by_ids(old, new)).lines
    places = {one.key: place for place, one in enumerate(new.criteria)}
    standing = sorted((line for line in lines if line.new is not None), key=lambda line: places[str(line.new)])
    gone = [line for line in lines if line.new is None]
    return [_change(line, old, new) for line in (*standing, *gone)]


def compare_exclusions(old: Rubric, new: Rubric) -> Exclusions:
    """The exclusions of both sets by key."""
    before, after = dict.fromkeys(old.exclusion_by_key), dict.fromkeys(new.exclusion_by_key)
    return Exclusions(
        new=tuple(key for key in after if key not in before),
        dropped=tuple(key for key in before if key not in after),
        same=tuple(key for key in after if key in before),
    )


def _change(line: Line, old: Rubric, new: Rubric) -> Change:
    one = old.by_key[line.old] if line.old else None
    twin = new.by_key[line.new] if line.new else None
    options = tuple(
        _option(
            one.by_id[pair.old] if one and pair.old else None,
            twin.by_id[pair.new] if twin and pair.new else None,
            review=pair.review,
        )
        for pair in line.options
    )
    if one is None or twin is None:
        return Change(NEW if one is None else DROPPED, one, twin, None, None, options, line.review)
    most = (one.max, twin.max) if one.max != twin.max else None
    marks = _marks(one), _marks(twin)
    gates = marks if _moved(line, *marks) else None
    differs = most or gates or any(o.points or o.star or o.old is None or o.new is None for o in options)
    return Change(CHANGED if differs else SAME, one, twin, most, gates, options, line.review)


def _marks(criterion: Criterion) -> tuple[tuple[int, str], ...]:
    return tuple((gate.star, gate.option.id) for gate in criterion.gates)


def _moved(line: Line, before: tuple[tuple[int, str], ...], after: tuple[tuple[int, str], ...]) -> bool:
    """Whether a mark stands on another option than the counterpart of its old one."""
    carried = {(star, line.by_old[option].new) for star, option in before}
    return carried != set(after)


def _option(old: Option | None, new: Option | None, *, review: str) -> OptionChange:
    if old is None or new is None:
        return OptionChange(old, new, None, None, False, review)
    return OptionChange(
        old,
        new,
        (old.points, new.points) if old.points != new.points else None,
        (old.star, new.star) if old.star != new.star else None,
        old.words.vi != new.words.vi,
        review,
    )
