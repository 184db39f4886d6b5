"""Which unit a written place may mean: names that sound alike, each with its reason. Never applied by itself."""

import dataclasses
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from ocop.core.names import fold
from ocop.places.enums import Level, split_kind
from ocop.places.models import AdminUnit
from ocop.places.rules import place_key

# Below this two names only share letters.
LEAST = 75
FEW = 5


@dataclasses.dataclass(frozen=True)
class Hint:
    """A unit whose name is like what was written: how much of it (0 to 100), whether it differs in marks at most."""

    unit: AdminUnit
    score: int
    same: bool


def hints(text: str, units: Sequence[AdminUnit], *, few: int = FEW) -> list[Hint]:
    """The units whose names are nearest to the first part of a written place ("xã Tân Cương, TP Thái Nguyên"), the
    nearest first; of equal ones a unit in force comes first."""
    written = text.replace(";", ",").partition(",")[0].strip()
    name = split_kind(Level.COMMUNE, written)[1]
    if not name:
        return []
    folded, key = fold(name), place_key(name)
    near = process.extract(folded, [unit.name_folded for unit in units], scorer=fuzz.ratio, limit=None,
                           score_cutoff=LEAST)
    found = [Hint(units[place], int(score), place_key(units[place].name) == key) for _name, score, place in near]
    return sorted(found, key=lambda one: (not one.same, -one.score, not one.unit.in_force, one.unit.pk))[:few]
