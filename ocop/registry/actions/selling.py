"""Verbs on what a product costs, where it is sold, and the numbers other systems know it by."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.registry.documents import index_product
from ocop.registry.enums import OutletKind, OutsideSystem
from ocop.registry.guards import answers_for, may_fill
from ocop.registry.models import Product, ProductOutlet, ProductPrice, ProductReference

# Nobody sells a pack for ten thousand million đồng; a number above is a slip of the finger.
MOST_DONG = 10_000_000_000
# How far ahead a price or an outlet may be announced, in days.
FAR_AHEAD = 366


def set_price(*, product: Product, per: str, amount: int, valid_from: dt.date, by: Actor) -> ProductPrice:
    """Say what a pack costs from a day on, in đồng; the price of the same pack before ends the day before.

    A price of the same day is corrected, the trail keeps the old one. Refuses (`forbidden`) others than the holder's
    people and the officers of the place, (`invalid`) no pack, an amount that is none, a day too far ahead, (`conflict`)
    a day before that of a price already entered.
    """
    _must_act(product, by=by)
    pack = nfc(per)
    if not pack or len(pack) > 80:
        raise Refusal("price-per", _("Hãy nhập quy cách của giá, ví dụ “hộp 200 g”."))
    if isinstance(amount, bool) or not 0 < amount <= MOST_DONG:
        raise Refusal("price-amount", _("Giá là số đồng nguyên, lớn hơn 0 và không quá 10 tỷ."))
    _check_day(valid_from, by=by)
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        rows = [row for row in ProductPrice.objects.filter(product=fresh) if row.per.casefold() == pack.casefold()]
        last = max((row.valid_to or row.valid_from for row in rows), default=None)
        now = next((row for row in rows if row.valid_to is None), None)
        if last is not None and last >= valid_from and not (now and now.valid_from == valid_from):
            raise Refusal("price-day", _("Quy cách này đã có giá đến ngày %(day)s. Hãy chọn ngày sau ngày đó.") % {
                "day": f"{last.day}/{last.month}/{last.year}"}, kind="conflict")
        if now is not None and now.valid_from == valid_from:
            before, now.amount = now.amount, amount
            now.save(update_fields=["amount"])
            _record("set_price", now, fresh, by=by, body={"before": before, "amount": amount, "from": valid_from})
            return now
        if now is not None:
            now.valid_to = valid_from - dt.timedelta(days=1)
            now.save(update_fields=["valid_to"])
        price = ProductPrice.objects.create(product=fresh, per=now.per if now else pack, amount=amount,
                                            valid_from=valid_from, entered_by=by.user)
        _record("set_price", price, fresh, by=by, body={"per": price.per, "amount": amount, "from": valid_from})
    return price


def end_price(*, price: ProductPrice, last_day: dt.date, by: Actor) -> ProductPrice:
    """Say on which day a price held last. Refuses strangers, a day before it began, and a price that has ended."""
    _must_act(price.product, by=by)
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=price.product_id)
        fresh = ProductPrice.objects.get(pk=price.pk)
        _end(fresh, last_day, _("Giá này đã có ngày kết thúc."))
        _record("end_price", fresh, product, by=by, body={"valid_to": last_day})
    return fresh


def add_outlet(*, product: Product, kind: str, name: str, valid_from: dt.date, by: Actor, address: str = "",
               link: str = "") -> ProductOutlet:
    """Say where a product is sold from a day on: an address, a page on the network, or both.

    Refuses (`forbidden`) strangers, (`invalid`) a wrong kind, name, link or day, (`conflict`) the same place twice.
    """
    _must_act(product, by=by)
    _check_day(valid_from, by=by)
    words = {"name": nfc(name)[:200], "address": nfc(address)[:300], "link": link.strip()}
    _check_outlet(kind, **words)
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        now = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
        if ProductOutlet.objects.filter(now, product=fresh, **words).exists():
            raise Refusal("outlet-again", _("Nơi bán này đã có trong danh sách."), kind="conflict")
        outlet = ProductOutlet.objects.create(product=fresh, kind=kind, valid_from=valid_from, entered_by=by.user,
                                              **words)
        _record("add_outlet", outlet, fresh, by=by, body={"kind": kind, "from": valid_from, **words})
    return outlet


def end_outlet(*, outlet: ProductOutlet, last_day: dt.date, by: Actor) -> ProductOutlet:
    """Say on which day the product was sold there last. Refuses as `end_price`."""
    _must_act(outlet.product, by=by)
    with transaction.atomic():
        product = Product.objects.select_for_update().get(pk=outlet.product_id)
        fresh = ProductOutlet.objects.get(pk=outlet.pk)
        _end(fresh, last_day, _("Nơi bán này đã có ngày kết thúc."))
        _record("end_outlet", fresh, product, by=by, body={"valid_to": last_day})
    return fresh


def note_reference(*, product: Product, system: str, value: str, by: Actor) -> ProductReference:
    """Note the number another system knows the product by (P08); the one before ends today, and stays readable.

    Refuses (`forbidden`) others than an officer of the place, (`invalid`) a wrong system or an empty number,
    (`conflict`) the number it has already, and one that belongs to another product.
    """
    if not (by.signed_in and answers_for(by, product)):
        raise Refusal("reference-forbidden",
                      _("Số hiệu ở hệ thống khác do cán bộ OCOP phụ trách địa bàn ghi."), kind="forbidden")
    number = nfc(value)
    if system not in OutsideSystem.values:
        raise Refusal("reference-system", _("Hãy chọn hệ thống cấp số hiệu."))
    if not number or len(number) > 80:
        raise Refusal("reference-value", _("Hãy nhập số hiệu đúng như hệ thống đó cấp, không quá 80 ký tự."))
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        taken = ProductReference.objects.filter(system=system, value=number, ended_on__isnull=True)
        other = taken.select_related("product").first()
        if other is not None:
            raise _reference_taken(other, fresh, by=by)
        before = ProductReference.objects.filter(product=fresh, system=system, ended_on__isnull=True)
        ended = list(before.values_list("value", flat=True))
        before.update(ended_on=by.today)
        reference = ProductReference.objects.create(product=fresh, system=system, value=number, noted_on=by.today,
                                                    noted_by=by.user)
        _record("note_reference", reference, fresh, by=by, body={"system": system, "value": number, "before": ended})
        index_product(fresh)
    return reference


def _reference_taken(other: ProductReference, product: Product, *, by: Actor) -> Refusal:
    """Why the number cannot be this product's; another one is named to those who may see it."""
    if other.product_id == product.pk:
        words = _("Sản phẩm đã có số hiệu này.")
    elif Product.objects.visible_to(by).filter(pk=other.product_id).exists():
        words = _("Số hiệu này đang là của “%(name)s”. Hãy kiểm tra lại.") % {"name": other.product.name}
    else:
        words = _("Số hiệu này đang là của một sản phẩm khác. Hãy kiểm tra lại.")
    return Refusal("reference-taken", words, kind="conflict")


