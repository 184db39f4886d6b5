"""`/lam-viec/han-sao/`: whose stars lapse when, place by place, and who has not moved; to read, send and take away."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.names import name_key
from ocop.recognition.queries.radar import LOOK_AHEAD, READERS, Expiry, Radar, WindowState, expiring
from ocop.web.desk.officer.doors import REGISTRARS, sit_down, waiting_counts
from ocop.web.desk.radar.chart import LANES, radar_chart
from ocop.web.desk.radar.lines import SPANS, Line, heading, lanes_of, sum_words
from ocop.web.desk.radar.sheets import COLUMNS, zalo_text
from ocop.web.desk.shell import desk_page
from ocop.web.shared.exports import sheet_response, wants_sheet
from ocop.web.shared.lying import RowsOnMap
from ocop.web.shared.onmap import OnMap, read_on_map
from ocop.web.shared.request import Request

PER_PAGE = 50
LAPSED, STILL, MOVED = "qua", "chua", "roi"
MOVES = ((STILL, gettext_lazy("Chưa có hồ sơ")), (MOVED, gettext_lazy("Đã có hồ sơ")))
BY_END, BY_PLACE, BY_NAME = "han", "xa", "ten"
ORDERS = ((BY_END, gettext_lazy("Hết hạn trước")), (BY_PLACE, gettext_lazy("Theo xã")),
          (BY_NAME, gettext_lazy("Theo tên sản phẩm")))


@dataclasses.dataclass(frozen=True)
class Chosen:
    """The filters of the address; what does not exist is as if it were not there."""

    span: str
    asked: OnMap
    move: str
    order: str

    def moved(self, row: Expiry) -> bool:
        """Whether the row passes the filter by what has been done."""
        return not self.move or (row.dossier is None) == (self.move == STILL)

    def sort_key(self, row: Expiry) -> tuple[Any, ...]:
        """The order asked for: names in Vietnamese order."""
        place = name_key(row.commune.name) if row.commune else "~"
        if self.order == BY_NAME:
            return row.name_key, row.ends
        return (place, row.ends, row.name_key) if self.order == BY_PLACE else (row.ends, row.name_key)

    @property
    def words(self) -> str:
        """The filters in words, for the head of a file."""
        return self._with(self.asked.words)

    @property
    def brief(self) -> str:
        """The same for a message."""
        return self._with(self.asked.brief)

    def _with(self, place: str) -> str:
        move = {key: str(said) for key, said in MOVES}.get(self.move, "")
        parts = [span_words(self.span), place, move]
        return ", ".join(part for part in parts if part)


def span_words(span: str) -> str:
    """The span in words."""
    if span == LAPSED:
        return _("đã hết hạn")
    if not span:
        return _("đã hết hạn hoặc hết hạn trong %(days)s ngày tới") % {"days": LOOK_AHEAD}
    return _("hết hạn trong %(days)s ngày tới") % {"days": span}


def in_span(row: Expiry, span: str) -> bool:
    """Whether a product ends within the span; without one everything is shown, the lapsed too."""
    if span == LAPSED:
        return row.state == WindowState.LAPSED
    return not span or 0 <= row.left <= int(span)


@require_safe
def radar(request: Request) -> HttpResponseBase:
    """The radar of the actor's own places; `?han=`, `?xa=`, `?tinh=`, `?ngay=` (the map), `?ho-so=`, `?xep=`;
    `?xuat=xlsx` as a file."""
    actor = request.actor
    sit_down(actor, *READERS)
    chosen = _chosen(request.GET, actor.today)
    found = expiring(actor, actor.today, map_day=chosen.asked.day)
    moved = [row for row in found.rows if chosen.moved(row)]
    kept = [row for row in moved if chosen.asked.keeps(row.pair, found.on)]
    rows = sorted((row for row in kept if in_span(row, chosen.span)), key=chosen.sort_key)
    if wants_sheet(request):
        return sheet_response(_("Hạn sao"), COLUMNS, rows, filters=chosen.words, day=actor.today)
    context = {
        "heading": heading(found.rows), "sums": sum_words(found.rows), "window": found.window, "chosen": chosen,
        "spans": _spans(kept, chosen.span), "page": _page(request, rows, actor), "found": len(rows),
        "all": len(found.rows), "ahead": LOOK_AHEAD, "moves": MOVES, "orders": ORDERS,
        "zalo": zalo_text(rows, chosen.brief, day=actor.today, link=request.build_absolute_uri()),
        "on": RowsOnMap(Counter(row.pair for row in moved if in_span(row, chosen.span)), chosen.asked, on=found.on),
        **_by_place(rows, found, by_province=actor.holds(Role.MINISTRY_OFFICER) and chosen.asked.province is None),
    }
    still = sum(row.must_act for row in found.rows)
    counts = {**waiting_counts(actor), "radar": still}
    return desk_page(request, "desk/radar/radar.html", context, current="radar", counts=counts)


def _by_place(rows: Sequence[Expiry], found: Radar, *, by_province: bool) -> dict[str, Any]:
    """The drawing and its table; the ministry begins with provinces."""
    lanes = lanes_of(rows, by_province=by_province)
    return {"lanes": lanes, "chart": radar_chart(lanes, found.window), "open_table": len(lanes) <= LANES}


def _page(request: Request, rows: Sequence[Expiry], actor: Actor) -> Any:
    """One page of the list; a number that is none is the first, one beyond the end the last."""
    calls = actor.holds(*REGISTRARS)
    return Paginator([Line(row, calls) for row in rows], PER_PAGE).get_page(request.GET.get("trang"))


def _chosen(query: QueryDict, today: dt.date) -> Chosen:
    """The filters as they may be: spans and orders of the lists, places of the map."""
    def known(key: str, values: Sequence[str]) -> str:
        value = query.get(key, "")
        return value if value in values else ""

    return Chosen(
        span=known("han", [LAPSED, *map(str, SPANS)]), asked=read_on_map(query, today=today),
        move=known("ho-so", [key for key, _words in MOVES]),
        order=known("xep", [key for key, _words in ORDERS]) or BY_END,
    )


def _spans(rows: Sequence[Expiry], chosen: str) -> list[tuple[str, str, int]]:
    """The spans to choose from: key, words, how many of what the other filters leave."""
    words = [("", _("Tất cả")), *((str(days), _("%(days)s ngày") % {"days": days}) for days in SPANS),
             (LAPSED, _("Đã hết hạn"))]
    counted = [(key, said, sum(in_span(row, key) for row in rows)) for key, said in words]
    return [one for one in counted if one[2] or not one[0] or one[0] == chosen or one[0] != LAPSED]

