"""Form 03: the claim left, the finding right, and one button to send it up (26/2026 art. 7.2)."""

from collections.abc import Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.actor import Actor
from ocop.core.refusal import Refusal
from ocop.dossiers.actions import record_local_finding, send_up
from ocop.dossiers.enums import LocalHead, StageLevel, StageState
from ocop.dossiers.guards import may_send_up, missing_for_sending_up
from ocop.dossiers.models import LocalFinding, Stage
from ocop.dossiers.queries import stage_clock
from ocop.web.desk.officer.doors import NOT_HERE, beside, officer_page, stage_in_hand, status_of
from ocop.web.desk.officer.forms import HeadForm, SendUpForm
from ocop.web.desk.officer.heads import Claim, claims_of
from ocop.web.shared.access import require
from ocop.web.shared.pieces import Block
from ocop.web.shared.request import Request

OPEN = (StageState.RECEIVED, StageState.ASKING)


def _commune_stage(actor: Actor, pid: str) -> Stage:
    """The commune's stage this officer checks; 404 unseen, 403 elsewhere."""
    stage = stage_in_hand(actor, pid)
    require(stage.level == StageLevel.COMMUNE and may_send_up(actor, stage), NOT_HERE)
    return stage


@require_http_methods(["GET", "HEAD", "POST"])
def form03(request: Request, pid: str) -> HttpResponse:
    """Write form 03: each head by its own button, or all, or all and on to sending."""
    stage = _commune_stage(request.actor, pid)
    if stage.state not in OPEN and request.method != "POST":
        return redirect("officer_dossier", pid)
    claims = claims_of(stage.dossier)
    found = {row.head: row for row in stage.local_findings.all()}
    forms = [_head_form(request, claim.head, found.get(claim.head)) for claim in claims]
    status = 200
    if request.method == "POST":
        act = request.POST.get("act", "all")
        wanted = _wanted(forms, act)
        if all([form.is_valid() for _head, form in wanted]):
            said = {claim.head: claim.text for claim in claims}
            kept = {head: row.claim for head, row in found.items()}
            # A head that says what it said before is not written again.
            _save(stage, [(head, form, said[LocalHead(head)]) for head, form in wanted
                          if form.has_changed() or kept.get(head) != said[LocalHead(head)]], by=request.actor)
            return _saved(request, stage, act, count=len(wanted))
        _quiet(forms, wanted)
        status = 422
    return _form_page(request, stage, list(zip(claims, forms, strict=True)), found=found, status=status)


def _head_form(request: Request, head: int, row: LocalFinding | None) -> HeadForm:
    """The form of a head, with what was found before."""
    initial = {"agrees": "yes" if row.agrees else "no", "finding": row.finding} if row else {}
    return HeadForm(request.POST if request.method == "POST" else None, prefix=f"h{int(head)}", initial=initial)


def _wanted(forms: Sequence[HeadForm], act: str) -> list[tuple[int, HeadForm]]:
    """The heads a button saves: one, all that were written on, or all four before sending."""
    numbered = list(zip(LocalHead.values, forms, strict=True))
    if act == "send":
        return numbered
    if act.isdigit():
        return [(head, form) for head, form in numbered if head == int(act)]
    return [(head, form) for head, form in numbered if form.touched]


def _quiet(forms: Sequence[HeadForm], wanted: Sequence[tuple[int, HeadForm]]) -> None:
    """A head the button did not ask about shows no errors."""
    asked = {form.prefix for _head, form in wanted}
    for form in forms:
        if form.prefix not in asked:
            form.is_valid()
            form.errors.clear()


def _save(stage: Stage, changed: Sequence[tuple[int, HeadForm, str]], *, by: Actor) -> None:
    """Write the heads together, so that a refusal of one writes none."""
    with transaction.atomic():
        for head, form, claim in changed:
            data = form.cleaned_data
            record_local_finding(stage=stage, head=head, finding=data["finding"], agrees=data["agrees"] == "yes",
                                 claim=claim, by=by)


def _saved(request: Request, stage: Stage, act: str, *, count: int) -> HttpResponse:
    """On to sending, or back to the form with word of what was saved."""
    if act == "send":
        return redirect("form03_send", stage.dossier.pid)
    if count:
        messages.success(request, _("Đã lưu %(count)s mục của mẫu 03.") % {"count": count})
    else:
        messages.warning(request, _("Chưa có mục nào được ghi."))
    return redirect("form03", stage.dossier.pid)


def _form_page(request: Request, stage: Stage, heads: list[tuple[Claim, HeadForm]], *,
               found: dict[int, LocalFinding], status: int) -> HttpResponse:
    blocks = [
        Block(_("Mục %(no)s:") % {"no": int(claim.head)}, f"#muc-{int(claim.head)}", _("chưa có kết quả kiểm tra"))
        for claim, _form in heads if claim.head not in found
    ]
    context = {
        "stage": stage, "dossier": stage.dossier, "heads": heads, "found": found, "blocks": blocks,
        "clock": stage_clock(stage, request.actor.today), "evidence": stage.dossier.evidence.count(),
    }
    return officer_page(request, "form03", context, current="inbox", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def form03_send(request: Request, pid: str) -> HttpResponse:
    """Ask before sending up: number of the request, conclusion, what cannot be undone."""
    stage = _commune_stage(request.actor, pid)
    if stage.state != StageState.RECEIVED and request.method != "POST":
        return redirect("officer_dossier", pid)
    form = SendUpForm(request.POST or None)
    status = 200
    if request.method == "POST":
        refusal = None
        if form.is_valid():
            try:
                upper = send_up(stage=stage, by=request.actor, **form.cleaned_data)
            except Refusal as refused:
                refusal = refused
                beside(form, refused, {"request-no": "request_no"})
            else:
                messages.success(request, _(
                    "Đã trình lên tỉnh. Tờ trình số %(no)s; %(unit)s tiếp nhận và trả lời chủ thể."
                ) % {"no": upper.request_no, "unit": upper.unit.full_name})
                return redirect("commune_inbox")
        status = status_of(refusal)
    context = {
        "stage": stage, "dossier": stage.dossier, "form": form, "missing": missing_for_sending_up(stage),
        "found": list(stage.local_findings.order_by("head")), "clock": stage_clock(stage, request.actor.today),
    }
    return officer_page(request, "form03_send", context, current="inbox", status=status)
