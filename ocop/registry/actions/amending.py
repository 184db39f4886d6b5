"""Verbs that correct what is said about a producer, and that give it another legal form from a day on."""

import datetime as dt
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.registry.actions.producers import (
    check_kind,
    check_name,
    check_registered_on,
    clean_contact,
    clean_registration_no,
    code_taken,
    province_id,
    refuse_taken_code,
)
from ocop.registry.documents import index_producer
from ocop.registry.enums import TOURISM_GROUP, TOURISM_ONLY, ProducerKind
from ocop.registry.guards import may_amend_identity, may_amend_producer, may_change_form
from ocop.registry.models import Producer, ProducerForm, Product, ProductPlacement
from ocop.registry.queries import live_forms
from ocop.registry.taxcodes import StoredCode, masked_tax_code, store_tax_code

IDENTITY = frozenset({"name", "kind", "tax_code", "registration_no", "registered_on"})
CONTACT = frozenset({"detail", "phone", "email"})


class ProducerFacts(TypedDict, total=False):
    """What may be said about a producer; what is left out stays as it is."""

    name: str
    kind: str
    tax_code: str
    registration_no: str
    registered_on: dt.date | None
    detail: str
    phone: str
    email: str


def amend_producer(*, producer: Producer, by: Actor, **facts: Unpack[ProducerFacts]) -> Producer:
    """Correct what is said about a producer; a real change of its form or name from a day on is `change_form`.

    Contact and address by its director or an officer of the place; name, form, tax code and registration of a producer
    at work by an officer alone. The trail keeps what stood there before, of contact and address only that they changed.
    Refuses (`forbidden`) others, (`invalid`) wrong facts, (`conflict`) a tax code that another producer holds, and a
    form that fits none of its products.
    """
    _must_amend(producer, facts, by=by)
    check_registered_on(facts.get("registered_on"), by=by)
    wanted = _cleaned(facts)
    try:
        with transaction.atomic():
            fresh = (
                Producer.objects.select_for_update(of=("self",))
                .select_related("unit", "settled_unit")
                .get(pk=producer.pk)
            )
            before = {key: getattr(fresh, key) for key, value in wanted.items() if getattr(fresh, key) != value}
            if set(before) == {"tax_code_sealed"}:
                # The same number: sealing it again gives another text each time.
                before = {}
            if before:
                _amend(fresh, wanted, before, by=by)
    except IntegrityError as clash:
        # Two people entered the same code at the same moment; the unique column knew first.
        raise code_taken(None) from clash
    return fresh


def change_form(
    *, producer: Producer, kind: str, name: str, valid_from: dt.date, by: Actor, reason: str = ""
) -> ProducerForm:
    """Give a producer another legal form, or another name under its form, from a day on; what was before stays told.

    Restructuring breaks nothing: products, papers, stars and people stay with the producer. `reason` names the paper.
    Refuses (`forbidden`) others than the officers of the place, (`invalid`) a wrong form or name, a day still to come,
    one not after the present form began, (`conflict`) the form it has already, and one that fits none of its products.
    """
    if not may_change_form(by, producer):
        raise Refusal(
            "change-form-forbidden",
            _("Đổi loại hình do cán bộ OCOP của xã hoặc tỉnh nơi chủ thể đóng ghi nhận."),
            kind="forbidden",
        )
    check_name(name)
    check_kind(kind)
    if valid_from > by.today:
        raise Refusal("form-day", _("Ngày đổi phải từ hôm nay trở về trước. Khi đến ngày, hãy ghi lại."))
    with transaction.atomic():
        fresh = (
            Producer.objects.select_for_update(of=("self",)).select_related("unit", "settled_unit").get(pk=producer.pk)
        )
        before = {"kind": fresh.kind, "name": fresh.name}
        after = {"kind": kind, "name": nfc(name)}
        if before == after:
            raise Refusal("form-same", _("Chủ thể đang có đúng loại hình và tên này."), kind="conflict")
        _check_products(fresh, kind)
        row = _next_form(fresh, after, valid_from)
        fresh.kind, fresh.name = kind, after["name"]
        fresh.save()
        audit.record(
            "change_form",
            fresh,
            by=by,
            province_id=province_id(fresh),
            reason=nfc(reason),
            body={"form": row.pk, "valid_from": valid_from, "before": before, "after": after},
        )
        index_producer(fresh)
    return row


def undo_form(*, producer: Producer, reason: str, by: Actor) -> ProducerForm:
    """Take back the newest legal form, entered by mistake: its row stays with an empty period, the one before holds on.

    Refuses (`forbidden`) others than the officers of the place, (`invalid`) no reason, (`conflict`) the first form.
    """
    if not may_change_form(by, producer):
        raise Refusal(
            "change-form-forbidden",
            _("Đổi loại hình do cán bộ OCOP của xã hoặc tỉnh nơi chủ thể đóng ghi nhận."),
            kind="forbidden",
        )
    reason = nfc(reason)
    if not reason:
        raise Refusal("form-reason", _("Hãy ghi vì sao hủy, ví dụ ghi nhầm chủ thể."))
    with transaction.atomic():
        fresh = (
            Producer.objects.select_for_update(of=("self",)).select_related("unit", "settled_unit").get(pk=producer.pk)
        )
        rows = list(fresh.forms.filter(live_forms()).order_by("valid_from"))
        if len(rows) < 2:
            raise Refusal("form-first", _("Chủ thể chỉ có một loại hình, không có gì để hủy."), kind="conflict")
        kept, wrong = rows[-2:]
        _check_products(fresh, kept.kind)
        wrong.valid_to = wrong.valid_from - dt.timedelta(days=1)
        wrong.save(update_fields=["valid_to"])
        kept.valid_to = None
        kept.save(update_fields=["valid_to"])
        fresh.kind, fresh.name = kept.kind, kept.name
        fresh.save()
        audit.record(
            "undo_form",
            fresh,
            by=by,
            province_id=province_id(fresh),
            reason=reason,
            body={
                "form": wrong.pk,
                "valid_from": wrong.valid_from,
                "before": {"kind": wrong.kind, "name": wrong.name},
                "after": {"kind": kept.kind, "name": kept.name},
            },
        )
        index_producer(fresh)
    return kept


