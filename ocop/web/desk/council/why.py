"""Why these stars and not one more: reasons in sentences, from what the arithmetic says."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from ocop.councils.models import Tally
from ocop.councils.queries import Graded
from ocop.rulebooks.rules.rubric import Rubric
from ocop.rulebooks.rules.scoring import explain, next_star
from ocop.web.desk.council.place import said
from ocop.web.shared.templatetags.ocop import stars_words


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a product comes to, settled or as things stand: numbers, parts of each sheet, and the reasons.

    `parts` has a row per sheet, highest total first, so that no place in the list names a member.
    """

    stars: int | None
    rejected: bool
    stars_by_points: int
    sum_points: int
    sheets: int
    mean: str
    spread: int
    totals: list[int]
    parts: list[tuple[int, list[int]]]
    part_heads: list[tuple[str, str, int]]
    part_sums: list[int]
    why: str
    reasons: list[str]


def outcome_now(marks: Graded, mean: str) -> Outcome:
    """As things stand, before the tally is closed."""
    result, star = marks.result, next_star(marks.result, bands=marks.bands)
    lacks = [dataclasses.asdict(one) for one in explain(result, bands=marks.bands, star=star)] if star else []
    told = {"totals": list(result.totals), "parts": list(result.parts), "stars": result.stars,
            "stars_by_points": result.stars_by_points, "rejected": result.rejected, "mean_shown": mean,
            "next_star": star, "lacks": lacks, "findings": result.findings}
    return _outcome(marks.rubric, told, sum_points=result.sum_points, sheets=result.sheets, spread=marks.spread)


def outcome_told(rubric: Rubric, tally: Tally) -> Outcome:
    """As it was settled when the tally was closed; nothing is reckoned again."""
    return _outcome(rubric, tally.result, sum_points=tally.sum_points, sheets=tally.sheets, spread=tally.spread)


def _outcome(rubric: Rubric, told: Mapping[str, Any], *, sum_points: int, sheets: int, spread: int) -> Outcome:
    ranked = sorted(zip(told["totals"], told["parts"], strict=True), key=lambda one: -one[0])
    keys = [part.key for part in rubric.parts]
    return Outcome(
        stars=told["stars"], rejected=told["rejected"], stars_by_points=told["stars_by_points"], sum_points=sum_points,
        sheets=sheets, mean=told["mean_shown"], spread=spread, totals=[total for total, _parts in ranked],
        parts=[(total, [parts[key] for key in keys]) for total, parts in ranked],
        part_heads=[(part.key, said(part.name), part.max) for part in rubric.parts],
        part_sums=[sum(parts[key] for _total, parts in ranked) for key in keys],
        why=_why(told["stars"], told["next_star"]), reasons=_reasons(rubric, told, sheets=sheets),
    )


def _why(stars: int | None, star: int | None) -> str:
    """The question the reasons answer."""
    if stars is None:
        return _("Vì sao không xếp hạng?")
    if star is None:
        return _("Đạt mức cao nhất của văn bản.")
    return _("Vì sao %(held)s mà không phải %(next)s?") % {"held": stars_words(stars), "next": star}


def _reasons(rubric: Rubric, told: Mapping[str, Any], *, sheets: int) -> list[str]:
    return [reason_words(rubric, lack, findings=told["findings"], sheets=sheets) for lack in told["lacks"]]


def reason_words(rubric: Rubric, lack: Mapping[str, Any], *, findings: Mapping[str, str | None], sheets: int) -> str:
    """One thing that lacks, in a sentence."""
    if lack["kind"] == "excluded":
        return _("Hội đồng kết luận có điều kiện loại: %(words)s.") % {
            "words": said(rubric.exclusion_by_key[lack["exclusion"]].words)}
    if lack["kind"] == "points":
        return _("Tổng %(sheets)s phiếu còn thiếu %(points)s điểm để trung bình đạt ngưỡng %(stars)s.") % {
            "sheets": sheets, "points": lack["points"], "stars": stars_words(lack["star"])}
    criterion = rubric.by_key[lack["criterion"]]
    found = criterion.by_id.get(findings.get(lack["criterion"]) or "")
    return _("Tiêu chí %(key)s %(name)s: hội đồng kết luận “%(found)s”, hạng %(stars)s cần ít nhất “%(needed)s”.") % {
        "key": criterion.key, "name": said(criterion.name), "stars": stars_words(lack["star"]),
        "found": said(found.words) if found else _("chưa đạt mức nào"),
        "needed": said(criterion.by_id[lack["option"]].words),
    }


def counts_words(rubric: Rubric, key: str, counts: Mapping[str, int]) -> str:
    """How the ticks spread on a criterion, without names: "5 phiếu mức 3 điểm, 2 phiếu không tích"."""
    criterion = rubric.by_key[key]
    ranked: Sequence[tuple[str, int]] = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    words = []
    for pick, number in ranked:
        option = criterion.by_id.get(pick)
        if option is None:
            words.append(_("%(number)s phiếu không tích") % {"number": number})
        else:
            words.append(_("%(number)s phiếu mức %(points)s điểm") % {"number": number, "points": option.points})
    return ", ".join(words)
