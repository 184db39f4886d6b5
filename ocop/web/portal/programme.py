"""`/chuong-trinh/`: plan against result, and the rows behind every number (product.md 4, 6). All of it public."""

import dataclasses
import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from ocop.core.refusal import Refusal
from ocop.programme.enums import PlanState
from ocop.programme.models import Plan, PlanVersion
from ocop.programme.queries import draft_of, find_plan, plans
from ocop.reports.page import programme_page
from ocop.reports.shown import ProgrammePage, Verdict, target_words
from ocop.reports.tables import Table, csv_bytes, plan_table, rows_table, xlsx_bytes
from ocop.web.portal import programme_telling as telling
from ocop.web.portal.programme_rows import LOST, Opened, open_number, shares_of, units_matrix
from ocop.web.portal.reading import line as one_line
from ocop.web.shared.access import public
from ocop.web.shared.days import read_day as read_typed_day
from ocop.web.shared.onmap import OnMap, on_map_words
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date

PER_PAGE = 100
_FILES = {"csv": ("text/csv; charset=utf-8", csv_bytes),
          "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes)}
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
MAP, TODAY = "dia-gioi", "hom-nay"
_MAP_HINT = gettext_lazy("Để trống là các đơn vị của kế hoạch; 30/6/2025 là ngày cuối còn cấp huyện.")


@dataclasses.dataclass(frozen=True)
class Asked:
    """The day a page counts up to, and the map its units are of (`on`; without a day the plan's own units); `wrong`
    holds what was written and could not be read."""

    day: dt.date
    on: OnMap
    given: bool = False
    wrong: str = ""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The parts of an address that keep day and map."""
        found = [("ngay", self.day.isoformat())] if self.given else []
        return [*found, (MAP, vn_date(self.on.day))] if self.on.day else found

    @property
    def query(self) -> str:
        """The end of an address that keeps day and map."""
        return f"?{urlencode(self.parts, safe='/')}" if self.parts else ""

    @property
    def more(self) -> str:
        """The same behind another parameter."""
        return f"&{urlencode(self.parts, safe='/')}" if self.parts else ""


def read_map(request: Request) -> OnMap:
    """`?dia-gioi=30/6/2025` or `hom-nay`: the map units are of; the plan's own units without it. (`?ngay=` is the day a
    plan is counted up to.)"""
    today, written = request.actor.today, one_line(request.GET.get(MAP, ""), 20)
    day, problem = (today, "") if written == TODAY else read_typed_day(written, today=today)
    return OnMap(day, vn_date(day) if day else written, problem, name=MAP, hint=_MAP_HINT)


def read_asked(request: Request) -> Asked:
    """The map, and `?ngay=2026-11-24` or `24/11/2026`; what cannot be read is passed over, and said."""
    on = read_map(request)
    written = one_line(request.GET.get("ngay", ""))[:20]
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(written, shape).date()
        except ValueError:
            continue
        if _FIRST <= day <= _LAST:
            return Asked(day, on, given=True)
    return Asked(request.actor.today, on, wrong=written)


def found_plan(request: Request, slug: str, year: int) -> Plan:
    """The plan at the address, if this reader may see it."""
    plan = find_plan(slug, year, request.actor)
    if plan is None:
        raise Http404
    return plan


def page_of(plan: Plan, asked: Asked) -> ProgrammePage:
    """The plan in force; the office that sees a plan before its approval sees the draft."""
    try:
        return programme_page(plan, asked.day)
    except Refusal:
        draft = draft_of(plan)
        if draft is None or not draft.lines.exists():
            raise
        return programme_page(plan, asked.day, version=draft)


@public
@require_safe
def programmes(request: Request) -> HttpResponse:
    """The plans one can read, the newest year first."""
    rows = plans(request.actor)
    versions = PlanVersion.objects.filter(plan__in=rows, state=PlanState.APPROVED)
    approved = {version.plan_id: version for version in versions}
    context = {"plans": [(plan, approved.get(plan.pk)) for plan in rows]}
    return render(request, "portal/programmes.html", context)


@public
@require_safe
def programme(request: Request, slug: str, year: int) -> HttpResponse:
    """The leader's page: one sentence, two split bars, counts of pills, a line per target (design.md 6)."""
    plan, asked = found_plan(request, slug, year), read_asked(request)
    page = page_of(plan, asked)
    file = as_file(request, plan_table(page), f"{plan.slug}-{plan.year}")
    if file is not None:
        return file
    wanted = request.GET.get("danh-gia", "")
    context = {
        "plan": plan, "page": page, "asked": asked, "sentence": telling.sentence(page),
        "splits": telling.splits(page), "pills": telling.pills(page, wanted), "wanted": wanted in Verdict.values,
        "targets": telling.targets(page, wanted), "each_unit": telling.each_unit(page),
        "lists": telling.lists(page), "example": telling.is_example(plan), "late": telling.late(page),
        "legend": telling.legend(),
        "future": asked.day > request.actor.today, "by_unit": telling.has_units(page),
        "draft": page.version.state == PlanState.DRAFT, "before": page.version.no > 1,
    }
    return render(request, "portal/programme.html", context)


