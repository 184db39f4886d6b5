"""`GET /api/v1/programme/<plan or province>/<year>`: the lines with target, result, percent, as on the page."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema, Status

from ocop.core.actor import nobody
from ocop.core.dates import today
from ocop.programme.models import Plan
from ocop.programme.queries import find_plan
from ocop.reports.page import programme_page
from ocop.reports.tables import plan_json
from ocop.web.api.schemas import ErrorOut

router = Router()
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


class FigureOut(Schema):
    """A number beside the lines: 45 of 76."""

    key: str
    name: str
    count: int


class SplitOut(FigureOut):
    """A whole and its parts."""

    parts: list[FigureOut]


class TargetOut(Schema):
    """What a line asks for; `per` is the whole or each unit."""

    kind: Literal["at_least", "exactly", "range", "all", "none"]
    low: int | None
    high: int | None
    per: Literal["whole", "each_unit"]
    unit: str
    words: str


class UnitOut(Schema):
    """One unit under a line of each unit; null where nothing is known."""

    name: str
    code: str
    result: int | None
    met: bool | None


class LineOut(Schema):
    """A line of the plan; `result` and `percent` null where nothing is known, which is not 0."""

    key: str
    parent: str | None
    name: str
    indicator: str | None
    target: TargetOut
    result: int | None
    of: int | None
    percent: int | None
    status: Literal["met", "over", "doing", "at_risk", "missed", "partial", "no_data", "measure"]
    as_of: dt.date
    source: str
    units: list[UnitOut]


class NoteOut(Schema):
    """What sources say, one or several against each other."""

    text: str
    sources: list[str]


class ProgrammeOut(Schema):
    """A plan read on a day."""

    slug: str = Field(examples=["bac-kan"])
    year: int
    title: str
    authority: str
    as_of: dt.date
    source: str
    figures: list[SplitOut]
    lines: list[LineOut]
    notes: list[NoteOut]


@router.get(
    "/{slug}/{year}", response={200: ProgrammeOut, 404: ErrorOut, 422: ErrorOut}, operation_id="programme",
    summary="Plan against result", url_name="programme_api",
)
def programme(
    request: HttpRequest,
    *,
    slug: Annotated[str, Path(max_length=80, description="a plan's slug 'bac-kan', or a province 'thai-nguyen-19'")],
    year: Annotated[int, Path(ge=1, le=9999)],
    day: Annotated[dt.date | None, Query(ge=_FIRST, le=_LAST, description="read on this day; else today")] = None,
) -> Any:
    """The approved plan of a year: each line with target, result, percent and verdict, as on the page."""
    on = day or today()
    plan = find_plan(slug, year, nobody(on)) or _of_province(slug, year, on)
    if plan is None:
        return Status(404, {"code": "not-found", "message": _("Không có kế hoạch công khai ở địa chỉ này.")})
    return plan_json(plan, programme_page(plan, on))


def _of_province(slug: str, year: int, day: dt.date) -> Plan | None:
    """The public plan of a province's year, by the province's slug with its code."""
    code = slug.rpartition("-")[2].upper()
    rows: QuerySet[Plan] = Plan.objects.visible_to(nobody(day)).select_related("cycle__unit")
    found = rows.filter(cycle__unit__code=code, year=year)
    return next((plan for plan in found if plan.authority.slug == slug.lower()), None)
