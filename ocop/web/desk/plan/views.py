"""Plans of an office: the list, one plan with its draft and versions, beginning, approving, amending it."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.actions import (
    amend_plan,
    approve_plan,
    close_cycle,
    discard_draft,
    draft_plan,
    note_plan,
    reopen_cycle,
)
from ocop.programme.enums import CycleState, LineKind, PlanState
from ocop.programme.guards import may_approve_plan, may_plan
from ocop.programme.models import Cohort, Plan, PlanLine, PlanVersion
from ocop.reports.shown import target_words
from ocop.web.desk.officer.doors import sit_down
from ocop.web.desk.plan.forms import ApproveForm, NoteForm, PlanForm, ReasonForm
from ocop.web.desk.plan.frame import NOT_YOURS, WRITERS, asked, draft_at, home, own_plans, plan_at, plan_desk, walk
from ocop.web.shared.access import require
from ocop.web.shared.exports import Column, sheet_response, wants_sheet
from ocop.web.shared.request import Request

FORM = require_http_methods(["GET", "HEAD", "POST"])
COLUMNS: tuple[Column[Plan], ...] = (
    Column(gettext_lazy("Kế hoạch"), lambda row: row.title, width=36),
    Column(gettext_lazy("Năm"), lambda row: row.year, width=8, text=True),
    Column(gettext_lazy("Cơ quan"), lambda row: row.authority.full_name, width=28),
    Column(gettext_lazy("Đếm từ ngày"), lambda row: row.counts_from, width=13),
    Column(gettext_lazy("đến hết ngày"), lambda row: row.counts_to, width=13),
    Column(gettext_lazy("Đã duyệt"), lambda row: bool(vars(row)["approved"]), width=10),
    Column(gettext_lazy("Đang có dự thảo"), lambda row: bool(vars(row)["drafted"]), width=10),
    Column(gettext_lazy("Nguồn"), lambda row: row.source, width=50),
)
STATES = (("draft", gettext_lazy("Đang có dự thảo")), ("approved", gettext_lazy("Đã duyệt")))


@require_safe
def plan_list(request: Request) -> HttpResponseBase:
    """Plans of the office, the newest year first; `?nam=`, `?tinh-trang=`; `?xuat=xlsx` as a file."""
    rows = own_plans(request.actor)
    year, state = request.GET.get("nam", ""), request.GET.get("tinh-trang", "")
    years = sorted(set(rows.values_list("year", flat=True)), reverse=True)
    if year.isascii() and year.isdigit() and int(year[:6]) in years:
        rows = rows.filter(year=int(year))
    if state in dict(STATES):
        rows = rows.filter(pk__in=PlanVersion.objects.filter(state=state).values("plan"))
    rows = _annotated(rows).order_by("-year", "slug")
    if wants_sheet(request):
        said = [year, str(dict(STATES).get(state, ""))]
        return sheet_response(_("Kế hoạch"), COLUMNS, rows.iterator(), filters=", ".join(filter(None, said)))
    context = {"plans": list(rows), "years": [str(one) for one in years], "year": year, "state": state,
               "states": STATES, "narrowed": bool(year or state), "may_write": request.actor.holds(*WRITERS)}
    return plan_desk(request, "list", context)


def _annotated(rows: "QuerySet[Plan]") -> "QuerySet[Plan]":
    versions = PlanVersion.objects.filter(plan=OuterRef("pk"))
    return rows.annotate(approved=Exists(versions.filter(state=PlanState.APPROVED)),
                         drafted=Exists(versions.filter(state=PlanState.DRAFT)))


def authorities(actor: Actor) -> "QuerySet[AdminUnit]":
    """Whose plan this person may write: the own province or the centre, and provinces that became it."""
    rows = AdminUnit.objects.filter(level__in=[Level.PROVINCE, Level.NATION])
    if not actor.holds(Role.ADMINISTRATOR):
        units = actor.units(*WRITERS)
        rows = rows.filter(Q(pk__in=units) | Q(today__in=units)
                           | Q(today_province__in=units, level=Level.PROVINCE))
    return rows.order_by("valid_to", "name_key", "code")


@FORM
def plan_new(request: Request) -> HttpResponse:
    """Begin the plan of a year."""
    sit_down(request.actor, *WRITERS)
    form = PlanForm(request.POST or None, units=authorities(request.actor),
                    initial={"kept_here": True, "year": request.actor.today.year})
    made: list[PlanVersion] = []

    def do() -> str:
        made.append(draft_plan(by=request.actor, **form.cleaned_data))
        return _("Đã lập dự thảo %(plan)s. Bước tiếp theo: thêm chỉ tiêu, nhiệm vụ.") % {"plan": made[0].plan.title}

    return walk(request, form, do, back=lambda: home(made[0].plan), texts={
        "title": _("Lập kế hoạch của năm"), "act": _("Lập dự thảo"),
        "lead": _("Dự thảo chỉ cơ quan mình thấy; trang công khai hiện khi ghi nhận văn bản duyệt.")})


@require_safe
def plan_view(request: Request, slug: str, year: int) -> HttpResponse:
    """One plan: its draft, the version in force, results declared, lists, enrolments."""
    plan = plan_at(request, slug, year)
    versions = list(plan.versions.prefetch_related("lines__parent", "lines__cohort").order_by("-no"))
    draft = next((one for one in versions if one.state == PlanState.DRAFT), None)
    force = next((one for one in versions if one.state == PlanState.APPROVED), None)
    cohorts = Cohort.objects.visible_to(request.actor).filter(cycle=plan.cycle).prefetch_related("members")
    context = {
        "plan": plan, "draft": draft, "force": force, "may_write": may_plan(request.actor, plan),
        "may_approve": draft is not None and may_approve_plan(request.actor, draft),
        "draft_lines": _lines(draft), "force_lines": _lines(force),
        "earlier": [one for one in versions if one.state == PlanState.SUPERSEDED],
        "cohorts": [(one, len(one.members.all())) for one in cohorts.order_by("frozen_on", "pk")],
        "enrolled": plan.cycle.enrolments.count(), "declared": list(plan.declared.order_by("-as_of", "-pk")[:20]),
        "closed": plan.cycle.state == CycleState.CLOSED, "public": bool(force),
    }
    return plan_desk(request, "plan", context)


def _lines(version: PlanVersion | None) -> list[tuple[PlanLine, str, bool]]:
    """Lines with the words of their target, and whether a result can be said about them."""
    if version is None:
        return []
    return [(line, target_words(line), line.kind != LineKind.MEASURE) for line in version.lines.all()]


@FORM
def plan_approve(request: Request, slug: str, year: int) -> HttpResponse:
    """Record the act that approved the draft; the version before stays, superseded."""
    plan = plan_at(request, slug, year)
    draft = PlanVersion.objects.filter(plan=plan, state=PlanState.DRAFT).select_related("plan__cycle__unit").first()
    if draft is None:
        draft = draft_at(request, slug, year)
    require(may_approve_plan(request.actor, draft), NOT_YOURS)
    form = ApproveForm(request.POST or None)

    def do() -> str:
        done = approve_plan(version=draft, by=request.actor, **form.cleaned_data)
        return _("Đã ghi nhận %(decision)s. Kế hoạch có hiệu lực và trang công khai đã mở.") % {
            "decision": done.decision}

    return walk(request, form, do, plan=plan, template="confirm", texts={
        "title": _("Ghi nhận kế hoạch đã duyệt?"), "act": _("Ghi nhận đã duyệt"),
        "lead": _("Bản đã duyệt không sửa được nữa; điều chỉnh là một bản mới, bản này được giữ nguyên.")})


@FORM
def plan_amend(request: Request, slug: str, year: int) -> HttpResponse:
    """Begin the next version with the lines of the one in force."""
    plan = plan_at(request, slug, year, write=True)
    form = ReasonForm(request.POST or None)

    def do() -> str:
        draft = amend_plan(plan=plan, reason=form.cleaned_data["reason"], by=request.actor)
        return _("Đã lập bản điều chỉnh thứ %(no)s. Bản đang có hiệu lực giữ nguyên đến khi bản này được duyệt.") % {
            "no": draft.no}

    return walk(request, form, do, plan=plan, texts={
        "title": _("Điều chỉnh kế hoạch"), "act": _("Lập bản điều chỉnh"),
        "lead": _("Bản mới chép nguyên các chỉ tiêu đang có hiệu lực để sửa.")})


@FORM
def plan_discard(request: Request, slug: str, year: int) -> HttpResponse:
    """Throw an amendment away."""
    draft = draft_at(request, slug, year)

    def do() -> str:
        discard_draft(version=draft, by=request.actor)
        return _("Đã bỏ bản dự thảo điều chỉnh. Bản đang có hiệu lực không đổi.")

    return walk(request, asked(request), do, plan=draft.plan, template="confirm", texts={
        "title": _("Bỏ bản dự thảo điều chỉnh?"), "act": _("Bỏ bản dự thảo"), "danger": "1",
        "lead": _("Mọi chỉ tiêu đã sửa trong bản dự thảo mất đi, không lấy lại được.")})


@FORM
def plan_note(request: Request, slug: str, year: int) -> HttpResponse:
    """Write beside the plan what sources say."""
    plan = plan_at(request, slug, year, write=True)
    form = NoteForm(request.POST or None)

    def do() -> str:
        data = form.cleaned_data
        note_plan(plan=plan, text=data["text"], sources=data["sources"].splitlines(), by=request.actor)
        return _("Đã ghi chú cùng nguồn. Ghi chú hiện dưới trang công khai.")

    return walk(request, form, do, plan=plan, texts={
        "title": _("Ghi chú về nguồn"), "act": _("Ghi chú"),
        "lead": _("Hai nguồn nói khác nhau thì ghi cả hai, mỗi nguồn một dòng.")})


@FORM
def plan_cycle(request: Request, slug: str, year: int) -> HttpResponse:
    """Close the year for enrolments and lists, or open it again."""
    plan = plan_at(request, slug, year, write=True)
    closed = plan.cycle.state == CycleState.CLOSED

    def do() -> str:
        (reopen_cycle if closed else close_cycle)(cycle=plan.cycle, by=request.actor)
        return _("Đã mở lại chu trình.") if closed else _("Đã đóng chu trình. Không ghi thêm sản phẩm, danh sách.")

    return walk(request, asked(request), do, plan=plan, template="confirm", texts={
        "title": _("Mở lại chu trình?") if closed else _("Đóng chu trình?"),
        "act": _("Mở lại chu trình") if closed else _("Đóng chu trình"),
        "lead": _("Chu trình đã đóng thì không ghi thêm sản phẩm tham gia và danh sách chốt; mở lại được.")})
