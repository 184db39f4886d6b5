"""Sheets on paper (P03): blank ones to print, signed ones to enter with their scan, a second person confirms."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.refusal import Refusal
from ocop.councils.actions import confirm_paper_sheet, enter_paper_sheet
from ocop.councils.guards import may_call, may_confirm_paper, may_enter_paper
from ocop.councils.models import Docket, ScoreSheet, Seat
from ocop.councils.printing import blank_sheet_pdf, filled_sheet_pdf
from ocop.councils.queries import paper_sheets_to_confirm, sheets_visible_to, standing_of
from ocop.rulebooks.queries import rubric_of
from ocop.web.desk.council.forms import PaperForm
from ocop.web.desk.council.lines import known_picks, lines_of, parts_of
from ocop.web.desk.council.place import CALLERS_ONLY, Refused, beside, council_page, docket_at, sit_down, wrong
from ocop.web.desk.council.sheet import sent_picks
from ocop.web.desk.council.signing import pdf
from ocop.web.desk.files import served
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request

NOT_NOW = gettext_lazy("Chỉ thư ký hoặc người điều hành đã ký phiếu của mình mới nhập phiếu giấy.")
SECOND = gettext_lazy("Phiếu nhập từ giấy phải do người thứ hai, không phải người nhập, xác nhận.")


def seat_at(docket: Docket, seat: int) -> Seat:
    """A seat of the docket's council."""
    return get_or_404(Seat.objects.filter(council=docket.session.council_id), pk=seat)


@require_safe
def papers_page(request: Request, pid: str) -> HttpResponse:
    """The sheets of a product on paper: print blank, enter, confirm, print signed ones one may see."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    require(may_call(request.actor, docket.session.council), CALLERS_ONLY)
    standing = standing_of(docket)
    to_confirm = {sheet.seat_id for sheet in _to_confirm(request, docket)}
    open_papers = set(_entered(docket).values_list("seat_id", flat=True))
    visible = set(sheets_visible_to(request.actor, docket).filter(turn=docket.turn, state="signed").values_list(
        "seat_id", flat=True))
    owed = {seat.pk for seat in standing.owed}
    lines = [
        {"seat": seat, "signed": seat.pk in standing.signed, "owed": seat.pk in owed, "entered": seat.pk in open_papers,
         "confirm": seat.pk in to_confirm, "visible": seat.pk in visible}
        for seat in standing.sitting.seats if seat.scores and seat.pk not in standing.tied
    ]
    context = {"docket": docket, "product": docket.stage.dossier.product, "lines": lines,
               "may_enter": may_enter_paper(request.actor, standing)}
    return council_page(request, "papers", context, current="sessions")


def _to_confirm(request: Request, docket: Docket) -> list[ScoreSheet]:
    return list(paper_sheets_to_confirm(request.actor, docket.session).filter(docket=docket))


def _entered(docket: Docket) -> Any:
    return ScoreSheet.objects.filter(docket=docket, turn=docket.turn, entry="from_paper", state="open")


@require_http_methods(["GET", "HEAD", "POST"])
def enter_page(request: Request, pid: str, seat: int) -> HttpResponse:
    """Enter a signed paper sheet as it stands on paper, with its scan."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    require(may_enter_paper(request.actor, standing_of(docket)), NOT_NOW)
    row, rubric = seat_at(docket, seat), rubric_of(docket.stage.dossier.product_set)
    picks, opinion, refused = sent_picks(request), request.POST.get("opinion", ""), None
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        refused = _enter(request, docket, seat=row, form=form)
        if refused is None:
            messages.success(request, _("Đã nhập phiếu giấy của %(person)s. Người thứ hai xác nhận thì phiếu mới được "
                                        "tính.") % {"person": row.person})
            return redirect("docket_papers", pid)
    context = {"docket": docket, "product": docket.stage.dossier.product, "seat": row, "form": form,
               "parts": parts_of(rubric, lines_of(rubric, known_picks(rubric, picks))), "opinion": opinion}
    return council_page(request, "paper_enter", context, current="sessions", refused=refused)


def _enter(request: Request, docket: Docket, *, seat: Seat, form: PaperForm) -> Refused | None:
    if not form.is_valid():
        return wrong(form)
    try:
        enter_paper_sheet(docket=docket, seat=seat, picks=sent_picks(request), upload=form.cleaned_data["scan"],
                          opinion=request.POST.get("opinion", ""), by=request.actor)
    except Refusal as refusal:
        return beside(refusal)
    return None


def _paper(request: Request, docket: Docket, seat: int) -> ScoreSheet:
    """The paper sheet that awaits this person; 403 for who entered it, 404 where there is none to see."""
    rows = paper_sheets_to_confirm(request.actor, docket.session)
    sheet = rows.select_related("seat", "scan", "docket__session__council").filter(docket=docket, seat=seat).first()
    if sheet is None:
        own = _entered(docket).filter(seat=seat, entered_by=request.actor.user_id).exists()
        require(not own, SECOND)
        raise Http404
    require(may_confirm_paper(request.actor, sheet), SECOND)
    return sheet


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: Request, pid: str, seat: int) -> HttpResponse:
    """Compare the entry with the scan, then confirm: the sheet is signed with that."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    sheet, refused = _paper(request, docket, seat), None
    if request.method == "POST":
        try:
            confirm_paper_sheet(sheet=sheet, by=request.actor)
        except Refusal as refusal:
            refused = beside(refusal)
        else:
            messages.success(request, _("Đã xác nhận phiếu giấy của %(person)s.") % {"person": sheet.seat.person})
            return redirect("session_page", docket.session.pid)
    rubric = rubric_of(docket.stage.dossier.product_set)
    context = {"docket": docket, "product": docket.stage.dossier.product, "sheet": sheet, "seat": sheet.seat,
               "parts": parts_of(rubric, lines_of(rubric, sheet.picks))}
    return council_page(request, "paper_confirm", context, current="sessions", refused=refused)


@require_safe
@never_cache
def scan_file(request: Request, pid: str, seat: int) -> FileResponse:
    """The scan of a paper sheet, for the person who has to confirm it."""
    sit_down(request.actor)
    sheet = _paper(request, docket_at(request.actor, pid), seat)
    if sheet.scan is None:
        raise Http404
    return served(sheet.scan, _("Phiếu giấy"))


@require_safe
@never_cache
def seat_pdf(request: Request, pid: str, seat: int) -> HttpResponse:
    """A member's sheet as PDF: signed where the seal lets the reader see it, else blank for printing."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    row = seat_at(docket, seat)
    sheets = sheets_visible_to(request.actor, docket).filter(seat=row, turn=docket.turn, state="signed")
    sheet = sheets.select_related("seat", "docket", "version").first()
    if sheet is not None:
        return pdf(filled_sheet_pdf(sheet), f"phieu-{pid}-{seat}")
    require(may_call(request.actor, docket.session.council), CALLERS_ONLY)
    return pdf(blank_sheet_pdf(docket, row), f"phieu-trang-{pid}-{seat}")
