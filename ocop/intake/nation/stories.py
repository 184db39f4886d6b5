"""What happens to one product in eight years, drawn at random; no database.

The weights follow the national counts of 2020 to 2024 (4.451, 5.401, 8.689, 11.056, 15.590 products; about 76 of a
hundred with three stars, 23 with four, fewer than one with five): plausible, and nothing more.
"""

import dataclasses
from random import Random

from ocop.dossiers.enums import DossierKind

YEARS = 8
# How many of all products are first evaluated in each of the eight years, the last one only begun.
_BEGINNINGS = (4, 9, 15, 10, 20, 15, 20, 7)
_STARS = ((3, 762), (4, 234), (5, 4))
_LIFE = 3
_WITHOUT_STARS, _AGAIN, _UPGRADED, _REVOKED = 0.10, 0.62, 0.08, 0.015


@dataclasses.dataclass(frozen=True)
class Step:
    """One evaluation: the year counted from 0, the round in it (0 or 1), and how it ended.

    `stars` below three is a result without recognition. `revoked` says that the certificate was withdrawn later.
    """

    year: int
    round: int
    kind: str
    stars: int
    revoked: bool = False


def story(rng: Random) -> list[Step]:
    """The evaluations of one product in order: first, perhaps an upgrade, re-evaluation after three years, and so on.

    About one product in sixteen was registered and never evaluated: an empty list.
    """
    if rng.random() < 1 / 16:
        return []
    year = rng.choices(range(YEARS), _BEGINNINGS)[0]
    turn = rng.randrange(2)
    stars = rng.choices([star for star, _ in _STARS], [weight for _, weight in _STARS])[0]
    steps = [Step(year, turn, DossierKind.FIRST, rng.choice((1, 2, 2)) if rng.random() < _WITHOUT_STARS else stars)]
    while steps[-1].stars >= 3:
        last = steps[-1]
        if rng.random() < _REVOKED:
            steps[-1] = dataclasses.replace(last, revoked=True)
            break
        following = _next(last, rng)
        if following is None or following.year >= YEARS:
            break
        steps.append(following)
    return steps


def _next(last: Step, rng: Random) -> Step | None:
    """An upgrade one or two years later, or the re-evaluation when three years are over; None where nobody came."""
    if last.stars == 3 and rng.random() < _UPGRADED:
        return Step(last.year + rng.choice((1, 2)), rng.randrange(2), DossierKind.UPGRADE, 4)
    if rng.random() >= _AGAIN:
        return None
    stars = min(5, max(3, last.stars + rng.choices((-1, 0, 1), (2, 90, 8))[0]))
    return Step(last.year + _LIFE, last.round, DossierKind.REEVALUATION, min(stars, 4) if last.stars < 5 else stars)
