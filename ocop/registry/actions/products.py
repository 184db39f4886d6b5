"""Verbs on products."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import fold, nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.registry.enums import TOURISM_ONLY, ProducerKind, ProducerState
from ocop.registry.guards import answers_for, may_act_for, may_move_product
from ocop.registry.models import Producer, Product, ProductHolding, ProductPlacement
from ocop.registry.queries import same_name
from ocop.rulebooks.models import ProductSet

# What the maker says about a product, besides its name; all of it text.
FACTS = frozenset({"story", "gtin", "hs_code", "trace_link", "pack", "shelf_life", "warnings", "detail"})
_TOURISM = "VI"


def register_product(*, producer: Producer, name: str, product_set: ProductSet, by: Actor,
                     unit: AdminUnit | None = None, **facts: str) -> Product:
    """Enter a product of a producer, placed in a set of an edition; `facts` are any of `FACTS`.

    The producer holds it from today; its place is the producer's unless `unit` is given. Refuses (`forbidden`) others
    than the producer's people and the officers of the place, (`invalid`) a wrong name, fact or set, (`conflict`) a
    product of the same name, and a producer that has stopped.
    """
    _must_act(producer, by=by)
    _check_set(producer, product_set)
    facts = _clean(facts)
    if not nfc(name):
        raise Refusal("product-name", _("Hãy nhập tên sản phẩm."))
    if unit is not None and unit.level != Level.COMMUNE:
        raise Refusal("product-unit", _("Hãy chọn xã, phường hoặc đặc khu nơi làm ra sản phẩm."))
    with transaction.atomic():
        owner = Producer.objects.select_for_update().get(pk=producer.pk)
        if owner.state == ProducerState.CLOSED:
            raise Refusal("producer-closed", _("Chủ thể đã ngừng hoạt động nên không đăng ký thêm sản phẩm."),
                          kind="conflict")
        _refuse_same_name(producer, name)
        product = Product(name=nfc(name), producer=owner, unit=unit or owner.settled_unit or owner.unit, **facts)
        product.save()
        product.head = product
        product.save(update_fields=["head"])
        ProductHolding.objects.create(product=product, producer=owner, valid_from=by.today)
        ProductPlacement.objects.create(product=product, edition_id=product_set.edition_id, product_set=product_set)
        audit.record("register_product", product, by=by, province_id=_province_id(product),
                     body={"name": product.name, "producer": producer.pk, "product_set": product_set.pk, **facts})
    return product


def amend_product(*, product: Product, by: Actor, **fields: str) -> Product:
    """Correct what is said about a product: `name` or any of `FACTS`. The trail keeps what stood there before."""
    _must_act(product.producer, by=by)
    name = fields.pop("name", None)
    facts = _clean(fields)
    if name is not None and not nfc(name):
        raise Refusal("product-name", _("Hãy nhập tên sản phẩm."))
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        if name is not None and fold(name) != fresh.name_folded:
            _refuse_same_name(fresh.producer, name)
        wanted = {**facts, **({"name": nfc(name)} if name is not None else {})}
        before = {key: getattr(fresh, key) for key, value in wanted.items() if getattr(fresh, key) != value}
        for key in before:
            setattr(fresh, key, wanted[key])
        if before:
            fresh.save()
            audit.record("amend_product", fresh, by=by, province_id=_province_id(fresh),
                         body={"before": before, "after": {key: wanted[key] for key in before}})
    return fresh


def move_product(*, product: Product, to: Producer, on: dt.date, by: Actor) -> Product:
    """Hand a product over to another producer from a day on (P06); its history stays with the one before.

    Refuses (`forbidden`) others than an officer who answers for both places, (`invalid`) a day not after the present
    holding began, (`conflict`) a move to the holder of today or to a producer that is not active.
    """
    if not (may_move_product(by, product) and answers_for(by, to)):
        raise Refusal("move-product-forbidden",
                      _("Chuyển sản phẩm sang chủ thể khác do cán bộ OCOP phụ trách cả hai nơi thực hiện."),
                      kind="forbidden")
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        if fresh.producer_id == to.pk or to.state != ProducerState.ACTIVE:
            raise Refusal("move-product-target",
                          _("Chủ thể nhận phải đang hoạt động và khác chủ thể đang giữ sản phẩm."), kind="conflict")
        holding = ProductHolding.objects.get(product=fresh, valid_to__isnull=True)
        if on <= holding.valid_from:
            raise Refusal("move-product-day", _("Ngày chuyển phải sau ngày chủ thể hiện tại bắt đầu giữ sản phẩm."))
        before = {"producer": fresh.producer_id, "unit": fresh.unit_id}
        holding.valid_to = on - dt.timedelta(days=1)
        holding.save(update_fields=["valid_to"])
        ProductHolding.objects.create(product=fresh, producer=to, valid_from=on)
        fresh.producer, fresh.unit = to, to.settled_unit or to.unit
        fresh.save()
        audit.record("move_product", fresh, by=by, province_id=_province_id(fresh),
                     body={"before": before, "producer": to.pk, "unit": fresh.unit_id, "on": on})
    return fresh


def _must_act(producer: Producer, *, by: Actor) -> None:
    if not may_act_for(by, producer):
        raise Refusal("product-forbidden",
                      _("Bạn không phải người của chủ thể này, cũng không phụ trách địa bàn của họ."),
                      kind="forbidden")


def _check_set(producer: Producer, product_set: ProductSet) -> None:
    """Associations and centres take part with tourism only (26/2026 art. 2.3)."""
    if producer.kind in TOURISM_ONLY and product_set.group_code.split(".")[0] != _TOURISM:
        raise Refusal("set-tourism-only",
                      _("%(kind)s chỉ tham gia với sản phẩm du lịch. Hãy chọn bộ sản phẩm nhóm VI.") % {
                          "kind": ProducerKind(producer.kind).label})


def _refuse_same_name(producer: Producer, name: str) -> None:
    if same_name(producer, fold(nfc(name))) is not None:
        words = _("Chủ thể đã có sản phẩm “%(name)s”. Hãy mở sản phẩm đó.") % {"name": nfc(name)}
        raise Refusal("product-exists", words, kind="conflict")


def _clean(facts: dict[str, str]) -> dict[str, str]:
    """The facts as stored; refuses a barcode or link that cannot be one. An unknown key is a fault of the caller."""
    unknown = set(facts) - FACTS
    if unknown:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    clean = {key: value.strip() if key in {"story", "warnings"} else nfc(value) for key, value in facts.items()}
    if clean.get("gtin") and not is_gtin(clean["gtin"]):
        raise Refusal("gtin-wrong", _("Mã vạch (GTIN) chưa đúng: 8, 12, 13 hoặc 14 chữ số, kể cả số kiểm tra."))
    if clean.get("trace_link"):
        try:
            URLValidator(schemes=["http", "https"])(clean["trace_link"])
        except ValidationError as wrong:
            raise Refusal("trace-link-wrong",
                          _("Liên kết truy xuất phải bắt đầu bằng https:// hoặc http://.")) from wrong
    return clean


def is_gtin(text: str) -> bool:
    """Whether the digits are a barcode number with its right check digit (weights 3 and 1 from the right)."""
    if not re.fullmatch(r"(\d{8}|\d{12,14})", text, re.ASCII):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text))) % 10 == 0


def _province_id(product: Product) -> int | None:
    """Today's province of the product, for the trail."""
    province = product.province_today
    return province.pk if province else None
