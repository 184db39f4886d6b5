"""Score sheets with a total known beforehand."""

from collections.abc import Mapping

from ocop.rulebooks.rules.rubric import Criterion, Option, Rubric
from ocop.rulebooks.rules.shelf import shipped_books

Choice = tuple[int, str | None]


def rubric_named(edition: str, product_set: str) -> Rubric:
    """A shipped score sheet, by the ids of its edition and set."""
    return shipped_books()[edition].rubrics[product_set]


def top_picks(rubric: Rubric) -> dict[str, str | None]:
    """A sheet with the best option everywhere; in a branch criterion the first branch that holds the most points."""
    return {one.key: max(one.options, key=lambda option: (option.points, -option.branch)).id for one in rubric.criteria}


def picks_totalling(
    rubric: Rubric,
    total: int,
    *,
    at_least: Mapping[str, str] | None = None,
    below: Mapping[str, str] | None = None,
) -> dict[str, str | None]:
    """A sheet whose total is exactly `total`.

    `at_least` names the least option of a criterion, `below` the option a criterion must stay under (none ticked at
    worst). The best options are preferred from the end of the sheet backwards. Raises ValueError where none exists.
    """
    floors, ceilings = at_least or {}, below or {}
    for with_story in (True, False):
        choices = [(one, _choices(rubric, one, floors=floors, ceilings=ceilings)) for one in rubric.criteria]
        found = _search(_heeding_story(rubric, choices, with_story=with_story), total)
        if found is not None:
            return found
    raise ValueError(f"{rubric.set} has no such sheet with {total} points")


def _choices(
    rubric: Rubric, one: Criterion, *, floors: Mapping[str, str], ceilings: Mapping[str, str]
) -> list[Choice]:
    floor = one.by_id[floors[one.key]].no if one.key in floors else 0
    ceiling = one.by_id[ceilings[one.key]].no if one.key in ceilings else 99

    def fits(option: Option) -> bool:
        return floor <= option.no < ceiling and option.branch in {0, 1}

    none: list[Choice] = [] if floor else [(0, None)]
    return [*none, *((option.points, option.id) for option in one.options if fits(option))]


def _heeding_story(
    rubric: Rubric, choices: list[tuple[Criterion, list[Choice]]], *, with_story: bool
) -> list[tuple[str, list[Choice]]]:
    """What hangs on the story is ticked only where the story has points."""
    stories = {on for _key, on in rubric.conditional}
    hanging = {key for key, _on in rubric.conditional}
    found = []
    for one, options in choices:
        if one.key in stories and with_story:
            options = [choice for choice in options if choice[0] > 0]
        if one.key in hanging and not with_story:
            options = [choice for choice in options if choice[1] is None]
        found.append((one.key, options))
    return found


def _search(choices: list[tuple[str, list[Choice]]], total: int) -> dict[str, str | None] | None:
    """Which sums the first n criteria can make, then back from the end."""
    sums: list[set[int]] = [{0}]
    for _key, options in choices:
        sums.append({before + points for before in sums[-1] for points, _id in options})
    if total not in sums[-1]:
        return None
    picks: dict[str, str | None] = {}
    left = total
    for (key, options), before in zip(reversed(choices), reversed(sums[:-1]), strict=True):
        points, chosen = max(
            ((points, chosen) for points, chosen in options if left - points in before),
            key=lambda choice: (choice[0], choice[1] or ""),
        )
        picks[key] = chosen
        left -= points
    return dict(reversed(picks.items()))
