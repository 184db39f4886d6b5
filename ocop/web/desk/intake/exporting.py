"""`/lam-viec/nhap-lieu/xuat-so/`: the register as a file that can be brought in again."""

import tempfile
from typing import Any

from django.http import FileResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.intake.exporting import rows_of, write_csv, write_xlsx
from ocop.intake.guards import own_provinces
from ocop.intake.reading.values import FIRST_YEAR
from ocop.places.models import AdminUnit
from ocop.web.desk.officer.doors import sit_down
from ocop.web.desk.shell import desk_page
from ocop.web.shared.exports import KIND
from ocop.web.shared.request import Request

KINDS = {"xlsx": (write_xlsx, KIND), "csv": (write_csv, "text/csv; charset=utf-8")}


@require_safe
@never_cache
def export_register(request: Request) -> HttpResponseBase:
    """What to take away: province and year; with `?dang=xlsx` or `csv` the file itself, of the office's places only."""
    actor = request.actor
    sit_down(actor, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.ADMINISTRATOR)
    provinces = _provinces(actor)
    asked, told = request.GET.get("tinh", ""), request.GET.get("nam", "")
    province = next((one for one in provinces if one.slug == asked), None)
    years = range(actor.today.year, FIRST_YEAR - 1, -1)
    year = int(told) if told in {str(one) for one in years} else None
    if request.GET.get("dang") in KINDS:
        return _file(actor, request.GET["dang"], province=province, year=year)
    context: dict[str, Any] = {
        "provinces": provinces if len(provinces) > 1 else [], "only": provinces[0] if len(provinces) == 1 else None,
        "province": province, "years": [str(one) for one in years], "year": str(year or ""),
    }
    return desk_page(request, "desk/intake/export.html", context, current="import")


def _provinces(actor: Actor) -> list[AdminUnit]:
    """The provinces of today the actor may take: an officer's own, or all."""
    own = own_provinces(actor)
    rows = AdminUnit.objects.on(actor.today).provinces()
    return list((rows if own is None else rows.filter(pk__in=own)).order_by("name_key", "code"))


def _file(actor: Actor, kind: str, *, province: AdminUnit | None, year: int | None) -> FileResponse:
    """The file, written to disk row by row and sent from there. Its name names no unit with its kind: the reader
    would take that for the province of rows that name none."""
    write, mime = KINDS[kind]
    file = tempfile.TemporaryFile()  # closed with the response
    write(rows_of(actor, province=province, year=year), file)
    file.seek(0)
    parts = ["so-dang-ky-ocop", province.slug if province else "", str(year or ""), actor.today.isoformat()]
    name = "-".join(part for part in parts if part)
    return FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=mime)
