"""The agenda of a session, its opening and its close, and taking a product off."""

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ocop.core.actor import Actor
from ocop.core.refusal import Missing, Refusal
from ocop.councils.actions import close_session, open_session, put_on_docket, take_off_docket
from ocop.councils.enums import ConflictState, SessionState
from ocop.councils.guards import may_call, may_lead, missing_for_closing, missing_for_opening
from ocop.councils.models import Conflict, Docket, Session, seat_ids
from ocop.dossiers.enums import OPEN_STATES, StageState
from ocop.dossiers.models import Stage
from ocop.web.desk.council.forms import ReasonForm
from ocop.web.desk.council.place import (
    CALLERS_ONLY,
    LEADERS_ONLY,
    Refused,
    beside,
    council_page,
    docket_at,
    dockets,
    session_at,
    sit_down,
    wrong,
)
from ocop.web.shared.access import require
from ocop.web.shared.request import Request


def waiting_for(session: Session, actor: Actor) -> "QuerySet[Stage]":
    """Dossiers of the council's level and unit that are checked and on no agenda yet, the longest wait first."""
    unit = session.council.unit
    units = {unit.pk, unit.today_id or unit.pk}
    tied = Conflict.objects.filter(seat__in=seat_ids(actor), state=ConflictState.STANDING)
    return (
        Stage.objects.filter(Q(unit__in=units) | Q(unit__today__in=units), level=session.council.level,
                             state=StageState.CHECKED, dossier__state__in=OPEN_STATES)
        .exclude(Exists(Docket.objects.filter(stage=OuterRef("pk"))))
        .exclude(dossier__producer__head__in=tied.filter(producer__isnull=False).values("producer__head"))
        .exclude(dossier__in=tied.filter(dossier__isnull=False).values("dossier"))
        .select_related("dossier__product", "dossier__producer", "dossier__product_set")
        .order_by("received_on", "pk")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_page(request: Request, pid: str) -> HttpResponse:
    """What stands on the agenda, and the dossiers that wait to be put there."""
    sit_down(request.actor)
    session = session_at(request.actor, pid)
    require(may_call(request.actor, session.council), CALLERS_ONLY)
    refused = _put(request, session) if request.method == "POST" else None
    if request.method == "POST" and refused is None:
        return redirect("session_agenda", pid)
    waiting = list(waiting_for(session, request.actor))
    context = {
        "session": session, "waiting": waiting, "ticked": set(request.POST.getlist("stage")),
        "lines": list(dockets(request.actor).filter(session=session).order_by("position", "pk")),
        "open": session.state in {SessionState.CALLED, SessionState.OPEN},
        "may_lead": may_lead(request.actor, session),
    }
    return council_page(request, "agenda", context, current="sessions", refused=refused)


def _put(request: Request, session: Session) -> Refused | None:
    """Put the ticked dossiers on the agenda, all or none."""
    wanted = request.POST.getlist("stage")
    stages = [stage for stage in waiting_for(session, request.actor) if str(stage.pk) in wanted]
    if not wanted:
        return Refused(_("Hãy chọn ít nhất một hồ sơ."))
    if len(stages) != len(set(wanted)):
        return Refused(_("Có hồ sơ không còn chờ hội đồng. Hãy xem lại danh sách rồi chọn."), status=409)
    try:
        with transaction.atomic():
            for stage in stages:
                put_on_docket(session=session, stage=stage, by=request.actor)
    except Refusal as refusal:
        return beside(refusal)
    words = ngettext("Đã đưa %(count)s sản phẩm vào chương trình họp.",
                     "Đã đưa %(count)s sản phẩm vào chương trình họp.", len(stages))
    messages.success(request, words % {"count": len(stages)})
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def take_off_page(request: Request, pid: str) -> HttpResponse:
    """Take a product off the agenda, with the reason."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    require(may_call(request.actor, docket.session.council), CALLERS_ONLY)
    form, refused = ReasonForm(request.POST or None), None
    if request.method == "POST":
        refused = wrong(form)
        if form.is_valid():
            try:
                take_off_docket(docket=docket, reason=form.cleaned_data["reason"], by=request.actor)
            except Refusal as refusal:
                refused = beside(refusal)
            else:
                messages.success(request, _("Đã đưa sản phẩm ra khỏi chương trình họp; hồ sơ trở lại danh sách chờ."))
                return redirect("session_agenda", docket.session.pid)
    context = {"docket": docket, "product": docket.stage.dossier.product, "form": form}
    return council_page(request, "take_off", context, current="sessions", refused=refused)


def _step(request: Request, session: Session, *, template: str, do: Callable[[], str], sources: str,
          lacks: Callable[[Session], Sequence[Missing]]) -> HttpResponse:
    """A step of the session on a page of its own: what lacks, what follows, then the act."""
    refused = None
    if request.method == "POST":
        try:
            messages.success(request, do())
        except Refusal as refusal:
            refused = beside(refusal)
        else:
            return redirect("session_page", session.pid)
    elif session.state != sources:
        messages.warning(request, _("Việc này không còn làm được vì phiên họp đã sang bước khác."))
        return redirect("session_page", session.pid)
    missing = list(lacks(session)) if refused is None else []
    context = {"session": session, "missing": [str(one.words) for one in missing],
               "count": session.dockets.count()}
    return council_page(request, template, context, current="sessions", refused=refused)


@require_http_methods(["GET", "HEAD", "POST"])
def open_page(request: Request, pid: str) -> HttpResponse:
    """Open scoring."""
    sit_down(request.actor)
    session = session_at(request.actor, pid)
    require(may_lead(request.actor, session), LEADERS_ONLY)

    def do() -> str:
        open_session(session=session, by=request.actor)
        return _("Đã mở phần chấm điểm. Thành viên có mặt thấy phiếu ngay.")

    return _step(request, session, template="open", do=do, sources=SessionState.CALLED, lacks=missing_for_opening)


@require_http_methods(["GET", "HEAD", "POST"])
def close_page(request: Request, pid: str) -> HttpResponse:
    """Close scoring for good."""
    sit_down(request.actor)
    session = session_at(request.actor, pid)
    require(may_lead(request.actor, session), LEADERS_ONLY)

    def do() -> str:
        close_session(session=session, by=request.actor)
        return _("Đã đóng phần chấm điểm. Tiếp theo: chủ tịch và thư ký ký biên bản.")

    return _step(request, session, template="close", do=do, sources=SessionState.OPEN, lacks=missing_for_closing)
