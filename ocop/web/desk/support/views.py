"""Support: the list of activities, one activity with whom it was for and its costs, recording, finishing."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet, Sum
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.names import fold
from ocop.core.refusal import Refusal, Words
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.models import Plan
from ocop.registry.models import Producer, Product
from ocop.support.actions import finish_activity, record_activity, set_cost
from ocop.support.enums import ActivityKind
from ocop.support.guards import may_change_activity
from ocop.support.models import Activity, Cost
from ocop.web.desk.officer.doors import beside, sit_down, status_of, waiting_counts
from ocop.web.desk.shell import desk_page
from ocop.web.desk.support.forms import ActivityForm, CostForm, FinishForm
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.exports import Column, sheet_response, wants_sheet
from ocop.web.shared.request import Request

FORM = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 30
# A list to choose from is never longer; a search is for a later day.
OFFERED = 500
WRITERS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.ADMINISTRATOR)
READERS = (*WRITERS, Role.LEADER, Role.INSPECTOR)
NOT_YOURS = gettext_lazy("Bạn chỉ ghi hoạt động của cơ quan mình.")
FIELDS: Mapping[str, str] = {
    "activity-kind": "kind", "activity-title": "title", "activity-forms": "to_form", "activity-producer": "producers",
    "activity-line": "line_key", "activity-period": "ends_on", "activity-future": "ends_on",
    "cost-negative": "amount", "cost-too-much": "amount", "cost-source": "source",
    "point-name": "name", "point-kind": "kind", "point-unit": "unit", "point-period": "last_day",
}
COLUMNS: tuple[Column[Activity], ...] = (
    Column(gettext_lazy("Hoạt động"), lambda row: row.title, width=44),
    Column(gettext_lazy("Loại"), lambda row: row.get_kind_display(), width=22),
    Column(gettext_lazy("Cơ quan"), lambda row: row.unit.full_name, width=24),
    Column(gettext_lazy("Người làm"), lambda row: row.agency, width=30),
    Column(gettext_lazy("Từ ngày"), lambda row: row.starts_on, width=13),
    Column(gettext_lazy("Đến hết ngày"), lambda row: row.ends_on, width=13),
    Column(gettext_lazy("Loại hình trước"), lambda row: row.get_from_form_display(), width=18),
    Column(gettext_lazy("Loại hình sau"), lambda row: row.get_to_form_display(), width=18),
    Column(gettext_lazy("Kết quả"), lambda row: row.output, width=40),
    Column(gettext_lazy("Kinh phí (đồng)"), lambda row: vars(row).get("money"), width=18),
)


def support_page(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of this desk in its frame."""
    counts = request.actor.once("desk.counts", lambda: waiting_counts(request.actor))
    return desk_page(request, f"desk/support/{template}.html", context, current="support", counts=counts,
                     status=status)


def walk(request: Request, form: Form, do: Callable[[], str], *, texts: Mapping[str, Words], back: Callable[[], str],
         crumb: tuple[Words, str], fields: Mapping[str, str] = FIELDS, template: str = "form") -> HttpResponse:
    """Show a form, check its shape, do the verb, tell the result, go on."""
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                messages.success(request, do())
            except Refusal as refused:
                refusal = refused
                beside(form, refused, dict(fields))
            else:
                return redirect(back())
        status = status_of(refusal)
    context = {"form": form, "crumb": crumb, "lead": "", **texts}
    return support_page(request, template, context, status=status)


def seen(actor: Actor) -> "QuerySet[Activity]":
    """Activities of the offices of the actor's place: a commune its own, a province all of it."""
    sit_down(actor, *READERS)
    rows = Activity.objects.visible_to(actor).select_related("unit__today_province")
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        return rows
    provinces = {grant.province_id for grant in actor.grants if grant.role != Role.COMMUNE_OFFICER}
    return rows.filter(Q(unit__today_province__in=provinces) | Q(unit__today__in=actor.units(Role.COMMUNE_OFFICER)))


@require_safe
def activities(request: Request) -> HttpResponseBase:
    """The list, the newest first; `?q=`, `?loai=`, `?nam=`, `?dang=chay`; `?xuat=xlsx` as a file."""
    rows = seen(request.actor)
    query = request.GET.get("q", "").strip()[:200].replace("\x00", "")
    kind, year, state = (request.GET.get(name, "") for name in ("loai", "nam", "dang"))
    if kind in ActivityKind.values:
        rows = rows.filter(kind=kind)
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(starts_on__year=int(year))
    if state in {"chay", "xong"}:
        rows = rows.filter(ends_on__isnull=state == "chay")
    rows = rows.order_by("-starts_on", "-pk")
    found = [row for row in rows if all(word in fold(row.title).split() for word in fold(query).split())] if query \
        else rows
    if wants_sheet(request):
        said = [f"“{query}”" if query else "", str(dict(ActivityKind.choices).get(kind, "")), year, state]
        return sheet_response(_("Hoạt động hỗ trợ"), COLUMNS, with_money(list(found), request.actor),
                              filters=", ".join(filter(None, said)))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "rows": with_money(list(page.object_list), request.actor), "query": query, "kind": kind,
               "year": year, "state": state, "kinds": ActivityKind.choices,
               "narrowed": bool(query or kind or year or state), "may_write": request.actor.holds(*WRITERS)}
    return support_page(request, "list", context)


def with_money(rows: list[Activity], actor: Actor) -> list[Activity]:
    """The activities with the sum of the costs this person may see; one query."""
    costs = Cost.objects.visible_to(actor).filter(activity__in=[row.pk for row in rows])
    sums = dict(costs.order_by().values_list("activity").annotate(Sum("amount")))
    for row in rows:
        vars(row)["money"] = sums.get(row.pk)
    return rows


