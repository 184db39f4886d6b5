"""`/so-lieu/`: the public catalogue to take away, as CSV and JSON, streamed row by row."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ocop.places.maps import PlaceMap, pairs_of
from ocop.places.models import AdminUnit
from ocop.recognition.models import CertificateEvent, Listing
from ocop.web.portal import shelf
from ocop.web.portal.reading import line as one_line
from ocop.web.shared.access import public
from ocop.web.shared.days import read_day
from ocop.web.shared.onmap import OnMap
from ocop.web.shared.request import Request

CHUNK = 500
# A spreadsheet would run a cell that begins so.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
Units = dict[int, AdminUnit]
Words = str | Promise


def _unit(units: Units, pk: int | None, field: str) -> str | None:
    unit = units.get(pk or 0)
    return str(getattr(unit, field)) if unit else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


Value = Callable[[Listing, dt.date, Units], "str | int | None"]
# Name of a column, its meaning, how it is read. The names are a contract; new columns come last.
COLUMNS: tuple[tuple[str, Words, Value], ...] = (
    ("id", _("mã của sản phẩm, in trên hàng hóa, không đổi"), lambda row, day, units: row.product.pid),
    ("name", _("tên sản phẩm như in trên giấy chứng nhận"), lambda row, day, units: row.name),
    ("stars", _("số sao còn hiệu lực trong ngày; trống nếu không còn hoặc chưa có"),
     lambda row, day, units: row.stars_on(day)),
    ("producer", _("tên chủ thể như in trên giấy chứng nhận"), lambda row, day, units: row.producer_name),
    ("commune", _("xã, phường theo địa giới đã chọn (hôm nay nếu không chọn ngày); trống nếu chưa xác định"),
     lambda row, day, units: _unit(units, row.commune_id, "full_name")),
    ("commune_code", _("mã số xã, phường"), lambda row, day, units: _unit(units, row.commune_id, "code")),
    ("province", _("tỉnh, thành phố theo địa giới đã chọn"),
     lambda row, day, units: _unit(units, row.province_id, "full_name")),
    ("province_code", _("mã số tỉnh, thành phố"), lambda row, day, units: _unit(units, row.province_id, "code")),
    ("group", _("nhóm, phân nhóm của bộ sản phẩm, ví dụ I.5"), lambda row, day, units: row.group_key or None),
    ("set", _("bộ sản phẩm, ví dụ s11"), lambda row, day, units: row.set_key or None),
    ("certificate", _("mã kiểm tra của giấy chứng nhận mới nhất"),
     lambda row, day, units: row.certificate.pid if row.certificate else None),
    ("certificate_number", _("số giấy chứng nhận"),
     lambda row, day, units: row.certificate.number if row.certificate else None),
    ("valid_from", _("ngày giấy bắt đầu có hiệu lực (năm-tháng-ngày)"),
     lambda row, day, units: _iso(row.certificate.issued_on) if row.certificate else None),
    ("valid_to", _("ngày cuối cùng ghi trên giấy (năm-tháng-ngày)"),
     lambda row, day, units: _iso(row.certificate.valid_to) if row.certificate else None),
    ("status", _("trạng thái trong ngày: pending, valid, expiring, extended, expired, revoked, replaced"),
     lambda row, day, units: str(row.certificate.status_on(day).value) if row.certificate else None),
)


@public
@require_safe
def about(request: Request) -> HttpResponse:
    """What can be taken away, and what its columns mean; `?ngay=` gives places on the map of that day."""
    day = request.actor.today
    context = {
        "day": day,
        "asked": _asked(request),
        "nothing": (),
        "count": shelf.on_shelf(day).count(),
        "columns": [(name, words) for name, words, _value in COLUMNS],
    }
    return render(request, "portal/data.html", context)


@public
@require_safe
def as_csv(request: Request) -> StreamingHttpResponse:
    """The whole public catalogue as CSV: UTF-8 with a mark for spreadsheets, one row a product; `?ngay=` as above."""
    today, asked = request.actor.today, _asked(request)
    return _file(csv_lines(today, asked.day), "text/csv; charset=utf-8", f"san-pham-{today}{_tail(asked)}.csv")


@public
@require_safe
def as_json(request: Request) -> StreamingHttpResponse:
    """The whole public catalogue as one JSON document; `?ngay=` as above."""
    today, asked = request.actor.today, _asked(request)
    return _file(json_pieces(today, asked.day), "application/json", f"san-pham-{today}{_tail(asked)}.json")


def _asked(request: Request) -> OnMap:
    """The map alone: the whole catalogue goes along, of every place."""
    day, problem = read_day(request.GET.get("ngay", ""), today=request.actor.today)
    return OnMap(None if day == request.actor.today else day, one_line(request.GET.get("ngay", ""), 20), problem)


def _tail(asked: OnMap) -> str:
    """The map in the name of a file."""
    return f"-dia-gioi-{asked.day.isoformat()}" if asked.day else ""


def _file(pieces: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _records(day: dt.date, map_day: dt.date | None) -> Iterator[dict[str, str | int | None]]:
    """Every product of the catalogue in Vietnamese order, read in pieces; unit names are read once, and so is the map
    of another day."""
    rows = shelf.on_shelf(day)
    pairs = pairs_of(rows, "product__") if map_day else {}
    on = PlaceMap(pairs, map_day) if map_day else None
    if on:
        ids = {pk for pair in pairs for pk in (on.commune(pair), on.province(pair)) if pk}
    else:
        places = rows.order_by().values_list("commune_id", "province_id").distinct()
        ids = {pk for place in places for pk in place if pk}
    units = {unit.pk: unit for unit in AdminUnit.objects.filter(pk__in=ids)}
    events = Prefetch("certificate__events", CertificateEvent.objects.order_by("on", "pk"))
    wanted = rows.select_related("product", "certificate").prefetch_related(events).order_by("name_key", "pk")
    for row in wanted.iterator(CHUNK):
        if on:
            # Never saved: the row as it lies on the map that was asked for.
            pair = row.product.unit_id, row.product.settled_unit_id
            row.commune_id, row.province_id = on.commune(pair), on.province(pair)
        yield {name: value(row, day, units) for name, _words, value in COLUMNS}


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_DANGEROUS) else value


def csv_lines(day: dt.date, map_day: dt.date | None = None) -> Iterator[str]:
    """The lines of the CSV file, the first with the byte-order mark."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(cells: list[Any]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield "\ufeff" + line([name for name, _words, _value in COLUMNS])
    for record in _records(day, map_day):
        yield line([harmless(value) for value in record.values()])


def json_pieces(day: dt.date, map_day: dt.date | None = None) -> Iterator[str]:
    """The pieces of the JSON document `{as_of, map, columns, results}`; `map` is the day of the map places are on."""
    columns = {name: str(words) for name, words, _value in COLUMNS}
    told = {"as_of": day.isoformat(), "map": (map_day or day).isoformat(), "columns": columns}
    head = json.dumps(told, ensure_ascii=False)
    yield head[:-1] + ', "results": ['
    for number, record in enumerate(_records(day, map_day)):
        yield (",\n" if number else "\n") + json.dumps(record, ensure_ascii=False)
    yield "\n]}\n"
