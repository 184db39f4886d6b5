"""The live board of a session: who owes what, what needs a decision, spread, who signed; and what a member sees."""

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.councils.enums import SeatRole, SessionState
from ocop.councils.guards import may_call, may_lead, may_see_board
from ocop.councils.models import MinutesSignature, ScoreSheet, Seat, Session, seats_of
from ocop.councils.queries import Board, DocketLine, board, queue, standings
from ocop.dossiers.enums import DossierState, StageLevel
from ocop.rulebooks.queries import bands_of, rubric_of
from ocop.rulebooks.rules.rubric import Band
from ocop.web.desk.council.chart import Chart, scale_for, spread_chart
from ocop.web.desk.council.place import council_page, dockets, session_at, sit_down
from ocop.web.desk.council.roll import quorum_said, state_pill
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import stars_words

CELLS = {"signed": "k", "open": "d", "owed": "n", "absent": "n", "tied": "x", "none": "x"}


@dataclasses.dataclass(frozen=True)
class Row:
    """A product on the board, ready to draw. `cells` are (seat, its short name, kind, words)."""

    line: DocketLine
    name: str
    producer: str
    chart: Chart
    result: str
    pill: tuple[str, str]
    cells: list[tuple[Seat, str, str, str]]
    withdrawn: bool

    @property
    def pid(self) -> str:
        """Public id of the docket."""
        return self.line.docket.pid

    @property
    def to_tally(self) -> bool:
        """Whether all sheets are in and nobody has counted yet."""
        return self.line.shown and self.line.tally is None and not self.withdrawn

    @property
    def counted(self) -> bool:
        """Whether it has been counted and not closed."""
        return self.line.tally is not None and self.line.tally.closed_at is None

    @property
    def closed(self) -> bool:
        """Whether its result stands."""
        return self.line.tally is not None and self.line.tally.closed_at is not None


def totals_of(lines: Sequence[DocketLine]) -> dict[int, list[int]]:
    """Totals of the counting sheets by docket, of the products whose marks the actor may see; one query."""
    shown = {line.docket.pk: line for line in lines if line.shown}
    found: dict[int, list[int]] = defaultdict(list)
    rows = ScoreSheet.objects.counting().filter(docket__in=list(shown)).values_list("docket_id", "seat_id", "total")
    for docket, seat, total in rows:
        if shown[docket].cells.get(seat) == "signed":
            found[docket].append(total)
    return found


def seat_names(seats: Sequence[Seat]) -> dict[int, str]:
    """Short names for the heads of columns: "Chủ tịch", "Phó CT", "UV 1"."""
    short = {SeatRole.CHAIR: _("Chủ tịch"), SeatRole.DEPUTY: _("Phó CT"), SeatRole.SECRETARY: _("Thư ký"),
             SeatRole.MEMBER: _("UV"), SeatRole.EXPERT: _("CG")}
    counts: dict[str, int] = defaultdict(int)
    names = {}
    for seat in seats:
        counts[seat.role] += 1
        word = short[SeatRole(seat.role)]
        numbered = seat.role in {SeatRole.MEMBER, SeatRole.EXPERT} or counts[seat.role] > 1
        names[seat.pk] = f"{word} {counts[seat.role]}" if numbered else word
    return names


def cell_words(cell: str) -> str:
    """The state of a sheet in words, never a mark."""
    return {"signed": _("đã ký"), "open": _("đang chấm"), "owed": _("chưa mở"), "absent": _("vắng mặt"),
            "tied": _("không chấm"), "none": _("không chấm")}[cell]


def result_words(line: DocketLine, level: str, bands: Sequence[Band]) -> str:
    """What the stars mean here: a star that a higher level grants is only put forward from this one."""
    if not line.shown:
        return ""
    if line.stars is None:
        return _("không xếp hạng")
    closed = line.tally is not None and line.tally.closed_at is not None
    words = stars_words(line.stars) if closed else _("dự kiến %(stars)s") % {"stars": stars_words(line.stars)}
    band = next(one for one in bands if one.star == line.stars)
    if band.level == StageLevel.NATION and level != StageLevel.NATION:
        return _("%(stars)s: trình Trung ương đánh giá") % {"stars": words}
    return words


def line_pill(line: DocketLine, limit: int) -> tuple[str, str]:
    """The pill beside a product: sealed, spread beyond the limit, a star that hangs on one sheet, or the spread."""
    if not line.shown:
        if line.sealed:
            return "none", _("niêm phong, %(signed)s/%(expected)s phiếu") % {
                "signed": line.signed, "expected": line.expected}
        return "none", _("chỉ xem được sau khi ký phiếu của mình")
    if line.alarm:
        return "bad", _("lệch %(spread)s điểm, vượt %(limit)s") % {"spread": line.spread, "limit": limit}
    if line.flips:
        return "warn", _("sao phụ thuộc 1 phiếu")
    return "ok", _("lệch %(spread)s điểm") % {"spread": line.spread}


def rows_of(found: Board) -> list[Row]:
    """The products of the board."""
    totals = totals_of(found.lines)
    everything = [total for some in totals.values() for total in some]
    names = seat_names([one.seat for one in found.seats])
    seats = [one.seat for one in found.seats if one.seat.scores]
    return [_row(found, line, totals[line.docket.pk], everything=everything, names=names, seats=seats)
            for line in found.lines]


