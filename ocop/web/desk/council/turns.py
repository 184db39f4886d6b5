"""Closing the result of a product, and opening another turn of scoring: each a page that says what follows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.refusal import Refusal
from ocop.councils.actions import close_tally, open_turn
from ocop.web.desk.council.count import case_of, exclusion_lines, gate_lines
from ocop.web.desk.council.findings import counted_case
from ocop.web.desk.council.forms import ReasonForm
from ocop.web.desk.council.place import LEADERS_ONLY, beside, council_page, docket_at, sit_down, wrong
from ocop.web.shared.access import require
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import stars_words


@require_http_methods(["GET", "HEAD", "POST"])
def close_page(request: Request, pid: str) -> HttpResponse:
    """Close the result for good: stars from sheets, findings and exclusions."""
    case, tally = counted_case(request, pid)
    refused = None
    if request.method == "POST":
        try:
            closed = close_tally(tally=tally, by=request.actor)
        except Refusal as refusal:
            refused = beside(refusal)
        else:
            words = _("không xếp hạng") if closed.stars is None else stars_words(closed.stars)
            messages.success(request, _("Đã chốt kết quả: %(mean)s điểm, %(stars)s.") % {
                "mean": closed.result["mean_shown"], "stars": words})
            return redirect("docket_page", pid)
    elif case.closed:
        messages.warning(request, _("Kết quả đã chốt nên không sửa được."))
        return redirect("docket_page", pid)
    context = {
        "docket": case.docket, "product": case.docket.stage.dossier.product, "out": case.outcome,
        "changed": [line for line in gate_lines(tally, case.rubric) if line.changed],
        "holding": [line for line in exclusion_lines(tally) if line.holds],
    }
    return council_page(request, "close_tally", context, current="sessions", refused=refused)


@require_http_methods(["GET", "HEAD", "POST"])
def turn_page(request: Request, pid: str) -> HttpResponse:
    """Open another scoring of a counted product; what was signed is kept."""
    sit_down(request.actor)
    docket = docket_at(request.actor, pid)
    case = case_of(request.actor, docket)
    require(case.may_lead, LEADERS_ONLY)
    form, refused = ReasonForm(request.POST or None), None
    if request.method == "POST":
        refused = wrong(form)
        if form.is_valid():
            try:
                opened = open_turn(docket=docket, reason=form.cleaned_data["reason"], by=request.actor)
            except Refusal as refusal:
                refused = beside(refusal)
            else:
                messages.success(request, _("Đã mở lần chấm %(turn)s. Phiếu và kết quả lần trước được giữ nguyên.") % {
                    "turn": opened.turn})
                return redirect("docket_page", pid)
    context = {"docket": docket, "product": docket.stage.dossier.product, "form": form, "counted": bool(case.tally),
               "alarm": case.marks.spread if case.marks else None}
    return council_page(request, "turn", context, current="sessions", refused=refused)