def as_file(request: Request, table: Table, name: str) -> HttpResponse | None:
    """`?xuat=csv` or `xlsx`: the same table, cell by cell; None where a page is wanted."""
    kind = request.GET.get("xuat", "")
    if kind not in _FILES:
        return None
    content_type, write = _FILES[kind]
    answer = HttpResponse(write(table), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@public
@require_safe
def programme_rows(request: Request, slug: str, year: int, *, key: str) -> HttpResponse:
    """The rows one number counts: exactly those, with what is counted, how, and until when."""
    plan, asked = found_plan(request, slug, year), read_asked(request)
    try:
        opened = open_number(plan, page_of(plan, asked), key, actor=request.actor,
                             unit=one_line(request.GET.get("don-vi", "")), map_day=asked.on.day)
    except Refusal as refused:
        raise Http404 from refused
    file = as_file(request, opened_table(opened), f"{plan.slug}-{plan.year}-{key}")
    if file is not None:
        return file
    context = {"plan": plan, "asked": asked, "opened": opened, "key": key, "lost": LOST,
               **_part(request, opened), "shares": shares_of(opened)}
    return render(request, "portal/programme_rows.html", context)


def _part(request: Request, opened: Opened) -> dict[str, Any]:
    """One page of the rows; a page past the end is the last."""
    page = Paginator(opened.rows, PER_PAGE).get_page(request.GET.get("trang"))
    return {"page": page, "rows": opened.shown(page.start_index() - 1, page.end_index()) if opened.rows else []}


@public
@require_safe
def programme_units(request: Request, slug: str, year: int) -> HttpResponse:
    """Progress by unit: every counted line beside every unit that has anything; each number opens onto its rows."""
    plan, asked = found_plan(request, slug, year), read_asked(request)
    page = page_of(plan, asked)
    matrix = units_matrix(page, map_day=asked.on.day)
    own = on_map_words(plan.counts_to if plan.counts_to < request.actor.today else None)
    title = _("%(plan)s theo đơn vị") % {"plan": plan.title}
    file = as_file(request, matrix.table(f"{title}, {on_map_words(asked.on.day) if asked.on.day else own}"),
                   f"{plan.slug}-{plan.year}-don-vi")
    if file is not None:
        return file
    context = {"plan": plan, "asked": asked, "page": page, "matrix": matrix, "own": own, "on": asked.on,
               "ways": _ways(request, asked.on)}
    return render(request, "portal/programme_units.html", context)


def _ways(request: Request, on: OnMap) -> list[tuple[str, str]]:
    """Where else the units can be read: address and words."""
    ways = [("", _("Về đơn vị của kế hoạch"))] if on.day else []
    ways += [(TODAY, _("Theo địa giới hôm nay")), ("30/6/2025", _("Như ngày 30/6/2025"))]
    kept = [(name, value) for name, value in request.GET.items() if name == "ngay"]
    return [("?" + urlencode([*kept, (MAP, value)] if value else kept, safe="/"), words) for value, words in ways]


def opened_table(opened: Opened) -> Table:
    """The rows of a number as a file; on another map each row says in which unit of it it lies."""
    day = opened.on.day
    if day is None or opened.each_unit:
        return rows_table(opened.title, opened.rows)
    head = _("Đơn vị %(map)s") % {"map": on_map_words(day)}
    return rows_table(opened.title, opened.rows, unit_head=head, unit_of=opened.unit_words)


@public
@require_safe
def programme_versions(request: Request, slug: str, year: int) -> HttpResponse:
    """Every approved text of the plan, the newest first: an amendment keeps the one before."""
    plan = found_plan(request, slug, year)
    versions = PlanVersion.objects.visible_to(request.actor).filter(plan=plan).exclude(state=PlanState.DRAFT)
    rows = [(version, [(line, target_words(line)) for line in version.lines.all()])
            for version in versions.prefetch_related("lines").order_by("-no")]
    return render(request, "portal/programme_versions.html", {"plan": plan, "versions": rows})
