"""Who may do what in a council, and what lacks before a session opens or closes."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Missing, Refusal
from ocop.councils.enums import HEADS, LEADS, SessionState, SheetEntry, SheetState
from ocop.councils.models import Council, Docket, ScoreSheet, Seat, Session, seat_ids, seats_of
from ocop.councils.queries.desk import ScoringPlace
from ocop.councils.queries.seal import DOCKET_WITH, Quorum, Standing, sitting_of, standings
from ocop.dossiers.enums import DossierState
from ocop.places.models import AdminUnit

# Offices that set a council up and prepare its sessions.
CALLERS = (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)


def may_set_up(actor: Actor, unit: AdminUnit) -> bool:
    """The office that keeps the programme at that unit."""
    return unit.pk in actor.units(*CALLERS)


def may_seat(actor: Actor, council: Council) -> bool:
    """The office of the council's unit seats its members, from the decision that set it up."""
    return council.unit_id in actor.units(*CALLERS)


def leads(actor: Actor, council_id: int) -> bool:
    """Whether the actor is chair, deputy or secretary of a council."""
    seat = seats_of(actor).get(council_id)
    return seat is not None and seat.role in LEADS


def may_call(actor: Actor, council: Council) -> bool:
    """Those who lead the council, and the office that prepares its sessions."""
    return leads(actor, council.pk) or may_seat(actor, council)


def may_lead(actor: Actor, session: Session) -> bool:
    """Chair, deputy and secretary: the roll, opening and closing."""
    return leads(actor, session.council_id)


def may_see_board(actor: Actor, session: Session) -> bool:
    """Those who lead the session, and the office that prepares it; marks stay under the seal's own rule."""
    return may_call(actor, session.council)


def may_tally(actor: Actor, standing: Standing) -> bool:
    """Those who lead the session, never on a product they are tied to (C12)."""
    return may_lead(actor, standing.sitting.session) and standing.tied.isdisjoint(seat_ids(actor))


def may_note_conflict(actor: Actor, seat: Seat) -> bool:
    """A member declares the own conflict; those who lead, and the office, record what was found."""
    return seat.pk in seat_ids(actor) or leads(actor, seat.council_id) or may_seat(actor, seat.council)


def may_lift_conflict(actor: Actor, seat: Seat) -> bool:
    """Those who lead the council, never for their own seat."""
    return leads(actor, seat.council_id) and seat.pk not in seat_ids(actor)


def may_sign_sheet(actor: Actor, sheet: ScoreSheet) -> bool:
    """Only the member whose sheet it is."""
    return sheet.seat_id in seat_ids(actor)


def may_enter_paper(actor: Actor, standing: Standing) -> bool:
    """Those who lead the session; who also scores has to sign the own sheet first, or would read ahead (P03)."""
    seat = seats_of(actor).get(standing.sitting.session.council_id)
    return seat is not None and may_tally(actor, standing) and (not seat.scores or seat.pk in standing.signed)


def may_confirm_paper(actor: Actor, sheet: ScoreSheet) -> bool:
    """A second person: the member in question, or one who leads or prepares the session and does not score (P03)."""
    if sheet.entry != SheetEntry.FROM_PAPER or sheet.entered_by_id == actor.user_id:
        return False
    council = sheet.docket.session.council
    seat = seats_of(actor).get(council.pk)
    if seat is not None:
        return seat.pk == sheet.seat_id or (not seat.scores and seat.role in LEADS)
    return may_seat(actor, council)


def may_sign_minutes(actor: Actor, session: Session) -> bool:
    """Chair or deputy, and secretary."""
    return leads(actor, session.council_id)


def is_head(seat: Seat) -> bool:
    """Chair or deputy."""
    return seat.role in HEADS


