"""Points of sale and introduction centres: the list with filters, opening, closing."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ocop.core.actor import Actor
from ocop.core.names import fold
from ocop.core.refusal import Words
from ocop.support.actions import close_sales_point, open_sales_point
from ocop.support.enums import PointKind
from ocop.support.guards import may_change_point
from ocop.support.models import SalesPoint
from ocop.web.desk.officer.doors import sit_down
from ocop.web.desk.support.forms import CloseForm, PointForm
from ocop.web.desk.support.views import FORM, READERS, WRITERS, communes, support_page, walk
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.exports import Column, sheet_response, wants_sheet
from ocop.web.shared.lying import rows_on_map
from ocop.web.shared.onmap import read_on_map
from ocop.web.shared.request import Request

NOT_YOURS = gettext_lazy("Bạn chỉ ghi điểm bán trong địa bàn mình phụ trách.")
STATES = (("mo", gettext_lazy("Đang mở")), ("dong", gettext_lazy("Đã đóng")))
COLUMNS: tuple[Column[SalesPoint], ...] = (
    Column(gettext_lazy("Tên"), lambda row: row.name, width=44),
    Column(gettext_lazy("Loại"), lambda row: row.get_kind_display(), width=34),
    Column(gettext_lazy("Xã, phường"), lambda row: row.place_words, width=24),
    Column(gettext_lazy("Địa chỉ"), lambda row: row.detail, width=36),
    Column(gettext_lazy("Giờ mở cửa"), lambda row: row.hours, width=24),
    Column(gettext_lazy("Nơi phụ trách"), lambda row: row.keeper, width=30),
    Column(gettext_lazy("Mở từ ngày"), lambda row: row.opened_on, width=13),
    Column(gettext_lazy("Ngày cuối"), lambda row: row.closed_on, width=13),
    Column(gettext_lazy("Căn cứ"), lambda row: row.basis, width=30),
)


def _home() -> tuple[Words, str]:
    return _("Điểm bán"), reverse("support_points")


def own(actor: Actor) -> "QuerySet[SalesPoint]":
    """Points of the actor's place."""
    sit_down(actor, *READERS)
    return SalesPoint.objects.answered_for(actor).select_related(
        "unit__today_province", "unit__today", "settled_unit__today_province")


@require_safe
def points(request: Request) -> HttpResponseBase:
    """The list by name; `?q=` without marks, `?loai=`, `?dang=`; `?xa=`, `?tinh=` on the map of `?ngay=`; `?xuat=xlsx`
    as a file."""
    rows = own(request.actor)
    query = request.GET.get("q", "").strip()[:200].replace("\x00", "")
    kind, state = request.GET.get("loai", ""), request.GET.get("dang", "")
    for word in fold(query).split():
        rows = rows.filter(name_folded__contains=word)
    if kind in PointKind.values:
        rows = rows.filter(kind=kind)
    if state in dict(STATES):
        still = Q(closed_on__isnull=True) | Q(closed_on__gte=request.actor.today)
        rows = rows.filter(still if state == "mo" else ~still)
    on = rows_on_map(rows, read_on_map(request.GET, today=request.actor.today))
    rows = on.narrow(rows).order_by("name_key", "pk")
    if wants_sheet(request):
        said = [f"“{query}”" if query else "", str(dict(PointKind.choices).get(kind, "")),
                str(dict(STATES).get(state, "")), on.asked.words]
        columns = (*COLUMNS, on.column(lambda row: row))
        return sheet_response(_("Điểm bán"), columns, rows.iterator(), filters=", ".join(filter(None, said)))
    shown = on.tell(rows, of=lambda row: row)
    context = {"rows": [(row, may_change_point(request.actor, row)) for row in shown], "query": query, "kind": kind,
               "state": state, "kinds": PointKind.choices, "states": STATES, "on": on,
               "narrowed": bool(query or kind or state or on.asked.narrows), "may_write": request.actor.holds(*WRITERS)}
    return support_page(request, "points", context)


@FORM
def point_new(request: Request) -> HttpResponse:
    """Enter a point of sale or a centre."""
    sit_down(request.actor, *WRITERS)
    form = PointForm(request.POST or None, units=communes(request.actor))

    def do() -> str:
        point = open_sales_point(by=request.actor, **form.cleaned_data)
        return _("Đã ghi %(name)s. Trang Điểm bán có ngay.") % {"name": point.name}

    return walk(request, form, do, crumb=_home(), back=lambda: reverse("support_points"), texts={
        "title": _("Ghi điểm bán, trung tâm giới thiệu"), "act": _("Ghi điểm bán")})


@FORM
def point_close(request: Request, pid: str) -> HttpResponse:
    """Note the last day of a point; it stays in the record."""
    point = get_or_404(own(request.actor), pid=pid)
    require(may_change_point(request.actor, point), NOT_YOURS)
    form = CloseForm(request.POST or None)

    def do() -> str:
        close_sales_point(point=point, last_day=form.cleaned_data["last_day"], by=request.actor)
        return _("Đã ghi ngày cuối của %(name)s.") % {"name": point.name}

    return walk(request, form, do, crumb=_home(), back=lambda: reverse("support_points"), template="confirm", texts={
        "title": _("Đóng %(name)s?") % {"name": point.name}, "act": _("Ghi ngày cuối"),
        "lead": _("Sau ngày này điểm bán không hiện trên trang công khai và không được đếm nữa.")})