def _row(found: Board, line: DocketLine, totals: list[int], *, everything: list[int], names: dict[int, str],
         seats: list[Seat]) -> Row:
    dossier = line.docket.stage.dossier
    bands = bands_of(dossier.product_set.edition)
    scale = scale_for(bands, everything, rubric_of(dossier.product_set).max)
    exact = Fraction(sum(totals), len(totals)) if totals else None
    withdrawn = dossier.state == DossierState.WITHDRAWN
    return Row(
        line=line, name=dossier.product.name, producer=dossier.producer.name,
        chart=spread_chart(scale, totals, mean=line.mean or "", exact=exact),
        result=_("hồ sơ đã rút") if withdrawn else result_words(line, found.session.council.level, bands),
        pill=line_pill(line, found.session.regulation.spread_points),
        cells=[(seat, names[seat.pk], CELLS[line.cells[seat.pk]], cell_words(line.cells[seat.pk])) for seat in seats],
        withdrawn=withdrawn,
    )


def alarms_of(rows: Sequence[Row], limit: int) -> list[tuple[str, str, str]]:
    """What the chair has to decide on: (kind, product, sentence); never a name of a member."""
    found = []
    for row in rows:
        if not row.line.shown or row.closed:
            continue
        if row.line.alarm:
            found.append(("bad", row.name, _("các phiếu lệch nhau %(spread)s điểm. Quy chế cho lệch tối đa %(limit)s "
                                             "điểm.") % {"spread": row.line.spread, "limit": limit}))
        if row.line.flips:
            found.append(("warn", row.name, _("%(mean)s điểm: bỏ một phiếu thì số sao đổi.") % {"mean": row.line.mean}))
    return found


@require_safe
def session_page(request: Request, pid: str) -> HttpResponse:
    """The board for those who lead or prepare; for a member the agenda with the own sheets."""
    sit_down(request.actor)
    session = session_at(request.actor, pid)
    if not may_see_board(request.actor, session):
        return _member_page(request, session)
    found = board(session, request.actor)
    rows = rows_of(found)
    limit = session.regulation.spread_points
    context = {
        "session": session, "found": found, "rows": rows, "quorum": quorum_said(found.quorum),
        "pill": state_pill(session), "alarms": alarms_of(rows, limit) if session.state == SessionState.OPEN else [],
        "owing": [line for line in found.seats if line.owes], "owed_words": owed_words(found),
        "heads": [(seat, name) for seat, name, _kind, _words in rows[0].cells] if rows else [],
        "present": [line for line in found.seats if line.present],
        "missing_seats": [line for line in found.seats if not line.present],
        "may_lead": may_lead(request.actor, session), "may_call": may_call(request.actor, session.council),
        "bands": band_words(rows), "all_closed": bool(rows) and all(row.closed or row.withdrawn for row in rows),
        "to_count": [row for row in rows if row.to_tally], "counted": [row for row in rows if row.counted],
        "signed_by": signed_by(session),
    }
    return council_page(request, "board", context, current="sessions")


def owed_words(found: Board) -> str:
    """The heading of what is owed."""
    people = sum(bool(line.owes) for line in found.seats)
    if not found.owed:
        return _("Đủ phiếu")
    return ngettext("Còn %(sheets)s phiếu của %(people)s người", "Còn %(sheets)s phiếu của %(people)s người",
                    found.owed) % {"sheets": found.owed, "people": people}


def band_words(rows: Sequence[Row]) -> str:
    """What the marks on the scale mean: "50 là ngưỡng 3 sao, 70 là 4 sao, 90 là 5 sao"."""
    if not rows:
        return ""
    bands = bands_of(rows[0].line.docket.stage.dossier.product_set.edition)
    drawn = {points for _place, points in rows[0].chart.marks}
    return ", ".join(
        _("%(points)s là ngưỡng %(stars)s") % {"points": band.from_points, "stars": stars_words(band.star)}
        for band in sorted(bands, key=lambda one: one.star) if band.from_points in drawn
    )


def signed_by(session: Session) -> list[MinutesSignature]:
    """Who has signed the minutes."""
    if session.state not in {SessionState.CLOSED, SessionState.SIGNED}:
        return []
    rows = MinutesSignature.objects.filter(minutes__session=session).select_related("seat")
    return list(rows.order_by("signed_at"))


def _member_page(request: Request, session: Session) -> HttpResponse:
    """The agenda as a member or an overseeing office sees it: no board, results only where the seal lets them."""
    rows = list(dockets(request.actor).filter(session=session).order_by("position", "pk"))
    known = standings(rows)
    mine = {item.docket.pk: item for item in queue(request.actor)}
    lines: list[dict[str, Any]] = [
        {"docket": row, "product": row.stage.dossier.product, "producer": row.stage.dossier.producer,
         "item": mine.get(row.pk), "shown": known[row.pk].shown_to(request.actor), "sealed": known[row.pk].sealed}
        for row in rows
    ]
    context = {"session": session, "lines": lines, "pill": state_pill(session), "signed_by": signed_by(session),
               "scores": _scores_here(request.actor, session)}
    return council_page(request, "session_member", context, current="sessions")


def _scores_here(actor: Actor, session: Session) -> bool:
    seat = seats_of(actor).get(session.council_id)
    return seat is not None and seat.scores