@require_safe
def activity(request: Request, pid: str) -> HttpResponse:
    """One activity: what, for whom, what came of it, what it cost from where."""
    row = get_or_404(seen(request.actor).select_related("plan"), pid=pid)
    targets = row.targets.select_related("producer", "product", "unit").order_by("pk")
    costs = list(Cost.objects.visible_to(request.actor).filter(activity=row).order_by("source"))
    context = {"row": row, "costs": costs, "total": sum(cost.amount for cost in costs),
               "for_whom": [str(one.producer or one.product or (one.unit.full_name if one.unit else ""))
                            for one in targets],
               "may_change": may_change_activity(request.actor, row)}
    return support_page(request, "activity", context)


def offices(actor: Actor) -> "QuerySet[AdminUnit]":
    """Whose activity this person may record: the own province or the centre, the own commune."""
    rows = AdminUnit.objects.on(actor.today)
    if actor.holds(Role.ADMINISTRATOR):
        return rows.filter(level__in=[Level.PROVINCE, Level.NATION]).order_by("name_key", "code")
    return rows.filter(pk__in=actor.units(*WRITERS)).order_by("level", "name_key", "code")


def communes(actor: Actor) -> "QuerySet[AdminUnit]":
    """Communes of today in the actor's place."""
    rows = AdminUnit.objects.on(actor.today).communes()
    if not actor.holds(Role.ADMINISTRATOR, Role.MINISTRY_OFFICER):
        provinces = [grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER]
        rows = rows.filter(Q(pk__in=actor.units(Role.COMMUNE_OFFICER)) | Q(today_province__in=provinces))
    return rows.order_by("name_key", "code")


@FORM
def activity_new(request: Request) -> HttpResponse:
    """Record a support, all at once: what, for whom, forms before and after, costs by source."""
    actor = request.actor
    sit_down(actor, *WRITERS)
    rows: dict[str, dict[str, Any]] = {
        "producers": {str(one.pk): one for one in Producer.objects.visible_to(actor).filter(head=F("pk"))
                      .order_by("name_key", "pk")[:OFFERED]},
        "products": {str(one.pk): one for one in Product.objects.visible_to(actor).filter(head=F("pk"))
                     .order_by("name_key", "pk")[:OFFERED]},
        "units": {str(one.pk): one for one in communes(actor)[:OFFERED]},
    }
    choices = {name: [(pk, str(getattr(one, "full_name", "") or one)) for pk, one in found.items()]
               for name, found in rows.items()}
    units = offices(actor)
    form = ActivityForm(request.POST or None, units=units, choices=choices,
                        plans=Plan.objects.visible_to(actor).order_by("-year", "slug"),
                        initial={"unit": units.first()})
    made: list[Activity] = []

    def do() -> str:
        chosen = {name: [found[pk] for pk in form.cleaned_data[name]] for name, found in rows.items()}
        made.append(record_activity(unit=form.cleaned_data["unit"], facts=form.facts(**chosen), by=actor))
        return _("Đã ghi “%(title)s”. Hoạt động được đếm khi đã có ngày kết thúc.") % {"title": made[0].title}

    fields = {**FIELDS, "cost-negative": _first_negative(form), "cost-too-much": _largest(form)}
    return walk(request, form, do, fields=fields, template="activity_form", crumb=_home(),
                back=lambda: reverse("support_activity", args=[made[0].pid]),
                texts={"title": _("Ghi hoạt động hỗ trợ"), "act": _("Ghi hoạt động")})


def _amounts(form: ActivityForm) -> dict[str, int]:
    if not form.is_bound or not form.is_valid():
        return {}
    return {name: value for name, value in form.cleaned_data.items()
            if name.startswith("cost-") and value is not None}


def _first_negative(form: ActivityForm) -> str:
    return next((name for name, value in _amounts(form).items() if value < 0), "")


def _largest(form: ActivityForm) -> str:
    amounts = _amounts(form)
    return max(amounts, key=lambda name: amounts[name]) if amounts else ""


def _home() -> tuple[Words, str]:
    return _("Hỗ trợ"), reverse("support_activities")


def _own(request: Request, pid: str) -> Activity:
    row = get_or_404(seen(request.actor), pid=pid)
    require(may_change_activity(request.actor, row), NOT_YOURS)
    return row


@FORM
def activity_finish(request: Request, pid: str) -> HttpResponse:
    """Note the last day and what came of it."""
    row = _own(request, pid)
    form = FinishForm(request.POST or None, initial={"output": row.output})

    def do() -> str:
        finish_activity(activity=row, by=request.actor, **form.cleaned_data)
        return _("Đã ghi “%(title)s” kết thúc; từ nay hoạt động được đếm.") % {"title": row.title}

    return walk(request, form, do, crumb=(row.title, reverse("support_activity", args=[pid])),
                back=lambda: reverse("support_activity", args=[pid]),
                texts={"title": _("Ghi ngày kết thúc"), "act": _("Ghi kết thúc"), "lead": row.title})


@FORM
def activity_cost(request: Request, pid: str) -> HttpResponse:
    """Say what it cost from one source."""
    row = _own(request, pid)
    form = CostForm(request.POST or None)

    def do() -> str:
        cost = set_cost(activity=row, by=request.actor, **form.cleaned_data)
        return _("Đã ghi kinh phí từ %(source)s.") % {"source": cost.get_source_display().lower()}

    return walk(request, form, do, crumb=(row.title, reverse("support_activity", args=[pid])),
                back=lambda: reverse("support_activity", args=[pid]),
                texts={"title": _("Ghi kinh phí"), "act": _("Ghi kinh phí"),
                       "lead": _("Mỗi nguồn một số; ghi lại thì số trước được thay, nhật ký giữ cả hai.")})
