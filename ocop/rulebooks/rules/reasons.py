"""Why these stars and not one more: an item for each missing point, gate and exclusion. Words are formed elsewhere."""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction

from ocop.rulebooks.rules.rubric import Band, Rubric
from ocop.rulebooks.rules.scoring import Result, explain

POINTS, GATE, EXCLUDED = "points", "gate", "excluded"


@dataclasses.dataclass(frozen=True)
class Reason:
    """One thing between a result and a star.

    points: `short` is what the mean lacks (exact), `from_points` where the band begins. gate: the finding is `had`
    (None = none ticked), the least one that would do is `needed`; `zeroed` where the criterion counts 0 because a
    condition on it is not met. excluded: `exclusion` bars the product, `followed` where it follows from the findings.
    """

    kind: str
    star: int
    short: Fraction = Fraction(0)
    from_points: int = 0
    criterion: str = ""
    had: str | None = None
    needed: str = ""
    zeroed: bool = False
    exclusion: str = ""
    covers: tuple[str, ...] = ()


def why_not(rubric: Rubric, result: Result, *, bands: Sequence[Band], star: int) -> list[Reason]:
    """Why a result is not `star` stars: exclusions first, then points, then gates in the order of the sheet.

    Empty when the star is reached.
    """
    from_points = next(band.from_points for band in bands if band.star == star)
    found = []
    for lack in explain(result, bands=bands, star=star):
        if lack.kind == EXCLUDED:
            known = rubric.exclusion_by_key.get(lack.exclusion)
            found.append(Reason(EXCLUDED, star, exclusion=lack.exclusion, covers=known.covers if known else ()))
        elif lack.kind == POINTS:
            short = Fraction(lack.points, result.sheets)
            found.append(Reason(POINTS, star, short=short, from_points=from_points))
        else:
            found.append(
                Reason(
                    GATE,
                    lack.star,
                    criterion=lack.criterion,
                    had=result.findings.get(lack.criterion),
                    needed=lack.option,
                    zeroed=lack.criterion in result.zeroed,
                )
            )
    return found
