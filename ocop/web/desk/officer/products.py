"""Products of the place for the office: their numbers elsewhere, a list to key them in again, handing one over."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ocop.core.actor import Actor
from ocop.core.lists import attach
from ocop.core.names import fold
from ocop.core.refusal import Refusal
from ocop.recognition.moving import move_shown
from ocop.recognition.queries import Past, certificates_for, codes_of
from ocop.registry.actions import note_reference
from ocop.registry.enums import OutsideSystem, ProducerState
from ocop.registry.guards import answers_for
from ocop.registry.models import Producer, Product, ProductCode, ProductPlacement, ProductReference
from ocop.registry.queries import shown_tax_code
from ocop.registry.showing import holdings_of, references_of
from ocop.web.desk.officer.doors import REGISTRARS, beside, officer_page, sit_down, status_of
from ocop.web.desk.officer.forms import DayField, text
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.exports import Column, csv_response, sheet_response, wants_csv, wants_sheet
from ocop.web.shared.lying import rows_on_map
from ocop.web.shared.onmap import OnMap, read_on_map
from ocop.web.shared.request import Request

PER_PAGE, FOUND, CHUNK = 30, 20, 500
NOT_YOURS = gettext_lazy("Sản phẩm này không thuộc địa bàn bạn phụ trách.")
_FIELDS = {"reference-system": "system", "reference-value": "value", "reference-taken": "value",
           "move-product-day": "on", "move-product-target": "to", "move-product-name": "to"}


class ReferenceForm(forms.Form):
    """The number another system knows the product by."""

    system = forms.ChoiceField(label=gettext_lazy("Hệ thống"), choices=OutsideSystem.choices, error_messages={
        "invalid_choice": gettext_lazy("Hãy chọn hệ thống trong danh sách.")})
    value = text(gettext_lazy("Số hiệu"), required=gettext_lazy("Hãy nhập số hiệu đúng như hệ thống đó cấp."), limit=80,
                 help_text=gettext_lazy("Chép nguyên văn, kể cả dấu gạch và số 0 ở đầu."))


class MoveForm(forms.Form):
    """To whom a product goes, and from which day it is theirs."""

    to = forms.CharField(label=gettext_lazy("Chủ thể nhận"), max_length=10, error_messages={
        "required": gettext_lazy("Hãy tìm và chọn chủ thể nhận."),
        "max_length": gettext_lazy("Hãy chọn chủ thể nhận trong danh sách.")})
    on = DayField(label=gettext_lazy("Ngày chuyển"),
                  help_text=gettext_lazy("Ngày chủ thể mới bắt đầu giữ sản phẩm, không sau hôm nay."))


@dataclasses.dataclass(frozen=True)
class Line:
    """A product as the list to key in again tells it."""

    product: Product
    codes: list[ProductCode]
    references: dict[str, str]
    place: ProductPlacement | None
    last: Past | None


def _stars(line: Line) -> int | None:
    return line.last.certificate.recognition.stars if line.last and line.last.live else None


def _last(line: Line, path: str) -> Any:
    """Something of the newest certificate; nothing where there is none."""
    return attrgetter(path)(line.last.certificate) if line.last else None


def _set_words(place: ProductPlacement | None) -> str:
    """The set a product stands in, else the group as it was written."""
    if place is None:
        return ""
    return place.product_set.title if place.product_set else place.group_text


REKEY: tuple[Column[Line], ...] = (
    Column(gettext_lazy("Sản phẩm"), lambda line: line.product.name, width=36),
    Column(gettext_lazy("Mã trên nhãn"), lambda line: line.product.pid, width=14, text=True),
    Column(gettext_lazy("Mã sản phẩm"), lambda line: line.codes[0].code if line.codes else "", width=20, text=True),
    Column(gettext_lazy("Mã cũ"), lambda line: ", ".join(row.code for row in line.codes[1:]), width=24, text=True),
    Column(gettext_lazy("Chủ thể"), lambda line: line.product.producer.name, width=36),
    Column(gettext_lazy("Loại hình"), lambda line: line.product.producer.get_kind_display()),
    Column(gettext_lazy("Mã số thuế"), lambda line: shown_tax_code(line.product.producer), width=16, text=True),
    Column(gettext_lazy("Nơi làm"), lambda line: line.product.place_words, width=28),
    Column(gettext_lazy("Văn bản"), lambda line: line.place.edition.number if line.place else "", width=18),
    Column(gettext_lazy("Bộ sản phẩm"), lambda line: _set_words(line.place), width=30),
    Column(gettext_lazy("Hạng sao còn hiệu lực"), _stars, width=10),
    Column(gettext_lazy("Số giấy chứng nhận"), lambda line: _last(line, "number"), width=24, text=True),
    Column(gettext_lazy("Quyết định"), lambda line: _last(line, "recognition.decision.number"), width=24, text=True),
    Column(gettext_lazy("Ngày quyết định"), lambda line: _last(line, "recognition.decision.signed_on"), width=13),
    Column(gettext_lazy("Hiệu lực đến"), lambda line: line.last and line.last.certificate.live_until(), width=13),
    Column(gettext_lazy("Mã vạch (GTIN)"), lambda line: line.product.gtin, width=16, text=True),
    Column(gettext_lazy("Mã HS"), lambda line: line.product.hs_code, width=12, text=True),
    Column(OutsideSystem.NATIONAL.label, lambda line: line.references.get(OutsideSystem.NATIONAL, ""), width=20,
           text=True),
    Column(OutsideSystem.ONE_STOP.label, lambda line: line.references.get(OutsideSystem.ONE_STOP, ""), width=20,
           text=True),
)


@require_safe
def officer_products(request: Request) -> HttpResponseBase:
    """Products of the place in Vietnamese order; `?q=`, `?thieu=` (a system's number lacks); `?xa=`, `?tinh=` on the
    map of `?ngay=`; `?xuat=xlsx|csv`."""
    rows, query, lacks = _asked(request)
    on = rows_on_map(rows, read_on_map(request.GET, today=request.actor.today))
    rows = on.narrow(rows)
    columns = (*REKEY, on.column(lambda line: line.product))
    if wants_sheet(request):
        return sheet_response(_("Để nhập lại vào hệ thống quốc gia"), columns, _lines(rows, request.actor.today),
                              filters=_narrowed(query, lacks, on.asked), day=request.actor.today)
    if wants_csv(request):
        return csv_response(_("Để nhập lại vào hệ thống quốc gia"), columns, _lines(rows, request.actor.today),
                            day=request.actor.today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    shown = on.tell(page.object_list, of=lambda row: row)
    context = {
        "page": page, "lines": _told(shown, request.actor.today), "query": query, "lacks": lacks, "on": on,
        "systems": OutsideSystem.choices, "narrowed": bool(query or lacks or on.asked.narrows),
    }
    return officer_page(request, "products", context, current="producers")


def _asked(request: Request) -> tuple["QuerySet[Product]", str, str]:
    """The rows of the list with its search and its filter."""
    rows = _seen(request.actor)
    query = request.GET.get("q", "").strip()[:200].replace("\x00", "")
    for word in fold(query).split():
        rows = rows.filter(name_folded__contains=word)
    lacks = request.GET.get("thieu", "")
    if lacks in OutsideSystem.values:
        held = ProductReference.objects.filter(product=OuterRef("pk"), system=lacks, ended_on__isnull=True)
        rows = rows.exclude(Exists(held))
    return rows.order_by("name_key", "pk"), query, lacks if lacks in OutsideSystem.values else ""


def _seen(actor: Actor) -> "QuerySet[Product]":
    """Products the office sees, none that was merged away."""
    sit_down(actor, *REGISTRARS)
    return Product.objects.visible_to(actor).filter(head=F("pk")).select_related(
        "producer__unit__today_province", "producer__settled_unit__today_province", "unit__today_province",
        "settled_unit__today_province")


def _narrowed(query: str, lacks: str, asked: OnMap) -> str:
    """The filters in words, for the head of a file."""
    system = _("chưa có số hiệu %(system)s") % {"system": OutsideSystem(lacks).label} if lacks else ""
    return ", ".join(part for part in (f"“{query}”" if query else "", system, asked.words) if part)


def _lines(rows: "QuerySet[Product]", day: dt.date) -> Iterator[Line]:
    """All rows, a chunk at a time: the queries grow with the chunks, the memory does not."""
    chunk: list[Product] = []
    for product in rows.iterator(chunk_size=CHUNK):
        chunk.append(product)
        if len(chunk) == CHUNK:
            yield from _told(chunk, day)
            chunk = []
    yield from _told(chunk, day)


def _told(products: list[Product], day: dt.date) -> list[Line]:
    """These products with codes, numbers elsewhere, placement and newest certificate: five queries."""
    attach(products, ProductCode.objects.order_by("-given_on", "-pk"), fk="product", to="codes_told")
    attach(products, ProductReference.objects.filter(ended_on__isnull=True).order_by("pk"), fk="product",
           to="references_told")
    places = ProductPlacement.objects.select_related("edition", "product_set").order_by("-edition")
    attach(products, places, fk="product", to="places_told")
    past = certificates_for(products, day) if products else {}
    return [_line(product, next(iter(past[product.pk]), None)) for product in products]


def _line(product: Product, last: Past | None) -> Line:
    told = vars(product)
    return Line(product, told["codes_told"], {row.system: row.value for row in told["references_told"]},
                next(iter(told["places_told"]), None), last)


@require_http_methods(["GET", "HEAD", "POST"])
def officer_product(request: Request, pid: str) -> HttpResponse:
    """What the register holds of a product; the form notes a number of another system."""
    kept = _seen(request.actor).filter(merged__pid=pid).exclude(pid=pid).first()
    if kept is not None and request.method != "POST":
        # For the time being (302): what was merged may be parted again.
        return redirect("officer_product", kept.pid)
    product = get_or_404(_seen(request.actor), pid=pid)
    may = answers_for(request.actor, product)
    form, status = ReferenceForm(request.POST or None), 200
    if request.method == "POST":
        refusal = None
        if form.is_valid():
            try:
                row = note_reference(product=product, by=request.actor, **form.cleaned_data)
            except Refusal as refused:
                refusal = refused
                beside(form, refused, _FIELDS)
            else:
                messages.success(request, _("Đã ghi số hiệu %(value)s.") % {"value": row.value})
                return redirect("officer_product", pid)
        status = status_of(refusal)
    context = {
        "product": product, "form": form, "may": may, "codes": codes_of(product), "holdings": holdings_of(product),
        "references": references_of(product),
        "placements": product.placements.select_related("edition", "product_set").order_by("-edition"),
    }
    return officer_page(request, "product", context, current="producers", status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def officer_product_move(request: Request, pid: str) -> HttpResponse:
    """Find who takes the product, name the day, see both, then hand it over."""
    product = get_or_404(_seen(request.actor), pid=pid)
    require(answers_for(request.actor, product), NOT_YOURS)
    form = MoveForm(request.POST or None, initial={"on": request.actor.today})
    to = _taker(request)
    if request.method == "POST" and form.is_valid() and to is None:
        form.add_error("to", _("Hãy chọn chủ thể nhận trong danh sách."))
    if request.method == "POST" and to is not None and form.is_valid():
        if not request.POST.get("confirm"):
            return _page(request, product, form, to=to, sure=True)
        try:
            move_shown(product=product, to=to, on=form.cleaned_data["on"], by=request.actor)
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
            return _page(request, product, form, to=to, status=status_of(refusal))
        messages.success(request, _("Đã chuyển “%(product)s” sang %(to)s.") % {"product": product.name, "to": to.name})
        return redirect("officer_product", pid)
    return _page(request, product, form, to=to, status=422 if form.errors else 200)


def _takers(actor: Actor) -> "QuerySet[Producer]":
    """Producers at work that this office sees."""
    rows = Producer.objects.visible_to(actor).filter(head=F("pk"), state=ProducerState.ACTIVE)
    return rows.select_related("unit__today_province", "settled_unit__today_province")


def _taker(request: Request) -> Producer | None:
    """The producer chosen, where it is one this office sees."""
    return _takers(request.actor).filter(pid=request.POST.get("to", "")).first() if request.method == "POST" else None


def _page(request: Request, product: Product, form: MoveForm, *, to: Producer | None = None, sure: bool = False,
          status: int = 200) -> HttpResponse:
    query = (request.GET.get("q") or request.POST.get("q", "")).strip()[:200].replace("\x00", "")
    found = _takers(request.actor).exclude(pk=product.producer.head_id or product.producer_id)
    for word in fold(query).split():
        found = found.filter(name_folded__contains=word)
    rows = list(found.order_by("name_key", "pk")[:FOUND + 1]) if query or to is None else []
    context = {
        "product": product, "form": form, "to": to, "query": query, "found": rows[:FOUND], "more": len(rows) > FOUND,
    }
    return officer_page(request, "product_move_sure" if sure else "product_move", context, current="producers",
                        status=status)
