"""Verbs on products."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.asking import ask_rooms
from ocop.core.dates import UNKNOWN_START
from ocop.core.models import AuditEntry
from ocop.core.names import fold, nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.registry.documents import index_product
from ocop.registry.enums import TOURISM_ONLY, ProducerKind, ProducerState
from ocop.registry.guards import answers_for, may_act_for, may_fill, may_move_product
from ocop.registry.models import Invitation, Membership, Producer, Product, ProductHolding, ProductPlacement
from ocop.registry.queries import open_invitations, same_name
from ocop.rulebooks.models import ProductSet

# What the maker says about a product, besides its name; all of it text.
FACTS = frozenset({"story", "gtin", "hs_code", "trace_link", "pack", "shelf_life", "warnings", "detail"})
_TOURISM = "VI"
# Four digits, then up to three pairs, with or without dots: 0902, 0902.30, 09023010.
_HS_CODE = re.compile(r"\d{4}(\.?\d{2}){0,3}", re.ASCII)


def register_product(*, producer: Producer, name: str, product_set: ProductSet, by: Actor,
                     unit: AdminUnit | None = None, parent: AuditEntry | None = None, **facts: str) -> Product:
    """Enter a product of a producer, placed in a set of an edition; `facts` are any of `FACTS`.

    The producer holds it from today; its place is the producer's unless `unit` is given. Refuses (`forbidden`) others
    than the producer's people and the officers of the place, (`invalid`) a wrong name, fact or set, (`conflict`) a
    product of the same name, and a producer that has stopped.
    """
    _must(may_act_for(by, producer))
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
        audit.record("register_product", product, by=by, province_id=_province_id(product), parent=parent,
                     body={"name": product.name, "producer": producer.pk, "product_set": product_set.pk, **facts})
        index_product(product)
    return product


def amend_product(*, product: Product, by: Actor, **fields: str) -> Product:
    """Correct what is said about a product: `name` or any of `FACTS`. The trail keeps what stood there before."""
    _must(may_fill(by, product))
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
            index_product(fresh)
    return fresh


def move_product(*, product: Product, to: Producer, on: dt.date, by: Actor) -> Product:
    """Hand a product over to another producer from a day on (P06); its history stays with the one before.

    Consultants the one before named for it alone end with that, and open invitations to be one: the new holder names
    its own.

    Refuses (`forbidden`) others than an officer who answers for both places, (`invalid`) a day not after the present
    holding began or one still to come, (`conflict`) a move to the holder of today, to a producer that is not active or
    has a product of this name, and one that a later room holds back (a dossier under way), in `missing`.
    """
    if not (may_move_product(by, product) and answers_for(by, to)):
        raise Refusal("move-product-forbidden",
                      _("Chuyển sản phẩm sang chủ thể khác do cán bộ OCOP phụ trách cả hai nơi thực hiện."),
                      kind="forbidden")
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        if to.head_id in {fresh.producer_id, fresh.producer.head_id} or to.state != ProducerState.ACTIVE:
            raise Refusal("move-product-target",
                          _("Chủ thể nhận phải đang hoạt động và khác chủ thể đang giữ sản phẩm."), kind="conflict")
        if same_name(to, fresh.name_folded) is not None:
            raise Refusal("move-product-name", _("Chủ thể nhận đã có sản phẩm cùng tên. Hãy kiểm tra lại."),
                          kind="conflict")
        ties = ask_rooms("product.ties", product=fresh)
        if ties:
            raise Refusal("move-product-tied", ties[0].words, kind="conflict", missing=ties)
        holding = _open_holding(fresh)
        if on <= holding.valid_from:
            raise Refusal("move-product-day", _("Ngày chuyển phải sau ngày chủ thể hiện tại bắt đầu giữ sản phẩm."))
        if on > by.today:
            raise Refusal("move-product-day", _("Ngày chuyển không được sau hôm nay: sản phẩm đổi chủ thể ngay."))
        before = {"producer": fresh.producer_id, "unit": fresh.unit_id}
        holding.valid_to = on - dt.timedelta(days=1)
        holding.save(update_fields=["valid_to"])
        ProductHolding.objects.create(product=fresh, producer=to, valid_from=on)
        fresh.producer, fresh.unit = to, to.settled_unit or to.unit
        # What was settled of the former place says nothing about the new one.
        fresh.settled_unit, fresh.settled_by, fresh.settled_on = None, None, None
        fresh.save()
        ended = _end_consultants(fresh, last_day=on - dt.timedelta(days=1))
        audit.record("move_product", fresh, by=by, province_id=_province_id(fresh),
                     body={"before": before, "producer": to.pk, "unit": fresh.unit_id, "on": on, "ended": ended})
        index_product(fresh, before=product.producer)
    return fresh


def _end_consultants(product: Product, *, last_day: dt.date) -> dict[str, int]:
    """End who was named for the product alone, and invitations to be; how many of each, for the trail."""
    rows = list(Membership.objects.filter(product=product, valid_to__gt=last_day))
    for row in rows:
        row.valid_to = max(last_day, row.valid_from)
    Membership.objects.bulk_update(rows, ["valid_to"])
    now = timezone.now()
    withdrawn = Invitation.objects.filter(open_invitations(now), product=product).update(withdrawn_at=now)
    return {"members": len(rows), "invitations": withdrawn}


def place_product(*, product: Product, product_set: ProductSet, by: Actor) -> ProductPlacement:
    """Place a product in a set of an edition in force (A05); placements of other editions stay as they are.

    Refuses (`forbidden`) strangers, and the producer's people where it has a set in this edition already (an officer
    corrects that), (`invalid`) an edition that is not in force, a set not for this producer, (`conflict`) the set it
    stands in.
    """
    _must(may_fill(by, product))
    _check_set(product.producer, product_set)
    edition = product_set.edition
    ended = edition.in_force_to is not None and edition.in_force_to < by.today
    if not edition.is_published or edition.in_force_from > by.today or ended:
        raise Refusal("placement-edition", _("Văn bản này không còn hoặc chưa có hiệu lực nên không xếp bộ sản phẩm."))
    with transaction.atomic():
        fresh = Product.objects.select_for_update().get(pk=product.pk)
        row = ProductPlacement.objects.filter(product=fresh, edition=edition).first()
        before = row.product_set_id if row else None
        if before == product_set.pk:
            raise Refusal("placement-same", _("Sản phẩm đã ở bộ này."), kind="conflict")
        if before is not None and not answers_for(by, fresh):
            raise Refusal("placement-fixed", _("Sản phẩm đã được xếp bộ. Muốn đổi, hãy đề nghị cán bộ OCOP nơi đó."),
                          kind="forbidden")
        row = row or ProductPlacement(product=fresh, edition=edition)
        row.product_set = product_set
        row.save()
        audit.record("place_product", row, by=by, province_id=_province_id(fresh),
                     body={"product": fresh.pk, "edition": edition.key, "before": before, "set": product_set.pk})
        index_product(fresh)
    return row


def _open_holding(product: Product) -> ProductHolding:
    """Who holds it now; a product brought in from an old list may have no row yet, and gets one without a beginning."""
    row = ProductHolding.objects.filter(product=product, valid_to__isnull=True).first()
    return row or ProductHolding.objects.create(product=product, producer=product.producer, valid_from=UNKNOWN_START)


def _must(may: bool) -> None:
    if not may:
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
    if clean.get("hs_code") and not _HS_CODE.fullmatch(clean["hs_code"]):
        raise Refusal("hs-code-wrong", _("Mã HS chưa đúng: 4, 6, 8 hoặc 10 chữ số, ví dụ 0902.30.10."))
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
