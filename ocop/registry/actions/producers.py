"""Verbs on producers: entering one, letting it in or not, noting that it stopped or works again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ocop.accounts.queries import clean_phone
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.registry.documents import index_producer
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState
from ocop.registry.flow import FLOW
from ocop.registry.guards import answers_for_unit, may_register_producer
from ocop.registry.models import Membership, Producer, ProducerForm
from ocop.registry.queries import producer_with_tax_code
from ocop.registry.taxcodes import StoredCode, is_personal, masked_tax_code, store_tax_code

_LONGEST = 500


def register_producer(
    *,
    name: str,
    kind: str,
    unit: AdminUnit,
    by: Actor,
    tax_code: str = "",
    registration_no: str = "",
    registered_on: dt.date | None = None,
    phone: str = "",
    email: str = "",
    detail: str = "",
) -> Producer:
    """Enter a subject of the programme (26/2026 art. 2.3) in a commune.

    By an officer of the place it is active at once; by a person without office it waits for one, and the person becomes
    its representative. Refuses (`forbidden`) an officer elsewhere, (`invalid`) a wrong name, kind, place, phone or tax
    code shape, (`conflict`) a tax code that another producer holds.
    """
    if not may_register_producer(by, unit):
        raise Refusal("register-producer-forbidden",
                      _("Bạn chỉ đăng ký được chủ thể trong địa bàn mình phụ trách. Hãy chọn lại xã, phường."),
                      kind="forbidden")
    check_name(name)
    check_kind(kind)
    if unit.level != Level.COMMUNE:
        raise Refusal("producer-unit", _("Hãy chọn xã, phường hoặc đặc khu nơi chủ thể đóng."))
    check_registered_on(registered_on, by=by)
    code = store_tax_code(tax_code)
    officer = answers_for_unit(by, unit)
    producer = Producer(
        name=nfc(name), kind=kind, unit=unit, tax_code=code.unique, tax_code_sealed=code.sealed,
        registration_no=clean_registration_no(registration_no), registered_on=registered_on,
        **clean_contact({"detail": detail, "phone": phone, "email": email}),
        state=ProducerState.ACTIVE if officer else ProducerState.WAITING, entered_by=by.user,
    )
    try:
        with transaction.atomic():
            refuse_taken_code(code, by=by)
            _save_new(producer, by=by)
            if not officer:
                Membership.objects.create(producer=producer, user=by.user, role=MemberRole.DIRECTOR,
                                          valid_from=by.today)
            audit.record("register_producer", producer, by=by, province_id=province_id(producer),
                         body={"name": producer.name, "kind": kind, "unit": unit.pk, "state": producer.state,
                               "tax_code": masked_tax_code(code)})
    except IntegrityError as clash:
        # Two people entered the same code at the same moment; the unique column knew first.
        raise code_taken(None) from clash
    by.memo.clear()
    return producer


def approve_producer(*, producer: Producer, by: Actor) -> Producer:
    """Let a waiting producer in. Refuses (`forbidden`) everybody but an officer of the place who is not its own."""
    return _step("approve_producer", producer, by=by)


def refuse_producer(*, producer: Producer, reason: str, by: Actor) -> Producer:
    """Do not let a waiting producer in; its people read the reason at their desk and may ask again.

    Refuses (`forbidden`) as approving, (`invalid`) no reason, (`conflict`) one that no longer waits.
    """
    reason = nfc(reason)[:_LONGEST]
    if not reason:
        raise Refusal("refuse-reason", _("Hãy ghi lý do để chủ thể biết phải sửa gì."))
    return _step("refuse_producer", producer, by=by, reason=reason)


def ask_approval(*, producer: Producer, by: Actor) -> Producer:
    """Ask the officers to look again at a producer that was refused or has stopped; its director alone."""
    return _step("ask_approval", producer, by=by)


def close_producer(*, producer: Producer, by: Actor) -> Producer:
    """Note that the producer has stopped; its papers and products stay readable."""
    return _step("close_producer", producer, by=by)


def reopen_producer(*, producer: Producer, by: Actor) -> Producer:
    """Note that the producer works again."""
    return _step("reopen_producer", producer, by=by)


def _step(verb: str, producer: Producer, *, by: Actor, reason: str = "") -> Producer:
    """One step of the producer's state table."""
    with transaction.atomic():
        fresh = FLOW.begin(verb, producer, by=by)
        fresh.save(update_fields=["state"])
        audit.record(verb, fresh, by=by, body={"state": fresh.state}, province_id=province_id(fresh), reason=reason)
    producer.state = fresh.state
    return fresh


