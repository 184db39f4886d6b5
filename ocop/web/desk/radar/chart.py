"""The radar as SVG: a lane per place, a star per product, bands for closed, now and later; percent coordinates."""

import dataclasses
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ocop.recognition.queries.radar import LOOK_AHEAD, LOOK_BACK
from ocop.web.desk.radar.lines import Lane

# More lanes than this nobody reads at a glance; the table has them all.
LANES = 12
_TOP, _LANE, _STAR, _NAME = 22, 44, 21, 16
# Room at both edges, so that no star hangs out of the drawing on a phone.
_EDGE = 12
_FROM, _TO = LOOK_BACK + _EDGE, LOOK_AHEAD + _EDGE
_NOTICE = 60


@dataclasses.dataclass(frozen=True)
class DrawnLane:
    """One lane: where its name and its line stand, and its stars as (place, whether they still shine)."""

    name: str
    name_y: int
    star_y: int
    line_y: int
    stars: list[tuple[str, bool]]


@dataclasses.dataclass(frozen=True)
class Chart:
    """What the drawing needs; bands are (class, from, width), marks (place, words)."""

    words: str
    height: int
    body: int
    bands: list[tuple[str, str, str]]
    marks: list[tuple[str, str]]
    lanes: list[DrawnLane]
    left_out: int
    extended: bool


def radar_chart(lanes: Sequence[Lane], window: tuple[int, int] | None) -> Chart | None:
    """The drawing of these lanes; of more than LANES the ones where something ends first. None where there are none."""
    if not lanes:
        return None
    urgent = sorted(lanes, key=lambda lane: min(row.left for row in lane.rows))[:LANES]
    drawn = [_drawn(place, lane) for place, lane in enumerate(lane for lane in lanes if lane in urgent)]
    body = _LANE * len(drawn)
    words = _("Sản phẩm theo số ngày còn lại, mỗi nơi một hàng; bảng bên dưới ghi đủ")
    extended = any(row.extended for lane in urgent for row in lane.rows)
    return Chart(words, _TOP + body, body, _bands(window), _marks(window), drawn, len(lanes) - len(drawn), extended)


def _drawn(place: int, lane: Lane) -> DrawnLane:
    top = _TOP + _LANE * place
    # The bands are those of the printed day: a star that runs on shines beyond it.
    stars = [(at(min(row.left, (row.printed_end - row.day).days)), row.left >= 0) for row in lane.rows]
    return DrawnLane(lane.name, top + _NAME, top + _STAR, top + _LANE + 2, stars)


def at(left: int) -> str:
    """Where so many days to the end lie, as percent with a point (SVG knows no comma)."""
    return _percent(min(max(left, -LOOK_BACK), LOOK_AHEAD) + _FROM)


def _percent(days: int) -> str:
    hundredths = round(days * 10000 / (_FROM + _TO))
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _bands(window: tuple[int, int] | None) -> list[tuple[str, str, str]]:
    """Lapsed, window closed, window open, ahead; without a rule only what has lapsed stands apart."""
    opens, closes = window or (0, 0)
    edges = [("c-b0", -_FROM, 0), ("c-b1", 0, closes), ("c-b2", closes, opens), ("c-zone", opens, _TO)]
    return [(kind, _percent(start + _FROM), _percent(end - start)) for kind, start, end in edges if end > start]


def _marks(window: tuple[int, int] | None) -> list[tuple[str, str]]:
    """The end, both edges of the window, and when it is time to tell people."""
    days = [window[1], window[0], window[0] + _NOTICE] if window else []
    return [(at(0), _("hết hạn")), *((at(day), str(day)) for day in days if 0 < day < LOOK_AHEAD)]