def _must_amend(producer: Producer, facts: ProducerFacts, *, by: Actor) -> None:
    unknown = set(facts) - IDENTITY - CONTACT
    if unknown:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    if not may_amend_producer(by, producer):
        raise Refusal(
            "amend-forbidden",
            _("Chỉ người đại diện của chủ thể hoặc cán bộ OCOP nơi đó làm được việc này."),
            kind="forbidden",
        )
    if IDENTITY & set(facts) and not may_amend_identity(by, producer):
        raise Refusal(
            "amend-identity-forbidden",
            _(
                "Tên, loại hình, mã số thuế, đăng ký của chủ thể đã duyệt do cán bộ OCOP sửa. Hãy mang giấy tờ "
                "mới đến xã, phường."
            ),
            kind="forbidden",
        )


def _cleaned(facts: ProducerFacts) -> dict[str, Any]:
    """The facts as the columns hold them."""
    wanted: dict[str, Any] = clean_contact(facts)
    if "name" in facts:
        check_name(facts["name"])
        wanted["name"] = nfc(facts["name"])
    if "kind" in facts:
        check_kind(facts["kind"])
        wanted["kind"] = facts["kind"]
    if "registration_no" in facts:
        wanted["registration_no"] = clean_registration_no(facts["registration_no"])
    if "registered_on" in facts:
        wanted["registered_on"] = facts["registered_on"]
    if "tax_code" in facts:
        code = store_tax_code(facts["tax_code"])
        wanted["tax_code"], wanted["tax_code_sealed"] = code.unique, code.sealed
    return wanted


def _amend(fresh: Producer, wanted: dict[str, Any], before: dict[str, Any], *, by: Actor) -> None:
    """Write what differs, with the first or newest legal form in step, and one entry."""
    old_code = masked_tax_code(StoredCode(fresh.tax_code, fresh.tax_code_sealed))
    if "tax_code" in before:
        refuse_taken_code(StoredCode(wanted["tax_code"], wanted["tax_code_sealed"]), by=by, but=fresh)
    if "kind" in before:
        _check_products(fresh, wanted["kind"])
    for key in before:
        setattr(fresh, key, wanted[key])
    fresh.save()
    _keep_forms(fresh, moved="registered_on" in before)
    kept = {"name", "kind", "registration_no", "registered_on"}
    told = {key: value for key, value in before.items() if key in kept}
    new = {key: wanted[key] for key in told}
    if "tax_code" in before:
        told["tax_code"] = old_code
        new["tax_code"] = masked_tax_code(StoredCode(fresh.tax_code, fresh.tax_code_sealed))
    audit.record(
        "amend_producer",
        fresh,
        by=by,
        province_id=province_id(fresh),
        body={"before": told, "after": new, "contact": sorted(CONTACT & set(before))},
    )
    index_producer(fresh)


def _keep_forms(producer: Producer, *, moved: bool) -> None:
    """The newest form bears the corrected name and kind; the first begins on the day of registration."""
    rows = list(producer.forms.order_by("valid_from"))
    live = [row for row in rows if row.valid_to is None or row.valid_to >= row.valid_from]
    if not live:
        return
    newest, first, day = live[-1], live[0], producer.registered_on
    newest.kind, newest.name = producer.kind, producer.name
    newest.save(update_fields=["kind", "name"])
    earlier = len(live) == 1 or (day is not None and day < live[1].valid_from)
    if moved and day is not None and earlier and day not in {row.valid_from for row in rows}:
        first.valid_from = day
        first.save(update_fields=["valid_from"])


def _next_form(producer: Producer, form: dict[str, str], valid_from: dt.date) -> ProducerForm:
    """The row of the new form; the one before ends the day before. A mistaken row of that very day is used again."""
    current = producer.forms.filter(live_forms()).order_by("-valid_from").first()
    if current is not None:
        if current.valid_from >= valid_from:
            raise Refusal(
                "form-day",
                _("Ngày đổi phải sau ngày bắt đầu của loại hình đang ghi. Nếu chỉ ghi sai, hãy dùng “Sửa thông tin”."),
            )
        current.valid_to = valid_from - dt.timedelta(days=1)
        current.save(update_fields=["valid_to"])
    row, _made = ProducerForm.objects.update_or_create(
        producer=producer, valid_from=valid_from, defaults={**form, "valid_to": None}
    )
    return row


def _check_products(producer: Producer, kind: str) -> None:
    """Associations and centres take part with tourism only (26/2026 art. 2.3): refuse while they hold anything else."""
    if kind not in TOURISM_ONLY:
        return
    held = Product.objects.held_by(producer).values("pk")
    placed = ProductPlacement.objects.filter(product__in=held, product_set__isnull=False)
    tourism = Q(product_set__group_code=TOURISM_GROUP) | Q(product_set__group_code__startswith=f"{TOURISM_GROUP}.")
    other = placed.exclude(tourism).select_related("product").order_by("pk").first()
    if other is not None:
        raise Refusal(
            "form-tourism-only",
            _(
                "%(kind)s chỉ tham gia với sản phẩm du lịch, mà chủ thể đang có “%(product)s”. Hãy chuyển sản "
                "phẩm đó sang chủ thể khác trước."
            )
            % {"kind": ProducerKind(kind).label, "product": other.product.name},
            kind="conflict",
        )
