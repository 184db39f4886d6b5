"""The road to the next star as pages show it: for each star above the one held, up to three sets of raises."""

import dataclasses
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop.core.refusal import Words
from ocop.rulebooks import telling
from ocop.rulebooks.rules.road import Road
from ocop.rulebooks.rules.rubric import Rubric


@dataclasses.dataclass(frozen=True)
class RoadCard:
    """One road: what kind, what it comes to, and its raises as (address, sentence)."""

    title: Words
    sums: str
    raises: list[tuple[str, str]]


@dataclasses.dataclass(frozen=True)
class StarRoads:
    """The roads to a star; none where it cannot be reached by raising options."""

    star: int
    roads: list[RoadCard]


def star_roads(
    rubric: Rubric, found: Mapping[int, tuple[Road, ...]], *, href: Callable[[str], str]
) -> list[StarRoads]:
    """The roads as `rules.road.roads` found them; `href` is the place of a criterion on the page. Roads that ask for
    the same raises are shown once, under both names."""
    return [StarRoads(star, _cards(rubric, roads, href)) for star, roads in found.items()]


def _cards(rubric: Rubric, roads: tuple[Road, ...], href: Callable[[str], str]) -> list[RoadCard]:
    titles: dict[tuple[tuple[str, str], ...], list[str]] = {}
    first: dict[tuple[tuple[str, str], ...], Road] = {}
    for road in roads:
        same = tuple((one.criterion, one.option) for one in road.raises)
        titles.setdefault(same, []).append(str(telling.ROADS[road.kind]))
        first.setdefault(same, road)
    return [
        RoadCard("; ".join([titles[same][0], *(words[:1].lower() + words[1:] for words in titles[same][1:])]),
                 _sums(road), [(href(one.criterion), telling.raise_words(rubric, one)) for one in road.raises])
        for same, road in first.items()
    ]


def _sums(road: Road) -> str:
    changes = ngettext("%(count)s thay đổi", "%(count)s thay đổi", len(road.raises)) % {"count": len(road.raises)}
    total = _("tới %(total)s điểm") % {"total": road.total}
    if road.longest != road.months:
        span = _("%(longest)s nếu làm cùng lúc, %(months)s nếu làm lần lượt") % {
            "longest": telling.months_words(road.longest), "months": telling.months_words(road.months)}
    else:
        span = telling.months_words(road.months)
    return f"{changes} · {total} · {span}"
