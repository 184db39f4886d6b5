"""What the producer's own answers come to."""

import dataclasses

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop.dossiers.models import Answer, Dossier
from ocop.rulebooks.models import Option
from ocop.rulebooks.queries import bands_of, rubric_of
from ocop.rulebooks.rules.rubric import BRANCH_LETTERS, Pick, Rubric
from ocop.rulebooks.rules.scoring import Lack, explain, grade, next_star


@dataclasses.dataclass(frozen=True)
class Blocker:
    """One thing between the answers and the next star; `criterion` and `option` where a gate is missed."""

    kind: str
    star: int
    words: str
    criterion: str = ""
    option: str = ""
    points: int = 0


@dataclasses.dataclass(frozen=True)
class SelfScore:
    """The self-assessment as one sheet. `stars` is a prediction from points and gates, None when the product is barred.

    `by_part` and `max_by_part` are points of A, B and C; `answered` counts criteria with an answer ("none" counts).
    """

    total: int
    by_part: dict[str, int]
    max_by_part: dict[str, int]
    stars: int | None
    stars_by_points: int
    next_star: int | None
    answered: int
    of: int
    blockers: tuple[Blocker, ...]


def pick_of(option: Option | None) -> Pick:
    """The id of an option inside its criterion ("2", "b1"); None for "none ticked"."""
    if option is None:
        return None
    return f"{BRANCH_LETTERS[option.branch - 1]}{option.no}" if option.branch else str(option.no)


def answers_of(dossier: Dossier) -> list[Answer]:
    """The answers with criterion and option, in one query, or none when they were prefetched."""
    if "answers" in getattr(dossier, "_prefetched_objects_cache", {}):
        return list(dossier.answers.all())
    return list(dossier.answers.select_related("criterion", "option").order_by("criterion__position"))


def picks_of(dossier: Dossier) -> dict[str, Pick]:
    """The answers as the arithmetic takes them: criterion key -> option id, None where "none" was chosen."""
    return {answer.criterion.key: pick_of(answer.option) for answer in answers_of(dossier)}


def self_score(dossier: Dossier) -> SelfScore:
    """Grade the dossier's own answers as one sheet and say what blocks the next star."""
    rubric = rubric_of(dossier.product_set)
    bands = bands_of(dossier.edition)
    picks = picks_of(dossier)
    result = grade(rubric, [picks], bands=bands)
    goal = next_star(result, bands=bands)
    lacks = explain(result, bands=bands, star=goal) if goal is not None else []
    return SelfScore(
        total=result.totals[0],
        by_part=result.parts[0],
        max_by_part={part.key: part.max for part in rubric.parts},
        stars=result.stars,
        stars_by_points=result.stars_by_points,
        next_star=goal,
        answered=len(picks),
        of=len(rubric.criteria),
        blockers=tuple(_blocker(rubric, lack) for lack in lacks),
    )


def _blocker(rubric: Rubric, lack: Lack) -> Blocker:
    """A lack in words."""
    tongue = get_language() or "vi"
    if lack.kind == "points":
        words = _("Cần thêm %(points)s điểm.") % {"points": lack.points}
        return Blocker("points", lack.star, words, points=lack.points)
    if lack.kind == "gate":
        criterion = rubric.by_key[lack.criterion]
        needed = criterion.by_id[lack.option].words.said(tongue)
        words = _("Tiêu chí %(key)s cần ít nhất mức “%(option)s” để đạt %(star)s sao.") % {
            "key": lack.criterion, "option": needed, "star": lack.star}
        return Blocker("gate", lack.star, words, criterion=lack.criterion, option=lack.option)
    barred = rubric.exclusion_by_key[lack.exclusion]
    words = _("Bị loại nếu: %(words)s.") % {"words": barred.words.said(tongue)}
    return Blocker("excluded", lack.star, words, criterion=barred.covers[0] if barred.covers else "")
