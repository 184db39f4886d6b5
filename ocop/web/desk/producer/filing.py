"""Filing a dossier: what still lacks, the question before it is sent, withdrawing, answering what was asked for."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.core.refusal import Missing, Refusal
from ocop.dossiers.actions import answer_item, submit_dossier, withdraw_dossier
from ocop.dossiers.flow import FLOW
from ocop.dossiers.guards import missing_for_submission
from ocop.dossiers.models import Dossier
from ocop.dossiers.queries import stage_clock
from ocop.web.desk.producer.chores import countdown
from ocop.web.desk.producer.dossiers import crumbs_under, heads, open_supplement
from ocop.web.desk.producer.finding import find_dossier
from ocop.web.desk.producer.forms import ReasonForm
from ocop.web.desk.producer.sheets import proofs_of, sheet_of
from ocop.web.desk.producer.words import beside, in_sentence, tell
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import require
from ocop.web.shared.errors import anchor
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date

# The longest answer to one thing asked for.
MOST_WORDS = 5000


def may(request: Request, dossier: Dossier, verb: str) -> None:
    """Refuse (403, one sentence) a page of a step the reader may never take; a wrong state is told by the verb."""
    step = FLOW.steps[verb]
    require(step.may(request.actor, dossier), step.forbidden)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, pid: str) -> HttpResponseBase:
    """Show what lacks, or what will be sent; then send it."""
    dossier = find_dossier(request, pid)
    may(request, dossier, "submit_dossier")
    if dossier.state not in FLOW.steps["submit_dossier"].sources:
        return redirect("producer_dossier", dossier.pid)
    if request.method == "POST":
        try:
            done = submit_dossier(dossier=dossier, by=request.actor)
        except Refusal as refusal:
            if refusal.kind != "incomplete":
                raise
            return _ask(request, dossier, refusal.missing, status=422)
        _tell_filed(request, done)
        return redirect("producer_dossier", dossier.pid)
    return _ask(request, dossier, missing_for_submission(dossier))


def _ask(request: Request, dossier: Dossier, missing: Sequence[Missing], *, status: int = 200) -> HttpResponse:
    unit, asked = dossier.producer.unit_today, open_supplement(dossier)
    context: dict[str, Any] = {
        **heads(dossier),
        "crumbs": crumbs_under(dossier, _("Nộp hồ sơ")),
        "lacks": [(one.words, place_of(dossier, one)) for one in missing],
        "sheet": sheet_of(dossier), "evidence": len(proofs_of(dossier)),
        "office": in_sentence(unit.full_name) if unit else "", "asked": asked,
        "asked_by": in_sentence(asked.stage.unit.full_name) if asked else "",
    }
    return desk_page(request, "desk/producer/submit.html", context, current="todo", status=status)


def place_of(dossier: Dossier, missing: Missing) -> str:
    """The address where a lacking thing is put right: its criterion, or its place on the overview."""
    kind, _colon, key = missing.where.partition(":")
    if kind == "criterion":
        return reverse("producer_criterion", args=[dossier.pid, key])
    if kind in {"evidence", "papers", "edition"}:
        return f"{reverse('producer_dossier', args=[dossier.pid])}#{anchor(missing.where)}"
    return ""


def _tell_filed(request: Request, dossier: Dossier) -> None:
    """The receipt: number, who has it, until when it answers."""
    stage = dossier.stages.select_related("unit", "dossier").order_by("-pk").first()
    if stage is None:
        return
    due = stage_clock(stage, request.actor.today).due_on
    parts = [_("Số tiếp nhận %(number)s.") % {"number": stage.receipt_no} if stage.receipt_no else "",
             _("%(unit)s trả lời chậm nhất %(day)s.") % {"unit": stage.unit.full_name, "day": vn_date(due)}
             if due else _("Hồ sơ đang ở %(unit)s.") % {"unit": in_sentence(stage.unit.full_name)}]
    tell(request, _("Đã nộp hồ sơ."), " ".join(part for part in parts if part))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, pid: str) -> HttpResponseBase:
    """Ask why, then take the dossier back."""
    dossier = find_dossier(request, pid)
    may(request, dossier, "withdraw_dossier")
    if dossier.state not in FLOW.steps["withdraw_dossier"].sources:
        return redirect("producer_dossier", dossier.pid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_dossier(dossier=dossier, reason=form.cleaned_data["reason"], by=request.actor)
        except Refusal as refusal:
            beside(form, refusal, {"withdraw-reason": "reason"})
        else:
            tell(request, _("Đã rút hồ sơ."), _("Giấy tờ trong kho vẫn còn; muốn nộp lại thì lập hồ sơ mới."))
            return redirect("producer_dossier", dossier.pid)
    context = {**heads(dossier), "form": form, "crumbs": crumbs_under(dossier, _("Rút hồ sơ"))}
    return desk_page(request, "desk/producer/withdraw.html", context, current="todo",
                     status=422 if form.errors else 200)


def _said(text: str) -> str:
    """An answer as it is kept: lines end alike, no character a database refuses, no more than is sensible."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()[:MOST_WORDS]


@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: Request, pid: str) -> HttpResponseBase:
    """Answer what was asked for, item by item; then go on to file again."""
    dossier = find_dossier(request, pid)
    may(request, dossier, "submit_dossier")
    asked = open_supplement(dossier)
    if asked is None:
        return redirect("producer_dossier", dossier.pid)
    items = sorted(asked.items.all(), key=lambda one: one.pk)
    if request.method == "POST":
        with transaction.atomic():
            for item in items:
                said = _said(request.POST.get(f"item-{item.pk}", item.answer))
                if said != item.answer:
                    answer_item(item=item, answer=said, by=request.actor)
        if request.POST.get("then") == "submit":
            return redirect("producer_submit", dossier.pid)
        tell(request, _("Đã lưu trả lời."), _("Nộp lại hồ sơ khi đã bổ sung đủ."))
        return redirect("producer_supplement", dossier.pid)
    context = {**heads(dossier), "asked": asked, "items": items, "clock": countdown(asked, request.actor.today),
               "crumbs": crumbs_under(dossier, _("Bổ sung hồ sơ"))}
    return desk_page(request, "desk/producer/supplement.html", context, current="todo")

