"""Sessions: the list, calling one, and the roll with the quorum in words."""

import dataclasses

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Form, ModelMultipleChoiceField
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.councils.actions import call_session, note_attendance
from ocop.councils.enums import SessionMode, SessionState
from ocop.councils.guards import may_call, may_lead
from ocop.councils.models import Council, Docket, Seat, Session
from ocop.councils.queries import Quorum, seats_in_force, sitting_of
from ocop.web.desk.council.forms import CallForm
from ocop.web.desk.council.place import (
    CALLERS_ONLY,
    LEADERS_ONLY,
    beside,
    council_page,
    session_at,
    sit_down,
    wrong,
)
from ocop.web.desk.sheets import SESSIONS
from ocop.web.shared.access import require
from ocop.web.shared.exports import sheet_response, wants_sheet
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date

STATES = {SessionState.CALLED: "none", SessionState.OPEN: "wait", SessionState.CLOSED: "warn",
          SessionState.SIGNED: "ok"}
PAGE = 30


def callable_councils(actor: Actor) -> list[Council]:
    """The councils for which the actor may call a session."""
    rows = Council.objects.visible_to(actor).select_related("unit").order_by("-decided_on", "pk")
    return [council for council in rows if may_call(actor, council)]


def state_pill(session: Session) -> tuple[str, str]:
    """The state of a session: kind of pill and words."""
    return STATES[SessionState(session.state)], session.get_state_display()


@dataclasses.dataclass(frozen=True)
class SessionLine:
    """A session in the list."""

    session: Session
    products: int
    pill: tuple[str, str]


@require_safe
def council_sessions(request: Request) -> HttpResponseBase:
    """The sessions of the councils one sees, the newest first; `?xuat=xlsx` gives them as a file."""
    sit_down(request.actor)
    rows = Session.objects.visible_to(request.actor).select_related("council__unit", "round__cycle")
    rows = rows.order_by("-on", "-pk")
    if wants_sheet(request):
        counted = rows.annotate(products=Count("dockets"))
        return sheet_response(_("Phiên họp hội đồng"), SESSIONS, counted.iterator(), day=request.actor.today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("trang"))
    counts = dict(Docket.objects.filter(session__in=list(page)).values_list("session").annotate(Count("pk")))
    lines = [SessionLine(one, counts.get(one.pk, 0), state_pill(one)) for one in page]
    context = {"list_page": page, "lines": lines, "may_call": bool(callable_councils(request.actor))}
    return council_page(request, "sessions", context, current="sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def call_page(request: Request) -> HttpResponse:
    """Call a session: which council, when, where, how."""
    sit_down(request.actor)
    councils = callable_councils(request.actor)
    require(bool(councils), CALLERS_ONLY)
    form = CallForm(request.POST or None, councils=councils, today=request.actor.today)
    refused = None
    if request.method == "POST":
        refused = wrong(form)
        if form.is_valid():
            try:
                session = call_session(by=request.actor, **form.cleaned_data)
            except Refusal as refusal:
                refused = beside(refusal)
            else:
                messages.success(request, _("Đã triệu tập phiên họp ngày %(day)s. Tiếp theo: đưa sản phẩm vào "
                                            "chương trình.") % {"day": vn_date(session.on)})
                return redirect("session_agenda", session.pid)
    context = {"form": form, "councils": councils}
    return council_page(request, "call", context, current="sessions", refused=refused)


def quorum_said(quorum: Quorum) -> tuple[str, str]:
    """The quorum as a pill: kind and words."""
    numbers = {"present": quorum.present, "seats": quorum.seats, "needed": quorum.needed}
    if quorum.holds and quorum.head_present:
        return "ok", _("đủ túc số: %(present)s/%(seats)s, có người chủ trì") % numbers
    if quorum.holds:
        return "ok", _("đủ túc số: %(present)s/%(seats)s") % numbers
    if quorum.present >= quorum.needed and quorum.seats:
        return "warn", _("%(present)s/%(seats)s có mặt, chưa có chủ tịch hoặc phó chủ tịch") % numbers
    return "warn", _("mới có %(present)s/%(seats)s, cần ít nhất %(needed)s") % numbers


class RollForm(Form):
    """Who is there; nobody at all is a possible answer."""

    seat = ModelMultipleChoiceField(queryset=Seat.objects.none(), required=False)

    def __init__(self, *args: object, session: Session) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # Django takes the data first
        field = self.fields["seat"]
        assert isinstance(field, ModelMultipleChoiceField)
        field.queryset = seats_in_force(session.council_id, session.on)
        words = _("Có người không phải thành viên hội đồng trong ngày họp.")
        field.error_messages = {**field.error_messages, "invalid_choice": words, "invalid_pk_value": words}


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_page(request: Request, pid: str) -> HttpResponse:
    """The roll: tick who is there (in writing: who answers)."""
    sit_down(request.actor)
    session = session_at(request.actor, pid)
    require(may_lead(request.actor, session), LEADERS_ONLY)
    refused, ticked = None, None
    if request.method == "POST":
        form = RollForm(request.POST, session=session)
        refused = wrong(form)
        if form.is_valid():
            try:
                note_attendance(session=session, present=form.cleaned_data["seat"], by=request.actor)
            except Refusal as refusal:
                refused = beside(refusal)
            else:
                kind, words = quorum_said(sitting_of(session).quorum())
                tell = messages.success if kind == "ok" else messages.warning
                tell(request, _("Đã ghi điểm danh: %(words)s.") % {"words": words})
                return redirect("session_page", pid)
        ticked = set(request.POST.getlist("seat"))
    sitting = sitting_of(session)
    context = {
        "session": session, "quorum": quorum_said(sitting.quorum()), "written": session.mode == SessionMode.WRITTEN,
        "rule": session.regulation, "open": session.state in {SessionState.CALLED, SessionState.OPEN},
        "seats": [(seat, str(seat.pk) in ticked if ticked is not None else seat.pk in sitting.present)
                  for seat in sitting.seats],
    }
    return council_page(request, "attendance", context, current="sessions", refused=refused)
