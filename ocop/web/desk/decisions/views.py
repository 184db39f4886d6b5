"""Decisions: what waits, drafts, recording what was signed, and what came of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ocop.accounts.enums import Role
from ocop.core.refusal import Refusal
from ocop.councils.models import Tally
from ocop.places.models import AdminUnit
from ocop.recognition.actions import discard_draft, draft_decision, record_decision, score_text, send_result
from ocop.recognition.enums import DecisionKind, DecisionState
from ocop.recognition.flow import DECISION_FLOW
from ocop.recognition.guards import may_discard, may_record, missing_for_recording
from ocop.recognition.models import Certificate, Decision, PastResult, Recognition
from ocop.web.desk.decisions.forms import RecordForm
from ocop.web.desk.decisions.waiting import DRAFTERS, LETTER, Waiting, tallies_seen, waiting_results
from ocop.web.desk.officer.doors import beside, sit_down, status_of, waiting_counts
from ocop.web.desk.sheets import DECISIONS
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.exports import sheet_response, wants_sheet
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date

READERS = (Role.PROVINCE_OFFICER, Role.DOCUMENT_CLERK, Role.LEADER, Role.MINISTRY_OFFICER, Role.INSPECTOR)
LETTERS_SHOWN = 30
DRAFT_FORBIDDEN = gettext_lazy("Chỉ cán bộ cơ quan tham mưu của cơ quan ban hành được lập dự thảo và gửi kết quả.")


def decisions_page(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the decisions desk."""
    return desk_page(request, f"desk/decisions/{template}.html", context, current="decisions",
                     counts=waiting_counts(request.actor), status=status)


def decision_or_404(request: Request, pid: str) -> Decision:
    """The decision this office sees."""
    sit_down(request.actor, *READERS)
    return get_or_404(Decision.objects.visible_to(request.actor).select_related("authority", "document"), pid=pid)


@require_safe
def decisions(request: Request) -> HttpResponseBase:
    """What waits for a decision, drafts, issued decisions, letters sent; `?xuat=xlsx` gives the decisions as a file."""
    sit_down(request.actor, *READERS)
    if wants_sheet(request):
        rows = Decision.objects.visible_to(request.actor).select_related("authority")
        rows = rows.annotate(products=Count("recognitions")).order_by("-signed_on", "-pk")
        return sheet_response(_("Quyết định"), DECISIONS, rows.iterator(), day=request.actor.today)
    return _list_page(request)


def _list_page(request: Request, *, error: str = "", wrong: str = "") -> HttpResponse:
    actor = request.actor
    waiting = waiting_results(actor)
    rows = Decision.objects.visible_to(actor).select_related("authority").annotate(products=Count("recognitions"))
    letters = PastResult.objects.filter(tally__in=tallies_seen(actor)).select_related("product", "product__producer")
    context = {
        "groups": _groups(waiting, error=error, wrong=wrong), "may_draft": actor.holds(*DRAFTERS),
        "drafts": list(rows.filter(state=DecisionState.DRAFT).order_by("-drafted_at", "-pk")),
        "issued": list(rows.filter(state=DecisionState.ISSUED).order_by("-signed_on", "-pk")[:100]),
        "letters": list(letters.order_by("-on", "-pk")[:LETTERS_SHOWN]), "waiting": len(waiting),
    }
    return decisions_page(request, "list", context, status=422 if error else 200)


def _groups(waiting: Sequence[Waiting], *, error: str, wrong: str) -> list[dict[str, Any]]:
    """The waiting results by what is done with them, each with its words."""
    words = {
        DecisionKind.RECOGNISE: (_("Chờ quyết định công nhận"), _("Lập dự thảo công nhận")),
        DecisionKind.FORWARD: (_("Chờ phê duyệt, trình Trung ương"), _("Lập dự thảo trình Trung ương")),
        LETTER: (_("Chờ gửi kết quả (1, 2 sao hoặc không xếp hạng)"), _("Gửi kết quả")),
    }
    groups = []
    for kind, (title, act) in words.items():
        rows = [row_of(one.tally) for one in waiting if one.kind == kind]
        if rows:
            groups.append({"kind": str(kind), "title": title, "act": act, "rows": rows,
                           "error": error if kind == wrong else ""})
    return groups


