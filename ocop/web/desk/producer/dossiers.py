"""One dossier: the overview, its filed versions, the papers for the whole of it, taking evidence out."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.refusal import Refusal
from ocop.dossiers.actions import attach_paper, detach_evidence
from ocop.dossiers.enums import DossierState
from ocop.dossiers.flow import FLOW
from ocop.dossiers.guards import may_print_form_01
from ocop.dossiers.models import Dossier, Evidence, Supplement
from ocop.dossiers.queries import pick_of
from ocop.registry.enums import PaperKind
from ocop.rulebooks.models import Criterion
from ocop.web.desk.producer.chores import Countdown, countdown
from ocop.web.desk.producer.finding import editable, find_dossier
from ocop.web.desk.producer.forms import PaperUseForm
from ocop.web.desk.producer.sheets import Proof, Sheet, proofs_of, sheet_of, vault_of
from ocop.web.desk.producer.ways import trail
from ocop.web.desk.producer.words import beside, tell, validity
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404
from ocop.web.shared.pieces import TrailStep
from ocop.web.shared.request import Request

# Steps of the flow that have a page here; the others belong to officers.
PAGES = {"submit_dossier": "producer_submit", "withdraw_dossier": "producer_withdraw"}


@dataclasses.dataclass(frozen=True)
class Lead:
    """The one framed thing of a dossier's page."""

    title: str
    words: str
    href: str = ""
    act: str = ""
    items: tuple[str, ...] = ()
    clock: Countdown | None = None


@require_safe
def overview(request: Request, pid: str) -> HttpResponse:
    """The dossier: what comes next, criteria by part, evidence, where it is, what was filed."""
    return _show(request, find_dossier(request, pid))


def _show(request: Request, dossier: Dossier, *, form: PaperUseForm | None = None, status: int = 200) -> HttpResponse:
    sheet, proofs = sheet_of(dossier), proofs_of(dossier)
    may_edit = editable(request.actor, dossier)
    steps = trail(dossier, request.actor.today)
    vault = vault_of(dossier, request.actor) if may_edit else []
    offers = FLOW.offers(dossier, request.actor)
    context: dict[str, Any] = {
        **heads(dossier),
        "sheet": sheet,
        "proofs": proofs,
        "steps": steps,
        "lead": _lead(request, dossier, sheet=sheet, steps=steps),
        "may_edit": may_edit,
        "offers": [(step.verb, step.label, reverse(PAGES[step.verb], args=[dossier.pid]))
                   for step in offers if step.verb in PAGES],
        "may_submit": any(step.verb == "submit_dossier" for step in offers),
        "may_print": may_print_form_01(request.actor, dossier),
        "versions": list(dossier.versions.order_by("-no")),
        "receipts": list(dossier.stages.exclude(receipt_no="").select_related("unit").order_by("pk")),
        "registered": _registered(proofs),
        "register_form": form,
        "registrations": [(row, *validity(row.expires_on, request.actor.today))
                          for row in vault if row.paper.kind == PaperKind.REGISTRATION],
    }
    return desk_page(request, "desk/producer/dossier.html", context, current="todo", status=status)


def heads(dossier: Dossier) -> dict[str, Any]:
    """What every page of a dossier says at its top."""
    name = _("Hồ sơ %(kind)s: %(product)s") % {
        "kind": dossier.get_kind_display().lower(), "product": dossier.product.name}
    return {"dossier": dossier, "heading": name,
            "crumbs": [(_("Việc cần làm"), reverse("producer_desk")), (dossier.product.name, "")]}


def crumbs_under(dossier: Dossier, words: str) -> list[tuple[str, str]]:
    """Where a page under a dossier is."""
    overview = reverse("producer_dossier", args=[dossier.pid])
    return [(_("Việc cần làm"), reverse("producer_desk")), (dossier.product.name, overview), (words, "")]


def open_supplement(dossier: Dossier) -> Supplement | None:
    """What a level has asked for and is still waiting for."""
    rows = Supplement.objects.filter(stage__dossier=dossier, answered_in__isnull=True).select_related("stage__unit")
    return rows.prefetch_related("items__criterion").first()


def _registered(proofs: Sequence[Proof]) -> Proof | None:
    """The paper that shows the producer exists."""
    papers = ((one, one.evidence.paper_version) for one in proofs)
    return next((one for one, version in papers if version and version.paper.kind == PaperKind.REGISTRATION), None)


def _lead(request: Request, dossier: Dossier, *, sheet: Sheet, steps: Sequence[TrailStep]) -> Lead:
    """The next step, or who has it."""
    if dossier.state == DossierState.RETURNED:
        return _lead_returned(request, dossier)
    if dossier.state == DossierState.DRAFT:
        return _lead_draft(dossier, sheet)
    if dossier.state == DossierState.CLOSED:
        return Lead(_("Hồ sơ đã có kết quả"), _("Điểm từng phần, lý do và giấy chứng nhận ở trang của sản phẩm."),
                    reverse("producer_product", args=[dossier.product.pid]), _("Xem kết quả"))
    if dossier.state == DossierState.WITHDRAWN:
        return Lead(_("Hồ sơ đã rút"), _("Muốn đánh giá lại, hãy lập hồ sơ mới; giấy tờ trong kho vẫn dùng được."),
                    reverse("producer_product", args=[dossier.product.pid]), _("Đến trang sản phẩm"))
    now = next((step for step in steps if step.state == "now"), None)
    words = _("Bạn chưa phải làm gì; khi có kết quả hoặc yêu cầu bổ sung, việc sẽ hiện ở Việc cần làm.")
    title = str(now.words) if now else dossier.get_state_display()
    return Lead(title, f"{now.small}. {words}" if now and now.small else words)


