"""Sheets drawn by chance, near the stars as well as far from them."""

import random

from ocop.rulebooks.rules.rubric import Rubric

Sheet = dict[str, str | None]


def some_sheet(rubric: Rubric, chance: random.Random, bias: float) -> Sheet:
    """The best option of each criterion with some bias, else anything, also none."""
    return {
        one.key: one.options[-1].id if chance.random() < bias else chance.choice([None, *one.by_id])
        for one in rubric.criteria
    }


def some_findings(rubric: Rubric, chance: random.Random) -> Sheet:
    """What a council recorded: mostly nothing."""
    keys = chance.sample(list(rubric.by_key), chance.choice([0, 0, 0, 1, 3]))
    return {key: chance.choice([None, *rubric.by_key[key].by_id]) for key in keys}


def some_exclusions(rubric: Rubric, chance: random.Random) -> list[str]:
    """What a council confirmed: mostly nothing."""
    return [one.key for one in rubric.exclusions if chance.random() < 0.03]
