"""Prices and outlets of a product on its maker's desk."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.core.refusal import Refusal
from ocop.registry.actions import add_outlet, end_outlet, end_price, set_price
from ocop.registry.guards import may_fill
from ocop.registry.models import Product, ProductOutlet, ProductPrice
from ocop.registry.showing import outlets_of, price_history
from ocop.web.desk.producer.finding import find_product
from ocop.web.desk.producer.selling_forms import LastDayForm, OutletForm, PriceForm
from ocop.web.desk.producer.words import beside, tell
from ocop.web.desk.shell import desk_page
from ocop.web.shared.access import get_or_404, require
from ocop.web.shared.request import Request
from ocop.web.shared.templatetags.ocop import vn_date

_FIELDS = {"price-per": "per", "price-amount": "amount", "price-day": "valid_from", "selling-day": "valid_from",
           "outlet-kind": "kind", "outlet-name": "name", "outlet-place": "address", "outlet-link": "link",
           "outlet-again": "name", "selling-period": "last_day"}


@require_safe
def selling(request: Request, pid: str) -> HttpResponse:
    """What the product costs and where it is sold, now, before and to come."""
    return _show(request, find_product(request, pid))


def _show(request: Request, product: Product, *, price: PriceForm | None = None,
          outlet: OutletForm | None = None) -> HttpResponse:
    day = request.actor.today
    first = {"valid_from": day}
    context = {
        "product": product, "today": day, "may_write": may_fill(request.actor, product),
        "prices": [(row, *_standing(row, day)) for row in price_history(product)],
        "outlets": [(row, *_standing(row, day)) for row in outlets_of(product)],
        "price_form": price or PriceForm(initial={**first, "per": product.pack}, auto_id="gia_%s"),
        "outlet_form": outlet or OutletForm(initial=first, auto_id="noi_%s"),
    }
    wrong = (price and price.errors) or (outlet and outlet.errors)
    return desk_page(request, "desk/producer/selling.html", context, current="products", status=422 if wrong else 200)


def _standing(row: ProductPrice | ProductOutlet, day: Any) -> tuple[str, str]:
    """Kind and words of the pill: holds now, begins later, or is over."""
    if row.valid_from > day:
        return "wait", _("từ %(day)s") % {"day": vn_date(row.valid_from)}
    if row.valid_to is not None and row.valid_to < day:
        return "", _("đã kết thúc %(day)s") % {"day": vn_date(row.valid_to)}
    if row.valid_to is not None:
        return "warn", _("đến hết %(day)s") % {"day": vn_date(row.valid_to)}
    return "ok", _("đang áp dụng") if isinstance(row, ProductPrice) else _("đang bán")


@require_POST
def price(request: Request, pid: str) -> HttpResponseBase:
    """Enter a price."""
    product = find_product(request, pid)
    form = PriceForm(request.POST, auto_id="gia_%s")
    if form.is_valid():
        try:
            row = set_price(product=product, by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
        else:
            tell(request, _("Đã ghi giá của %(per)s.") % {"per": row.per})
            return redirect("producer_selling", pid)
    return _show(request, product, price=form)


@require_POST
def outlet(request: Request, pid: str) -> HttpResponseBase:
    """Enter a place where the product is sold."""
    product = find_product(request, pid)
    form = OutletForm(request.POST, auto_id="noi_%s")
    if form.is_valid():
        try:
            row = add_outlet(product=product, by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
        else:
            tell(request, _("Đã thêm nơi bán “%(name)s”.") % {"name": row.name})
            return redirect(f"{reverse('producer_selling', args=[pid])}#noi-ban")
    return _show(request, product, outlet=form)


@require_http_methods(["GET", "HEAD", "POST"])
def price_end(request: Request, pid: str, no: int) -> HttpResponseBase:
    """Ask for the last day of a price."""
    product = _writable(request, pid)
    row = get_or_404(ProductPrice.objects.filter(product=product), pk=no)
    row.product = product
    title = _("Kết thúc giá của %(name)s?") % {"name": row.per}
    ask = _Ask(title, _("Đã kết thúc giá của %(per)s.") % {"per": row.per})
    return _last_day(request, product, ask=ask, end=lambda day: end_price(price=row, last_day=day, by=request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
def outlet_end(request: Request, pid: str, outlet_pid: str) -> HttpResponseBase:
    """Ask for the last day of an outlet."""
    product = _writable(request, pid)
    row = get_or_404(ProductOutlet.objects.filter(product=product), pid=outlet_pid)
    row.product = product
    name = {"name": row.name}
    ask = _Ask(_("Thôi bán ở “%(name)s”?") % name, _("Đã ghi ngày thôi bán ở “%(name)s”.") % name, "#noi-ban")
    return _last_day(request, product, ask=ask, end=lambda day: end_outlet(outlet=row, last_day=day, by=request.actor))


@dataclasses.dataclass(frozen=True)
class _Ask:
    """The question about a last day, what is said once it is known, and the part of the page one comes back to."""

    title: str
    done: str
    part: str = ""


def _last_day(
    request: Request, product: Product, *, ask: _Ask, end: Callable[[dt.date], object]
) -> HttpResponseBase:
    """Ask for a last day until the verb takes it."""
    form = LastDayForm(request.POST or None, initial={"last_day": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            end(form.cleaned_data["last_day"])
        except Refusal as refusal:
            beside(form, refusal, _FIELDS)
        else:
            tell(request, ask.done)
            return redirect(f"{reverse('producer_selling', args=[product.pid])}{ask.part}")
    return _ask(request, product, form, title=ask.title)


def _writable(request: Request, pid: str) -> Product:
    product = find_product(request, pid)
    require(may_fill(request.actor, product), _("Bạn không có quyền với giá và nơi bán của sản phẩm này."))
    return product


def _ask(request: Request, product: Product, form: LastDayForm, *, title: str) -> HttpResponse:
    return desk_page(request, "desk/producer/selling_end.html", {"product": product, "form": form, "question": title},
                     current="products", status=422 if form.errors else 200)