def row_of(tally: Tally) -> dict[str, Any]:
    """A result as lists show it."""
    dossier = tally.docket.stage.dossier
    return {"id": str(tally.pk), "name": dossier.product.name, "producer": dossier.producer.name,
            "place": dossier.producer.place_words, "stars": tally.stars, "score": score_text(tally),
            "on": tally.docket.session.on, "rejected": tally.rejected, "pid": dossier.pid}


@require_http_methods(["GET", "HEAD", "POST"])
def decision_draft(request: Request) -> HttpResponse:
    """First the list and its count, then the draft or the letters (D09)."""
    sit_down(request.actor, *READERS)
    require(request.actor.holds(*DRAFTERS), DRAFT_FORBIDDEN)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("loai", "")
    if kind not in {DecisionKind.RECOGNISE, DecisionKind.FORWARD, LETTER}:
        raise Http404
    ids = {int(one) for one in asked.getlist("kq") if one.isascii() and one.isdigit() and len(one) < 18}
    tallies = list(tallies_seen(request.actor).filter(pk__in=ids).order_by("-stars", "pk"))
    if len(tallies) != len(ids):
        raise Http404
    if not tallies:
        return _list_page(request, error=_("Hãy chọn ít nhất một sản phẩm."), wrong=kind)
    if request.method == "POST":
        return _send_letters(request, tallies) if kind == LETTER else _draft(request, kind, tallies)
    context = {"kind": kind, "letter": kind == LETTER, "rows": [row_of(tally) for tally in tallies],
               "count": len(tallies), "kind_words": "" if kind == LETTER else DecisionKind(kind).label}
    return decisions_page(request, "draft_confirm", context)


def _draft(request: Request, kind: str, tallies: Sequence[Tally]) -> HttpResponse:
    """Draft in the name of the unit the results belong to."""
    decision = draft_decision(authority=_authority(request, tallies), kind=kind, tallies=tallies, by=request.actor)
    messages.success(request, ngettext(
        "Đã lập dự thảo với %(count)s sản phẩm. Tải Word để trình ký, rồi ghi nhận khi đã có số.",
        "Đã lập dự thảo với %(count)s sản phẩm. Tải Word để trình ký, rồi ghi nhận khi đã có số.",
        len(tallies)) % {"count": len(tallies)})
    return redirect("decision", decision.pid)


def _authority(request: Request, tallies: Sequence[Tally]) -> AdminUnit:
    """The unit that decides: the council's own, or the province for what the centre's council placed below five."""
    units = request.actor.units(*DRAFTERS)
    council = tallies[0].docket.session.council
    own = council.unit_id if council.unit_id in units else min(units)
    return AdminUnit.objects.get(pk=own)


def _send_letters(request: Request, tallies: Iterable[Tally]) -> HttpResponse:
    """Tell the results, all or none."""
    with transaction.atomic():
        sent = [send_result(tally=tally, by=request.actor) for tally in tallies]
    messages.success(request, ngettext(
        "Đã gửi %(count)s kết quả. Chủ thể đọc được điểm và lý do; thư in ở cuối trang này.",
        "Đã gửi %(count)s kết quả. Chủ thể đọc được điểm và lý do; thư in ở cuối trang này.",
        len(sent)) % {"count": len(sent)})
    return redirect("decisions")


