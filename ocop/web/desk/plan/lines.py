"""The lines of a draft: adding, changing, taking out, shares of units; what is declared about a line in force."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.actions import add_line, amend_line, declare_result, remove_line, set_share
from ocop.programme.enums import LineKind, PlanState
from ocop.programme.models import Cohort, PlanLine, PlanVersion
from ocop.reports.shown import target_words
from ocop.web.desk.plan.forms import DeclareForm, LineForm, ShareForm, initial_of
from ocop.web.desk.plan.frame import SHARE_FIELDS, asked, draft_at, plan_at, walk
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

FORM = require_http_methods(["GET", "HEAD", "POST"])


def _form(request: Request, draft: PlanVersion, line: PlanLine | None = None) -> LineForm:
    cohorts = Cohort.objects.visible_to(request.actor).filter(cycle=draft.plan.cycle_id).order_by("frozen_on", "pk")
    parents = [one for one in draft.lines.all() if one.parent_id is None and (line is None or one.pk != line.pk)]
    return LineForm(request.POST or None, cohorts=cohorts, parents=parents, fixed=line is not None,
                    initial=initial_of(line) if line else None)


def _line(draft: PlanVersion, key: str) -> PlanLine:
    line = get_or_404(draft.lines.select_related("parent", "cohort"), line_key=key)
    line.version = draft
    return line


@FORM
def line_add(request: Request, slug: str, year: int) -> HttpResponse:
    """Write a line into the draft."""
    draft = draft_at(request, slug, year)
    form = _form(request, draft)

    def do() -> str:
        line = add_line(version=draft, facts=form.facts(), by=request.actor)
        return _("Đã thêm “%(line)s” vào dự thảo.") % {"line": line.text}

    return walk(request, form, do, plan=draft.plan, template="line", texts={
        "title": _("Thêm chỉ tiêu, nhiệm vụ"), "act": _("Thêm vào dự thảo")})


@FORM
def line_edit(request: Request, slug: str, year: int, *, key: str) -> HttpResponse:
    """Change a line of the draft; its key stays."""
    draft = draft_at(request, slug, year)
    line = _line(draft, key)
    form = _form(request, draft, line)

    def do() -> str:
        amend_line(line=line, facts=form.facts(line.line_key), by=request.actor)
        return _("Đã sửa “%(line)s”. Nhật ký giữ cả nội dung trước.") % {"line": line.text}

    return walk(request, form, do, plan=draft.plan, template="line", texts={
        "title": _("Sửa chỉ tiêu"), "act": _("Lưu"), "lead": _("Mã: %(key)s") % {"key": key}})


@FORM
def line_remove(request: Request, slug: str, year: int, *, key: str) -> HttpResponse:
    """Take a line out of the draft."""
    draft = draft_at(request, slug, year)
    line = _line(draft, key)

    def do() -> str:
        remove_line(line=line, by=request.actor)
        return _("Đã bỏ “%(line)s” khỏi dự thảo.") % {"line": line.text}

    return walk(request, asked(request), do, plan=draft.plan, template="confirm", texts={
        "title": _("Bỏ “%(line)s” khỏi dự thảo?") % {"line": line.text}, "act": _("Bỏ chỉ tiêu"), "danger": "1",
        "lead": _("Chỉ tiêu mất khỏi bản dự thảo này; nhật ký vẫn giữ nội dung đã bỏ.")})


@FORM
def line_shares(request: Request, slug: str, year: int, *, key: str) -> HttpResponse:
    """What a line asks of single units, one at a time; a unit said again changes."""
    draft = draft_at(request, slug, year)
    line = _line(draft, key)
    # Units of every time are offered, so that one that is no more is refused with its reason, not as unknown.
    level = Level.PROVINCE if draft.plan.authority.level == Level.NATION else ""
    units = AdminUnit.objects.filter(level=level) if level else AdminUnit.objects.filter(
        province__code=draft.plan.authority.code, level__in=[Level.DISTRICT, Level.COMMUNE])
    form = ShareForm(request.POST or None, units=units.order_by("name_key", "code", "valid_from"))

    def do() -> str:
        row = set_share(line=line, by=request.actor, **form.cleaned_data)
        return _("Đã giao %(unit)s: %(low)s.") % {"unit": row.unit.full_name, "low": row.low}

    shares = [(row, target_words(line)) for row in line.shares.select_related("unit").order_by("unit__name_key")]
    return walk(request, form, do, plan=draft.plan, fields=SHARE_FIELDS, template="shares",
                back=lambda: reverse("plan_line_shares", args=[slug, year, key]), more={"shares": shares, "line": line},
                texts={"title": _("Giao chỉ tiêu cho từng đơn vị"), "act": _("Giao"), "lead": line.text})


@FORM
def line_declare(request: Request, slug: str, year: int, *, key: str) -> HttpResponse:
    """Say a result with its source and day, or how far the records behind a counted line reach."""
    plan = plan_at(request, slug, year, write=True)
    rows = PlanLine.objects.filter(version__plan=plan, version__state=PlanState.APPROVED)
    line = get_or_404(rows.exclude(kind=LineKind.MEASURE), line_key=key)
    declared = line.kind == LineKind.DECLARED
    form = DeclareForm(request.POST or None, declared=declared)

    def do() -> str:
        declare_result(plan=plan, line_key=key, by=request.actor, **form.cleaned_data)
        return _("Đã ghi số liệu của “%(line)s” cùng nguồn.") % {"line": line.text}

    lead = _("Ghi kết quả có nguồn và ngày; số ghi sau không xóa số trước.") if declared else _(
        "Chỉ tiêu này đếm từ dữ liệu nên không nhập kết quả; chỉ nói số liệu đã đủ đến đâu, theo nguồn nào.")
    return walk(request, form, do, plan=plan, texts={"title": line.text, "act": _("Ghi số liệu"), "lead": lead})