def _lead_returned(request: Request, dossier: Dossier) -> Lead:
    asked = open_supplement(dossier)
    if asked is None:
        return Lead(_("Hồ sơ bị trả lại"), dossier.returned_reason, reverse("producer_submit", args=[dossier.pid]),
                    _("Xem lại và nộp lại"))
    items = tuple(item.text for item in sorted(asked.items.all(), key=lambda one: one.pk))
    title = _("Bổ sung %(count)s mục theo yêu cầu") % {"count": len(items)}
    words = asked.note or _("%(unit)s hỏi lại:") % {"unit": asked.stage.unit.full_name}
    return Lead(title, words, reverse("producer_supplement", args=[dossier.pid]), _("Bổ sung ngay"), items,
                countdown(asked, request.actor.today))


def _lead_draft(dossier: Dossier, sheet: Sheet) -> Lead:
    left = sheet.next
    if left is None:
        return Lead(_("Mọi tiêu chí đã xong"), _("Xem lại một lượt rồi nộp cho xã."),
                    reverse("producer_submit", args=[dossier.pid]), _("Xem lại và nộp"))
    title = _("Còn %(count)s tiêu chí chưa xong") % {"count": len(sheet.gaps.rows) - len(sheet.done)}
    words = _("Tiếp theo: %(key)s %(name)s.") % {"key": left.key, "name": left.title}
    return Lead(title, words, reverse("producer_criterion", args=[dossier.pid, left.key]), _("Viết tiếp"))


@require_POST
def use_registration(request: Request, pid: str) -> HttpResponseBase:
    """Put the producer's registration paper into the dossier, for the criteria it proves."""
    dossier = find_dossier(request, pid)
    vault = [row for row in vault_of(dossier, request.actor) if row.paper.kind == PaperKind.REGISTRATION]
    form = PaperUseForm(request.POST, vault=vault)
    if form.is_valid():
        try:
            attach_paper(dossier=dossier, paper_version=form.cleaned_data["paper"],
                         criteria=_about_registration(dossier), by=request.actor)
        except Refusal as refusal:
            beside(form, refusal)
        else:
            tell(request, _("Đã thêm giấy đăng ký vào hồ sơ."))
            return redirect("producer_dossier", dossier.pid)
    return _show(request, dossier, form=form, status=422)


def _about_registration(dossier: Dossier) -> list[Criterion]:
    """The criteria a registration paper proves; the first of the sheet where the set names none."""
    rows = list(Criterion.objects.filter(product_set=dossier.product_set_id).order_by("position"))
    return [row for row in rows if PaperKind.REGISTRATION in row.evidence] or rows[:1]


@require_http_methods(["GET", "HEAD", "POST"])
def detach(request: Request, pid: str, evidence: str) -> HttpResponseBase:
    """Ask, then take a piece of evidence out of the dossier."""
    dossier = find_dossier(request, pid)
    row = get_or_404(Evidence.objects.filter(dossier=dossier).prefetch_related("uses__criterion"), pid=evidence)
    uses = sorted((use.criterion for use in row.uses.all()), key=lambda one: one.position)
    back = reverse("producer_dossier", args=[dossier.pid])
    wanted = request.GET.get("tieu-chi", "")
    if any(one.key == wanted for one in uses):
        back = reverse("producer_criterion", args=[dossier.pid, wanted])
    if request.method == "POST":
        detach_evidence(evidence=row, by=request.actor)
        tell(request, _("Đã gỡ “%(title)s”.") % {"title": row.title})
        return redirect(back)
    context = {**heads(dossier), "evidence": row, "uses": uses, "back": back,
               "crumbs": crumbs_under(dossier, _("Gỡ minh chứng"))}
    return desk_page(request, "desk/producer/detach.html", context, current="todo")


@require_safe
def version(request: Request, pid: str, no: int) -> HttpResponse:
    """What was filed, as it was filed."""
    dossier = find_dossier(request, pid)
    row = get_or_404(dossier.versions.all(), no=no)
    criteria = Criterion.objects.filter(product_set=dossier.product_set_id).order_by("position")
    said = row.content.get("answers", {})
    words = {
        (option.criterion_id, pick_of(option)): option
        for criterion in criteria.prefetch_related("options") for option in criterion.options.all()
    }
    lines = [(one, words.get((one.pk, said[one.key]["option"])), said[one.key]["text"])
             for one in criteria if one.key in said]
    context = {**heads(dossier), "version": row, "lines": lines, "evidence": row.content.get("evidence", []),
               "crumbs": crumbs_under(dossier, _("Lần nộp %(no)s") % {"no": no})}
    return desk_page(request, "desk/producer/version.html", context, current="todo")

