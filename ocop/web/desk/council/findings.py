"""What the council holds on a criterion with a gate, and on an exclusion: a page each."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.refusal import Refusal
from ocop.councils.actions import settle_exclusion, settle_gate
from ocop.councils.models import Tally
from ocop.councils.queries import pick_of
from ocop.web.desk.council.count import Case, case_of, level_words
from ocop.web.desk.council.lines import lines_of
from ocop.web.desk.council.place import LEADERS_ONLY, Refused, beside, council_page, docket_at, sit_down
from ocop.web.desk.council.why import counts_words
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request


def counted_case(request: Request, pid: str) -> tuple[Case, Tally]:
    """A product whose tally the actor leads; 403 for who does not lead, `conflict` before it has been counted."""
    sit_down(request.actor)
    case = case_of(request.actor, docket_at(request.actor, pid))
    require(case.may_lead, LEADERS_ONLY)
    if case.tally is None:
        raise Refusal("tally-none", _("Sản phẩm này chưa kiểm phiếu nên chưa có gì để kết luận."), kind="conflict")
    return case, case.tally


def _too_late(request: Request, case: Case) -> HttpResponse | None:
    """A page of something already closed would only mislead."""
    if request.method == "POST" or not case.closed:
        return None
    messages.warning(request, _("Kết quả đã chốt nên không sửa được."))
    return redirect("docket_page", case.docket.pid)


@require_http_methods(["GET", "HEAD", "POST"])
def gate_page(request: Request, pid: str, key: str) -> HttpResponse:
    """Settle one criterion: the proposal is the median member's option; another one needs a reason."""
    case, tally = counted_case(request, pid)
    finding = get_or_404(tally.gate_findings.select_related("criterion", "option", "proposed"), criterion__key=key)
    late = _too_late(request, case)
    if late is not None:
        return late
    picked, note, refused = pick_of(finding.option) or "", finding.note, None
    if request.method == "POST":
        picked, note = request.POST.get("option", "-"), request.POST.get("note", "")
        options = {pick_of(option): option for option in finding.criterion.options.all()}
        try:
            if picked and picked not in options:
                raise Refusal("gate-option", _("Hãy chọn một mức của tiêu chí này, hoặc ô 0 điểm."))
            settle_gate(tally=tally, criterion=finding.criterion, option=options.get(picked), note=note,
                        by=request.actor)
        except Refusal as refusal:
            refused = beside(refusal)
        else:
            messages.success(request, _("Đã ghi kết luận tiêu chí %(key)s.") % {"key": key})
            return redirect("docket_page", pid)
    known = picked if picked in case.rubric.by_key[key].by_id else ""
    counts = tally.criteria.filter(criterion=finding.criterion).values_list("counts", flat=True).first() or {}
    context: dict[str, Any] = {
        "line": next(one for one in lines_of(case.rubric, {key: known}) if one.key == key), "note": note,
        "proposed": level_words(case.rubric, key, pick_of(finding.proposed)),
        "counts": counts_words(case.rubric, key, counts), "none": picked == "",
    }
    return _finding_page(request, "gate", case=case, context=context, refused=refused)


@require_http_methods(["GET", "HEAD", "POST"])
def exclusion_page(request: Request, pid: str, key: str) -> HttpResponse:
    """Settle whether an exclusion holds; one that holds needs a reason."""
    case, tally = counted_case(request, pid)
    finding = get_or_404(tally.exclusion_findings.select_related("exclusion"), exclusion__key=key)
    late = _too_late(request, case)
    if late is not None:
        return late
    holds, note, refused = "co" if finding.holds else "khong", finding.note, None
    if request.method == "POST":
        holds, note = request.POST.get("holds", ""), request.POST.get("note", "")
        try:
            if holds not in {"co", "khong"}:
                raise Refusal("exclusion-choice", _("Hãy chọn có hoặc không."))
            settle_exclusion(tally=tally, exclusion=finding.exclusion, holds=holds == "co", note=note, by=request.actor)
        except Refusal as refusal:
            refused = beside(refusal)
        else:
            messages.success(request, _("Đã ghi kết luận về điều kiện loại."))
            return redirect("docket_page", pid)
    context = {"exclusion": finding.exclusion, "holds": holds, "note": note}
    return _finding_page(request, "exclusion", case=case, context=context, refused=refused)


def _finding_page(request: Request, template: str, *, case: Case, context: dict[str, Any],
                  refused: Refused | None) -> HttpResponse:
    context = {"docket": case.docket, "product": case.docket.stage.dossier.product, **context}
    return council_page(request, template, context, current="sessions", refused=refused)