@require_safe
def decision(request: Request, pid: str) -> HttpResponse:
    """A draft with its annex, or an issued decision with its certificates."""
    row = decision_or_404(request, pid)
    actor = request.actor
    draft = row.state == DecisionState.DRAFT
    context = {
        "decision": row, "draft": draft, "annex": list(annex_of(row)),
        "missing": missing_for_recording(row) if draft else (),
        "may_record": draft and may_record(actor, row), "may_discard": draft and may_discard(actor, row),
        "certificates": [(one, one.status_on(actor.today).label) for one in certificates_of(row)],
    }
    return decisions_page(request, "decision", context)


def annex_of(row: Decision) -> "QuerySet[Recognition]":
    """The products of a decision, as its annex lists them."""
    return row.recognitions.select_related("product", "stage__dossier").order_by("-stars", "pk")


def certificates_of(row: Decision) -> list[Certificate]:
    """The certificates of a decision, with what their papers print."""
    rows = Certificate.objects.with_story().select_related(
        "recognition__decision__authority", "recognition__product_set", "recognition__edition")
    return list(rows.filter(recognition__decision=row).order_by("serial", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def decision_discard(request: Request, pid: str) -> HttpResponse:
    """Ask, then throw a draft away."""
    row = decision_or_404(request, pid)
    step = DECISION_FLOW.steps["discard_draft"]
    require(step.may(request.actor, row), step.forbidden)
    if request.method == "POST":
        discard_draft(decision=row, by=request.actor)
        messages.success(request, _("Đã bỏ dự thảo. Các kết quả trở lại danh sách chờ."))
        return redirect("decisions")
    if row.state != DecisionState.DRAFT:
        return redirect("decision", pid)
    return decisions_page(request, "discard", {"decision": row, "count": row.recognitions.count()})


FIELDS = {"number-missing": "number", "number-too-long": "number", "number-taken": "number", "signer-missing": "signer",
          "signed-in-future": "signed_on", "signed-before-session": "signed_on"}


@require_http_methods(["GET", "HEAD", "POST"])
def decision_record(request: Request, pid: str) -> HttpResponse:
    """Record what was signed: number, date, signer, file. Only then certificates exist."""
    row = decision_or_404(request, pid)
    step = DECISION_FLOW.steps["record_decision"]
    require(step.may(request.actor, row), step.forbidden)
    if row.state != DecisionState.DRAFT and request.method != "POST":
        return redirect("decision", pid)
    form = RecordForm(request.POST, request.FILES) if request.method == "POST" else RecordForm()
    status = 200
    if request.method == "POST":
        refusal = _record(row, form, request)
        if refusal is None and form.is_valid():
            return _recorded(request, row)
        status = status_of(refusal)
    context = {"decision": row, "form": form, "annex": list(annex_of(row)), "missing": missing_for_recording(row),
               "recognise": row.kind == DecisionKind.RECOGNISE}
    return decisions_page(request, "record", context, status=status)


def _record(row: Decision, form: Form, request: Request) -> Refusal | None:
    """Record if the shape is right; a refusal stands beside its field."""
    if not form.is_valid():
        return None
    assert isinstance(form, RecordForm)
    try:
        record_decision(decision=row, by=request.actor, **form.facts)
    except Refusal as refused:
        fields = FIELDS | ({refused.code: "upload"} if refused.code.startswith("file-") else {})
        beside(form, refused, fields)
        return refused
    return None


def _recorded(request: Request, row: Decision) -> HttpResponse:
    """Say what exists now."""
    row.refresh_from_db()
    count = Certificate.objects.filter(recognition__decision=row).count()
    said = _("Đã ghi nhận quyết định %(number)s ngày %(day)s.") % {"number": row.number, "day": vn_date(row.signed_on)}
    if row.kind == DecisionKind.FORWARD:
        said += " " + _("Hồ sơ đã chuyển lên Trung ương; chưa có sao nào hiện công khai.")
    elif count:
        said += " " + _("%(count)s giấy chứng nhận đã có hiệu lực; in ở dưới.") % {"count": count}
    messages.success(request, said)
    return redirect("decision", row.pid)


