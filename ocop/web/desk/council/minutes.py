"""The minutes of a session: what they say, the PDF, and who has signed."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.councils.actions import sign_minutes
from ocop.councils.enums import HEADS, SeatRole, SessionState
from ocop.councils.guards import may_see_board, may_sign_minutes
from ocop.councils.models import Minutes, Session, seats_of
from ocop.councils.printing import minutes_content, minutes_pdf
from ocop.councils.queries import board
from ocop.web.desk.council.board import rows_of, signed_by
from ocop.web.desk.council.place import LEADERS_ONLY, beside, council_page, session_at, sit_down
from ocop.web.desk.council.roll import quorum_said
from ocop.web.desk.council.signing import pdf
from ocop.web.desk.files import served
from ocop.web.shared.access import require
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date


def session_with_minutes(actor: Actor, pid: str) -> Session:
    """A session past scoring: for its leaders and office; once signed for everybody who sees it."""
    session = session_at(actor, pid)
    require(session.state == SessionState.SIGNED or may_see_board(actor, session), LEADERS_ONLY)
    return session


@require_safe
def minutes_page(request: Request, pid: str) -> HttpResponse:
    """What the minutes say, who has signed and who is awaited."""
    sit_down(request.actor)
    session = session_with_minutes(request.actor, pid)
    found = board(session, request.actor)
    minutes = Minutes.objects.filter(session=session).first()
    signatures = signed_by(session)
    roles = {one.seat.role for one in signatures}
    own = seats_of(request.actor).get(session.council_id)
    mine = own is not None and any(one.seat_id == own.pk for one in signatures)
    late = session.state in {SessionState.CLOSED, SessionState.SIGNED}
    context = {
        "session": session, "found": found, "rows": rows_of(found), "quorum": quorum_said(found.quorum), "late": late,
        "minutes": minutes, "content": minutes.content if minutes else None, "signatures": signatures,
        "awaits": awaited(roles) if session.state == SessionState.CLOSED else [],
        "present": [line.seat for line in found.seats if line.present],
        "absent": [line.seat for line in found.seats if not line.present],
        "may_sign": session.state == SessionState.CLOSED and may_sign_minutes(request.actor, session) and not mine,
    }
    return council_page(request, "minutes", context, current="sessions")


def awaited(roles: set[str]) -> list[str]:
    """Whose signature still lacks."""
    lacks = []
    if not roles & set(HEADS):
        lacks.append(_("chủ tịch hoặc phó chủ tịch hội đồng"))
    if SeatRole.SECRETARY not in roles:
        lacks.append(_("thư ký hội đồng"))
    return lacks


@require_http_methods(["GET", "HEAD", "POST"])
def sign_page(request: Request, pid: str) -> HttpResponse:
    """Sign the minutes: the first signature freezes what they say."""
    sit_down(request.actor)
    session = session_at(request.actor, pid)
    require(may_sign_minutes(request.actor, session), LEADERS_ONLY)
    refused = None
    if request.method == "POST":
        try:
            sign_minutes(session=session, by=request.actor)
        except Refusal as refusal:
            refused = beside(refusal)
        else:
            messages.success(request, _signed_words(session))
            return redirect("session_minutes", pid)
    context = {"session": session, "signatures": signed_by(session),
               "drawn": Minutes.objects.filter(session=session).exists(),
               "may": session.state == SessionState.CLOSED}
    return council_page(request, "minutes_sign", context, current="sessions", refused=refused)


def _signed_words(session: Session) -> str:
    session.refresh_from_db()
    if session.state == SessionState.SIGNED:
        return _("Biên bản phiên họp ngày %(day)s đã đủ chữ ký. Tiếp theo: lập dự thảo quyết định.") % {
            "day": vn_date(session.on)}
    return _("Đã ký biên bản. Còn chờ một chữ ký nữa.")


@require_safe
@never_cache
def minutes_file(request: Request, pid: str) -> HttpResponseBase:
    """The PDF: the signed file, or before the first signature what would be signed now."""
    sit_down(request.actor)
    session = session_with_minutes(request.actor, pid)
    if session.state not in {SessionState.CLOSED, SessionState.SIGNED}:
        raise Http404
    minutes = Minutes.objects.filter(session=session).select_related("document").first()
    if minutes is not None and minutes.document is not None:
        return served(minutes.document, _("Biên bản phiên họp %(day)s") % {"day": vn_date(session.on)})
    return pdf(minutes_pdf(minutes.content if minutes else minutes_content(session)), f"bien-ban-{pid}")