def check_name(name: str) -> None:
    """Refuse a producer without a name."""
    if not nfc(name):
        raise Refusal("producer-name", _("Hãy nhập tên chủ thể như ghi trong giấy đăng ký."))


def check_kind(kind: str) -> None:
    """Refuse what is no form of a producer (26/2026 art. 2.3)."""
    if kind not in ProducerKind.values:
        raise Refusal("producer-kind", _("Hãy chọn loại hình chủ thể."))


def check_registered_on(day: dt.date | None, *, by: Actor) -> None:
    """Refuse a registration still to come."""
    if day is not None and day > by.today:
        raise Refusal("registered-later", _("Ngày đăng ký không thể sau hôm nay. Hãy xem lại trên giấy."))


def clean_contact(facts: Mapping[str, Any]) -> dict[str, str]:
    """Address, phone and e-mail as stored, those that are given; refuses a phone that is none."""
    clean: dict[str, str] = {}
    if "detail" in facts:
        clean["detail"] = nfc(facts["detail"])
    if "phone" in facts:
        clean["phone"] = _phone(facts["phone"])
    if "email" in facts:
        clean["email"] = facts["email"].strip()
    return clean


def clean_registration_no(text: str) -> str:
    """A registration number as stored. A personal number is refused: it would lie here in the clear (A3)."""
    if is_personal(text):
        raise Refusal("registration-no-personal",
                      _("Đây là số định danh cá nhân (12 chữ số). Hãy nhập ở ô Mã số thuế, nơi số được mã hóa; ô này "
                        "để trống."))
    return nfc(text)


def _phone(text: str) -> str:
    """A contact number in one form; refuses what is none."""
    if not text.strip():
        return ""
    clean = clean_phone(text)
    if clean is None:
        raise Refusal("phone-wrong", _("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, ví dụ 0912 345 678."))
    return clean


def refuse_taken_code(code: StoredCode, *, by: Actor, but: Producer | None = None) -> None:
    """Refuse a code another producer holds."""
    other = producer_with_tax_code(code.unique)
    if other is not None and other != but:
        raise code_taken(other, by=by)


def code_taken(other: Producer | None, *, by: Actor | None = None) -> Refusal:
    """The refusal names the other producer only to those who may see it; others learn its kind, not who or where."""
    if other is not None and by is not None and Producer.objects.visible_to(by).filter(pk=other.pk).exists():
        words = _("Mã số thuế này là của “%(name)s”, đã có trong hệ thống. Hãy mở chủ thể đó thay vì đăng ký mới.") % {
            "name": other.name}
    elif other is not None:
        words = _("Mã số thuế này đã đăng ký cho một chủ thể khác (%(kind)s). Hãy kiểm tra lại mã; nếu đúng, hãy liên "
                  "hệ cán bộ OCOP.") % {"kind": ProducerKind(other.kind).label.lower()}
    else:
        words = _("Mã số thuế này vừa được đăng ký cho một chủ thể khác. Hãy kiểm tra lại mã.")
    return Refusal("tax-code-taken", words, kind="conflict")


def _save_new(producer: Producer, *, by: Actor) -> None:
    """Save the row as its own head, with the first row of its legal form."""
    producer.save()
    producer.head = producer
    producer.save(update_fields=["head"])
    ProducerForm.objects.create(producer=producer, kind=producer.kind, name=producer.name,
                                valid_from=producer.registered_on or by.today)
    index_producer(producer)


def province_id(producer: Producer) -> int | None:
    """Today's province of the producer, for the trail."""
    province = producer.province_today
    return province.pk if province else None
