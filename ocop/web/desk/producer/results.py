"""What a council made of a product, told to its maker once it is decided: points per part, reasons, what was missed."""

import dataclasses
import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop.councils.models import Tally
from ocop.recognition.enums import DecisionKind, DecisionState
from ocop.recognition.models import PastResult, Recognition
from ocop.registry.models import Product
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import Rubric
from ocop.web.shared.templatetags.ocop import stars_words


@dataclasses.dataclass(frozen=True)
class PartPoints:
    """The mean of a part as two integers, and the most it could be."""

    key: str
    name: str
    points: int
    sheets: int
    most: int


@dataclasses.dataclass(frozen=True)
class Outcome:
    """One decided result. `mean` is as shown; `reasons` say what kept the next star away."""

    on: dt.date | None
    stars: int | None
    mean: str
    sheets: int
    by: str
    parts: tuple[PartPoints, ...]
    reasons: tuple[str, ...]


def outcomes(product: Product, day: dt.date) -> list[Outcome]:
    """The product's decided results, newest first; what was only sent up to the ministry is not among them."""
    with_tally = ("tally__docket__session__council", "tally__docket__stage__dossier__product_set__edition")
    decided = Recognition.objects.filter(
        product=product, tally__isnull=False, decision__kind=DecisionKind.RECOGNISE,
        decision__state=DecisionState.ISSUED, decision__signed_on__lte=day,
    ).select_related("decision", *with_tally)
    told = PastResult.objects.filter(product=product, tally__isnull=False).select_related(*with_tally)
    found = [_outcome(row.tally, row.decision.signed_on, row.decision.number) for row in decided if row.tally]
    found += [_outcome(row.tally, row.on, "") for row in told if row.tally]
    return sorted(found, key=lambda one: one.on or dt.date.min, reverse=True)


def _outcome(tally: Tally, on: dt.date | None, number: str) -> Outcome:
    rubric = rubric_of(tally.docket.stage.dossier.product_set)
    result = tally.result
    tongue = get_language() or "vi"
    parts = tuple(
        PartPoints(part.key, part.name.said(tongue), sum(sheet.get(part.key, 0) for sheet in result.get("parts", [])),
                   sheets=tally.sheets, most=part.max)
        for part in rubric.parts
    )
    council = tally.docket.session.council.name
    return Outcome(
        on=on, stars=tally.stars, mean=result.get("mean_shown", ""), sheets=tally.sheets,
        by=_("Quyết định %(number)s") % {"number": number} if number else council, parts=parts,
        reasons=tuple(_reason(rubric, lack, tongue) for lack in result.get("lacks", [])),
    )


def _reason(rubric: Rubric, lack: dict[str, Any], tongue: str) -> str:
    """One thing that kept a star away, in words."""
    stars = stars_words(lack["star"])
    if lack["kind"] == "points":
        return _("Điểm trung bình chưa tới mức của %(stars)s.") % {"stars": stars}
    if lack["kind"] == "gate":
        criterion = rubric.by_key[lack["criterion"]]
        needed = criterion.by_id[lack["option"]].words.said(tongue)
        return _("Tiêu chí %(key)s %(name)s chưa đạt mức tối thiểu của %(stars)s: “%(option)s”.") % {
            "key": criterion.key, "name": criterion.name.said(tongue), "stars": stars, "option": needed}
    return _("Thuộc trường hợp bị loại: %(words)s.") % {
        "words": rubric.exclusion_by_key[lack["exclusion"]].words.said(tongue)}
