"""The spread of a product's sheets as an SVG with percent coordinates: it stretches, its words do not."""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from ocop.rulebooks.rules.rubric import Band

# The scale of the drawing begins here unless a sheet lies lower; most sheets lie above it.
USUAL_START = 40


@dataclasses.dataclass(frozen=True)
class Scale:
    """From which point to which the drawing goes, and the bands on it."""

    start: int
    end: int
    bands: tuple[int, ...]

    def at(self, points: Fraction | int) -> str:
        """Where a number of points lies, as percent with a point (SVG knows no comma)."""
        share = Fraction(points - self.start, self.end - self.start) * 100
        hundredths = round(min(max(share, Fraction(0)), Fraction(100)) * 100)
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    @property
    def marks(self) -> list[tuple[str, int]]:
        """Place and words of each band on the scale."""
        return [(self.at(points), points) for points in self.bands if self.start < points < self.end]


def scale_for(bands: Sequence[Band], totals: Sequence[int], most: int) -> Scale:
    """One scale for all products of a page, wide enough for the lowest sheet."""
    lowest = min([USUAL_START, *(total // 10 * 10 for total in totals)])
    return Scale(lowest, max(most, *totals, lowest + 10), tuple(sorted(band.from_points for band in bands)))


@dataclasses.dataclass(frozen=True)
class Chart:
    """The drawing of one product. Without dots it is sealed and hatched."""

    words: str
    marks: list[tuple[str, int]]
    dots: list[str]
    low: str
    high: str
    mean: str
    mean_words: str


def spread_chart(scale: Scale, totals: Sequence[int], *, mean: str, exact: Fraction | None) -> Chart:
    """The chart of the sheets' totals: dots without names, lowest first."""
    if not totals or exact is None:
        return Chart(_("Phiếu còn niêm phong"), scale.marks, [], "", "", "", "")
    ranked = sorted(totals)
    words = _("Trung bình %(mean)s, thấp nhất %(low)s, cao nhất %(high)s") % {
        "mean": mean, "low": ranked[0], "high": ranked[-1]}
    return Chart(words, scale.marks, [scale.at(total) for total in ranked], scale.at(ranked[0]), scale.at(ranked[-1]),
                 scale.at(exact), mean)