def _check_outlet(kind: str, *, name: str, address: str, link: str) -> None:
    if kind not in OutletKind.values:
        raise Refusal("outlet-kind", _("Hãy chọn loại nơi bán."))
    if not name:
        raise Refusal("outlet-name", _("Hãy nhập tên nơi bán."))
    if not (address or link):
        raise Refusal("outlet-place", _("Hãy nhập địa chỉ hoặc liên kết để người mua tìm được."))
    if link:
        try:
            URLValidator(schemes=["http", "https"])(link)
        except ValidationError as wrong:
            raise Refusal("outlet-link", _("Liên kết phải bắt đầu bằng https:// hoặc http://.")) from wrong
        if len(link) > 200:
            raise Refusal("outlet-link", _("Liên kết quá dài. Hãy dùng liên kết ngắn hơn 200 ký tự."))


def _check_day(day: dt.date, *, by: Actor) -> None:
    if not dt.date(2000, 1, 1) <= day <= by.today + dt.timedelta(days=FAR_AHEAD):
        raise Refusal("selling-day", _("Ngày này quá xa. Hãy kiểm tra lại năm."))


def _end(row: ProductPrice | ProductOutlet, last_day: dt.date, ended: str) -> None:
    """End a dated row that is open."""
    if row.valid_to is not None:
        raise Refusal("selling-ended", ended, kind="conflict")
    if last_day < row.valid_from:
        raise Refusal("selling-period", _("Ngày cuối phải từ ngày bắt đầu trở đi."))
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])


def _must_act(product: Product, *, by: Actor) -> None:
    if not may_fill(by, product):
        raise Refusal("selling-forbidden", _("Bạn không có quyền với giá và nơi bán của sản phẩm này."),
                      kind="forbidden")


def _record(verb: str, row: models.Model, product: Product, *, by: Actor, body: dict[str, object]) -> None:
    province = product.province_today
    audit.record(verb, row, by=by, body={"product": product.pk, **body},
                 province_id=province.pk if province else None)
