"""What takes part in the year, and frozen lists: seeing, enrolling, ending, freezing."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.names import fold
from ocop.places.enums import Level
from ocop.places.queries import units_within
from ocop.programme.actions import enrol, freeze_cohort, withdraw_enrolment
from ocop.programme.enums import EnrolmentOrigin
from ocop.programme.guards import may_plan
from ocop.programme.models import Cohort, Enrolment, Plan
from ocop.registry.models import Product
from ocop.web.desk.plan.forms import EnrolForm, FreezeForm, LeaveForm
from ocop.web.desk.plan.frame import plan_at, plan_desk, walk
from ocop.web.shared.access import get_or_404
from ocop.web.shared.exports import Column, sheet_response, wants_sheet
from ocop.web.shared.lying import rows_on_map
from ocop.web.shared.onmap import read_on_map
from ocop.web.shared.request import Request

FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50
# So many products are offered to be ticked at once; a search narrows them.
OFFERED = 60
COLUMNS: tuple[Column[Enrolment], ...] = (
    Column(gettext_lazy("Sản phẩm"), lambda row: row.product.name, width=40),
    Column(gettext_lazy("Chủ thể"), lambda row: row.product.producer.name, width=36),
    Column(gettext_lazy("Nơi làm"), lambda row: row.product.place_words, width=24),
    Column(gettext_lazy("Vào chu trình là"), lambda row: row.get_origin_display(), width=30),
    Column(gettext_lazy("Từ ngày"), lambda row: row.enrolled_on, width=13),
    Column(gettext_lazy("Ngày cuối"), lambda row: row.left_on, width=13),
    Column(gettext_lazy("Nguồn"), lambda row: row.source, width=40),
)


def _words(request: Request) -> str:
    return request.GET.get("q", "").strip()[:200].replace("\x00", "")


@require_safe
def enrolments(request: Request, slug: str, year: int) -> HttpResponseBase:
    """What takes part: `?q=` without marks, `?goc=`; `?xa=`, `?tinh=` on the map of `?ngay=`; `?xuat=xlsx` as a
    file."""
    plan = plan_at(request, slug, year)
    rows = Enrolment.objects.visible_to(request.actor).filter(cycle=plan.cycle).select_related(
        "product__producer", "product__unit", "product__settled_unit")
    query, origin = _words(request), request.GET.get("goc", "")
    for word in fold(query).split():
        rows = rows.filter(product__name_folded__contains=word)
    if origin in EnrolmentOrigin.values:
        rows = rows.filter(origin=origin)
    on = rows_on_map(rows, read_on_map(request.GET, today=request.actor.today), prefix="product__")
    told = on.narrow(rows).order_by("product__name_key", "pk")
    if wants_sheet(request):
        said = [f"“{query}”" if query else "", str(dict(EnrolmentOrigin.choices).get(origin, "")), on.asked.words]
        columns = (*COLUMNS, on.column(lambda row: row.product))
        return sheet_response(_("Sản phẩm tham gia chu trình"), columns, told.iterator(),
                              filters=", ".join(filter(None, said)))
    page = Paginator(told, PER_PAGE).get_page(request.GET.get("trang"))
    on.tell(page.object_list, of=lambda row: row.product)
    context = {"plan": plan, "page": page, "query": query, "on": on,
               "origin": origin, "origins": EnrolmentOrigin.choices,
               "narrowed": bool(query or origin or on.asked.narrows),
               "may_write": may_plan(request.actor, plan)}
    return plan_desk(request, "enrolments", context)


def products_of(plan: Plan) -> "QuerySet[Product]":
    """Products made in the plan's area through time, none that was merged away."""
    rows = Product.objects.filter(head=F("pk")).select_related("producer")
    if plan.authority.level != Level.NATION:
        inside = units_within(plan.authority).values("pk")
        rows = rows.filter(Q(unit__in=inside) | Q(settled_unit__in=inside) | Q(producer__unit__in=inside))
    return rows.order_by("name_key", "pk")


@FORM
def enrol_add(request: Request, slug: str, year: int) -> HttpResponse:
    """Let products take part: all that are ticked, or none."""
    plan = plan_at(request, slug, year, write=True)
    query = _words(request)
    rows = products_of(plan).exclude(pk__in=plan.cycle.enrolments.values("product__head"))
    for word in fold(query).split():
        rows = rows.filter(name_folded__contains=word)
    offered = {str(row.pk): row for row in rows[: OFFERED * 5 if request.method == "POST" else OFFERED]}
    form = EnrolForm(request.POST or None, choices=[(pk, f"{row.name} · {row.producer.name}")
                                                   for pk, row in offered.items()])

    def do() -> str:
        data = form.cleaned_data
        with transaction.atomic():
            for pk in data["products"]:
                enrol(cycle=plan.cycle, product=offered[pk], origin=data["origin"], on=data["on"],
                      source=data["source"], by=request.actor)
        return _("Đã ghi %(count)s sản phẩm tham gia chu trình.") % {"count": len(data["products"])}

    return walk(request, form, do, plan=plan, template="enrol", more={"query": query, "offered": len(offered)},
                back=lambda: reverse("plan_enrolments", args=[slug, year]), texts={
                    "title": _("Ghi sản phẩm tham gia"), "act": _("Ghi tham gia")})


@FORM
def enrol_leave(request: Request, slug: str, year: int, *, pk: int) -> HttpResponse:
    """End a product's part in the year; the row stays."""
    plan = plan_at(request, slug, year, write=True)
    row = get_or_404(Enrolment.objects.visible_to(request.actor).filter(cycle=plan.cycle).select_related("product"),
                     pk=pk)
    row.cycle = plan.cycle
    form = LeaveForm(request.POST or None)

    def do() -> str:
        withdraw_enrolment(enrolment=row, last_day=form.cleaned_data["last_day"], by=request.actor)
        return _("Đã ghi ngày cuối tham gia của %(name)s.") % {"name": row.product.name}

    return walk(request, form, do, plan=plan, back=lambda: reverse("plan_enrolments", args=[slug, year]), texts={
        "title": _("%(name)s thôi tham gia") % {"name": row.product.name}, "act": _("Ghi ngày cuối"),
        "lead": _("Dòng vẫn được giữ; sau ngày này không đếm nữa.")})


@FORM
def freeze(request: Request, slug: str, year: int) -> HttpResponse:
    """Freeze a named list of products that take part; a list never changes again."""
    plan = plan_at(request, slug, year, write=True)
    rows = list(plan.cycle.enrolments.select_related("product__producer").order_by("product__name_key", "pk"))
    form = FreezeForm(request.POST or None, choices=[(str(row.pk), f"{row.product.name} · {row.product.producer.name}")
                                                    for row in rows])

    def do() -> str:
        data: dict[str, Any] = form.cleaned_data
        chosen = [row.product for row in rows
                  if str(row.pk) in data["products"] or (data["origin"] and row.origin == data["origin"])]
        made: Cohort = freeze_cohort(cycle=plan.cycle, name=data["name"], products=chosen, source=data["source"],
                                     frozen_on=data["frozen_on"], by=request.actor)
        return _("Đã chốt “%(name)s”: %(count)s sản phẩm.") % {"name": made.name, "count": len(chosen)}

    return walk(request, form, do, plan=plan, template="freeze", more={"none": not rows}, texts={
        "title": _("Chốt danh sách"), "act": _("Chốt danh sách"),
        "lead": _("Danh sách đã chốt không sửa được nữa. Chỉ tiêu có thể đếm trong danh sách này.")})
