"""Asking for supplements, sending back, accepting: each a page of its own that says what follows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import accept_dossier, ask_supplement, record_desk_finding, return_dossier
from ocop.dossiers.enums import DossierState, StageState
from ocop.dossiers.flow import STAGE_FLOW
from ocop.dossiers.guards import may_note_desk
from ocop.dossiers.models import DeskFinding, Stage
from ocop.rulebooks.models import Criterion, Option
from ocop.web.desk.officer.doors import NOT_HERE, beside, officer_page, own_door, stage_in_hand, status_of
from ocop.web.desk.officer.dossier import parts_of
from ocop.web.desk.officer.forms import ReasonForm, SupplementForm
from ocop.web.shared.access import require
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date


def _stage_for(request: Request, pid: str, verb: str) -> Stage:
    """The stage this person may take this step on; 404 unseen, 403 not theirs to do."""
    stage = stage_in_hand(request.actor, pid)
    step = STAGE_FLOW.steps[verb]
    require(step.may(request.actor, stage), step.forbidden)
    return stage


def _moved_on(stage: Stage, verb: str) -> bool:
    """Whether the step can no longer be taken: the page would only mislead."""
    own = stage.dossier.state in {DossierState.SUBMITTED, DossierState.ACCEPTED}
    return stage.state not in STAGE_FLOW.steps[verb].sources or not own


def _step_page(request: Request, stage: Stage, verb: str, *, form: Form, template: str,
               do: Callable[[], str], fields: dict[str, str] | None = None) -> HttpResponse:
    """The common walk of a step: show, check the shape, do, tell, back to the dossier."""
    if request.method != "POST" and _moved_on(stage, verb):
        messages.warning(request, _("Việc này không còn làm được vì hồ sơ đã sang bước khác."))
        return redirect("officer_dossier", stage.dossier.pid)
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                messages.success(request, do())
            except Refusal as refused:
                refusal = refused
                beside(form, refused, fields)
            else:
                return redirect("officer_dossier", stage.dossier.pid)
        status = status_of(refusal)
    context = {"stage": stage, "dossier": stage.dossier, "form": form}
    return officer_page(request, template, context, current=own_door(request.actor), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def supplement_page(request: Request, pid: str) -> HttpResponse:
    """Ask for supplements, item by item, until a day."""
    stage = _stage_for(request, pid, "ask_supplement")
    criteria = list(Criterion.objects.filter(product_set=stage.dossier.product_set_id).order_by("position"))
    form = SupplementForm(request.POST or None, criteria=criteria)

    def do() -> str:
        data = form.cleaned_data
        asked = ask_supplement(stage=stage, items=form.items, due_on=data["due_on"], note=data["note"],
                               by=request.actor)
        return _("Đã gửi yêu cầu bổ sung. Hạn %(day)s; đồng hồ tạm dừng đến khi chủ thể nộp lại.") % {
            "day": vn_date(asked.due_on)}

    return _step_page(request, stage, "ask_supplement", form=form, template="supplement", do=do,
                      fields={"supplement-due": "due_on", "supplement-items": "text1"})


@require_http_methods(["GET", "HEAD", "POST"])
def return_page(request: Request, pid: str) -> HttpResponse:
    """Send a dossier back with the reason."""
    stage = _stage_for(request, pid, "return_dossier")
    form = ReasonForm(request.POST or None)

    def do() -> str:
        return_dossier(stage=stage, reason=form.cleaned_data["reason"], by=request.actor)
        return _("Đã trả lại hồ sơ. Chủ thể đọc được lý do và có thể nộp lại từ đầu.")

    return _step_page(request, stage, "return_dossier", form=form, template="return", do=do,
                      fields={"return-reason": "reason"})


@require_http_methods(["GET", "HEAD", "POST"])
def accept_page(request: Request, pid: str) -> HttpResponse:
    """Accept a full dossier for evaluation."""
    stage = _stage_for(request, pid, "accept_dossier")
    form = Form(request.POST or None)
    # A form without fields is bound by any POST, so that a refusal can stand on it.
    form.is_bound = request.method == "POST"

    def do() -> str:
        done = accept_dossier(stage=stage, by=request.actor)
        return _("Đã tiếp nhận hồ sơ. Số tiếp nhận %(no)s; bước tiếp theo là đưa vào phiên họp hội đồng.") % {
            "no": done.receipt_no}

    return _step_page(request, stage, "accept_dossier", form=form, template="accept", do=do)


@require_http_methods(["GET", "HEAD", "POST"])
def desk_findings(request: Request, pid: str) -> HttpResponse:
    """The advisory team's word on each criterion, saved together (C06)."""
    stage = stage_in_hand(request.actor, pid)
    require(may_note_desk(request.actor, stage), NOT_HERE)
    criteria = list(Criterion.objects.filter(product_set=stage.dossier.product_set_id).order_by("position")
                    .prefetch_related("options"))
    known = {row.criterion_id: row for row in DeskFinding.objects.filter(stage=stage).select_related("by")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        said, errors = _said(request.POST, criteria)
        if not errors:
            count = _save_findings(stage, said, known, by=request.actor)
            messages.success(request, _("Đã lưu ý kiến thẩm định: %(count)s tiêu chí thay đổi.") % {"count": count})
            return redirect("desk_findings", pid)
    context = _desk_context(request, stage, criteria, known=known, errors=errors)
    status = 422 if errors else 200
    return officer_page(request, "desk_findings", context, current=own_door(request.actor), status=status)


Said = list[tuple[Criterion, Option | None, str]]


def _said(post: Any, criteria: list[Criterion]) -> tuple[Said, dict[str, str]]:
    """What the form says of each criterion it speaks of; errors by criterion key."""
    said: Said = []
    errors: dict[str, str] = {}
    for one in criteria:
        picked, note = post.get(f"o-{one.key}", ""), post.get(f"n-{one.key}", "").strip()
        options = {str(option.pk): option for option in one.options.all()}
        if not picked and note:
            errors[one.key] = _("Đã ghi nhận xét thì chọn cả mức đề xuất.")
        elif picked and picked != "0" and picked not in options:
            errors[one.key] = _("Mức được chọn không thuộc tiêu chí này. Hãy chọn lại.")
        elif picked:
            said.append((one, options.get(picked), note[:5000]))
    return said, errors


def _save_findings(stage: Stage, said: Said, known: dict[int, DeskFinding], *, by: Actor) -> int:
    """Write what changed, all or nothing; how many."""
    count = 0
    with transaction.atomic():
        for criterion, option, note in said:
            before = known.get(criterion.pk)
            if before and (before.option_id, before.note) == (option.pk if option else None, note):
                continue
            record_desk_finding(stage=stage, criterion=criterion, option=option, note=note, by=by)
            count += 1
    return count


def _desk_context(request: Request, stage: Stage, criteria: list[Criterion], *, known: dict[int, DeskFinding],
                  errors: dict[str, str]) -> dict[str, Any]:
    """The lines of the page: what was claimed, what is proposed, what was just typed."""
    options = {one.pk: list(one.options.all()) for one in criteria}
    parts = []
    for part in parts_of(stage.dossier):
        lines = []
        for line in part.lines:
            key, row = line.criterion.key, known.get(line.criterion.pk)
            kept = ("0" if row.option_id is None else str(row.option_id), row.note) if row else ("", "")
            if request.method == "POST":
                kept = (request.POST.get(f"o-{key}", ""), request.POST.get(f"n-{key}", ""))
            lines.append({"line": line, "options": [(str(one.pk), one) for one in options[line.criterion.pk]],
                          "picked": kept[0], "note": kept[1], "error": errors.get(key, ""), "row": row})
        parts.append((part, lines))
    return {"stage": stage, "dossier": stage.dossier, "parts": parts, "done": len(known), "all": len(criteria),
            "wrong": [(key, words) for key, words in errors.items()],
            "open": stage.state in {StageState.RECEIVED, StageState.ASKING, StageState.CHECKED}}