def quorum_words(quorum: Quorum) -> Missing | None:
    """What the quorum lacks; None when it holds."""
    if quorum.holds:
        return None
    if quorum.present >= quorum.needed and quorum.seats:
        return Missing("quorum-head", _("Chưa có chủ tịch hoặc phó chủ tịch hội đồng dự."), "attendance")
    return Missing(
        "quorum",
        _("Mới có %(present)s trong %(seats)s thành viên; cần ít nhất %(needed)s người.")
        % {"present": quorum.present, "seats": quorum.seats, "needed": quorum.needed},
        "attendance",
    )


def _session_standings(session: Session) -> list[Standing]:
    rows = Docket.objects.filter(session=session).select_related(*DOCKET_WITH).order_by("position", "pk")
    return list(standings(rows).values())


def _quorum_lacks(session: Session, known: Sequence[Standing]) -> list[Missing]:
    """The quorum of the session: seats in force, without those tied to every product on the agenda (product.md 8)."""
    everywhere = frozenset.intersection(*(one.tied for one in known)) if known else frozenset()
    lack = quorum_words(sitting_of(session).quorum(everywhere))
    return [lack] if lack else []


def missing_for_opening(session: Session) -> list[Missing]:
    """A product on the agenda, and the quorum (D03)."""
    known = _session_standings(session)
    agenda = [] if known else [Missing("agenda", _("Chưa có sản phẩm nào trong chương trình họp."), "docket")]
    return agenda + _quorum_lacks(session, known)


def missing_for_closing(session: Session) -> list[Missing]:
    """Every product counted and closed in its last turn, but for withdrawn ones; and the quorum still there."""
    known = _session_standings(session)
    unfinished = [
        Missing(
            "tally-open",
            _("Chưa chốt kết quả của sản phẩm “%(product)s”.") % {"product": one.docket.stage.dossier.product.name},
            f"docket:{one.docket.pid}",
        )
        for one in known
        if one.docket.stage.dossier.state != DossierState.WITHDRAWN
        and (one.tally is None or one.tally.closed_at is None)
    ]
    return unfinished + _quorum_lacks(session, known)


def missing_for_tally(standing: Standing) -> list[Missing]:
    """The sheets still owed by name, at least one sheet, and the quorum for this product."""
    lacks = [
        Missing("sheet-owed", _("%(person)s chưa ký phiếu đánh giá.") % {"person": seat.person}, f"seat:{seat.pk}")
        for seat in standing.owed
    ]
    if not lacks and not standing.counting:
        lacks.append(Missing("no-sheets", _("Chưa có phiếu đánh giá nào được ký."), "sheets"))
    quorum = quorum_words(standing.quorum)
    return [*lacks, quorum] if quorum else lacks


def scoring_barrier(place: ScoringPlace) -> Refusal | None:
    """Why this seat may not write its sheet now; None when it may. Asked under the lock of the sheet."""
    forbidden = (
        (place.seat is None or not place.seat.scores, "sheet-no-seat",
         _("Bạn không phải thành viên chấm điểm của hội đồng này.")),
        (place.tied, "sheet-tied", _("Bạn có liên quan tới chủ thể của sản phẩm này nên không chấm điểm.")),
    )
    for holds, code, words in forbidden:
        if holds:
            return Refusal(code, words, kind="forbidden")
    if place.docket.session.state != SessionState.OPEN:
        return Refusal("sheet-session-not-open", _("Phiên họp chưa mở hoặc đã đóng phần chấm điểm."), kind="conflict")
    if not place.there:
        return Refusal("sheet-absent", _("Bạn chưa được ghi là có mặt. Hãy báo thư ký hội đồng."), kind="forbidden")
    return _state_barrier(place)


def _state_barrier(place: ScoringPlace) -> Refusal | None:
    sheet = place.sheet
    if sheet is not None and sheet.state != SheetState.OPEN:
        return Refusal("sheet-signed", _("Phiếu này đã ký nên không sửa được nữa."), kind="conflict")
    if place.counted:
        return Refusal("sheet-counted", _("Lần chấm này đã kiểm phiếu xong nên không nhận thêm phiếu."),
                       kind="conflict")
    return None
