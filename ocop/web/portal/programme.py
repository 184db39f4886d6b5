"""`/chuong-trinh/`: plan against result, and the rows behind every number (product.md 4, 6). All of it public."""

import dataclasses
import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
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
from ocop.web.shared.request import Request

PER_PAGE = 100
_FILES = {"csv": ("text/csv; charset=utf-8", csv_bytes),
          "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_bytes)}
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


@dataclasses.dataclass(frozen=True)
class Asked:
    """The day a page is read on; `wrong` holds what was written and could not be read."""

    day: dt.date
    given: bool = False
    wrong: str = ""

    @property
    def query(self) -> str:
        """The end of an address that keeps the day."""
        return f"?ngay={self.day.isoformat()}" if self.given else ""

    @property
    def more(self) -> str:
        """The same behind another parameter."""
        return f"&ngay={self.day.isoformat()}" if self.given else ""


def read_day(request: Request) -> Asked:
    """`?ngay=2026-11-24` or `24/11/2026`; what cannot be read is passed over, and said."""
    written = one_line(request.GET.get("ngay", ""))[:20]
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(written, shape).date()
        except ValueError:
            continue
        if _FIRST <= day <= _LAST:
            return Asked(day, given=True)
    return Asked(request.actor.today, wrong=written)


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
    plan, asked = found_plan(request, slug, year), read_day(request)
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
    plan, asked = found_plan(request, slug, year), read_day(request)
    try:
        opened = open_number(plan, page_of(plan, asked), key, actor=request.actor,
                             unit=one_line(request.GET.get("don-vi", "")))
    except Refusal as refused:
        raise Http404 from refused
    file = as_file(request, rows_table(opened.title, opened.rows), f"{plan.slug}-{plan.year}-{key}")
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
    plan, asked = found_plan(request, slug, year), read_day(request)
    matrix = units_matrix(plan, page_of(plan, asked).version, asked.day)
    title = _("%(plan)s theo đơn vị") % {"plan": plan.title}
    columns = (_("Đơn vị"), *(line.text for line in matrix.lines))
    table = Table(title, columns, tuple((row.name, *(cell for _key, cell in row.cells)) for row in matrix.rows))
    file = as_file(request, table, f"{plan.slug}-{plan.year}-don-vi")
    if file is not None:
        return file
    return render(request, "portal/programme_units.html", {"plan": plan, "asked": asked, "matrix": matrix})


@public
@require_safe
def programme_versions(request: Request, slug: str, year: int) -> HttpResponse:
    """Every approved text of the plan, the newest first: an amendment keeps the one before."""
    plan = found_plan(request, slug, year)
    versions = PlanVersion.objects.visible_to(request.actor).filter(plan=plan).exclude(state=PlanState.DRAFT)
    rows = [(version, [(line, target_words(line)) for line in version.lines.all()])
            for version in versions.prefetch_related("lines").order_by("-no")]
    return render(request, "portal/programme_versions.html", {"plan": plan, "versions": rows})
