"""Verbs on producers and their people."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.accounts.models import User
from ocop.accounts.queries import clean_phone
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.registry.enums import MemberRole, ProducerKind, ProducerState
from ocop.registry.flow import FLOW
from ocop.registry.guards import answers_for_unit, may_manage_members, may_register_producer
from ocop.registry.models import Membership, Producer, ProducerForm, Representative
from ocop.registry.queries import producer_with_tax_code
from ocop.registry.taxcodes import StoredCode, masked_tax_code, store_tax_code


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
    _check_facts(name=name, kind=kind, unit=unit)
    code = store_tax_code(tax_code)
    officer = answers_for_unit(by, unit)
    producer = Producer(
        name=nfc(name), kind=kind, unit=unit, detail=nfc(detail), tax_code=code.unique, tax_code_sealed=code.sealed,
        registration_no=nfc(registration_no), registered_on=registered_on, phone=_phone(phone), email=email.strip(),
        state=ProducerState.ACTIVE if officer else ProducerState.WAITING, entered_by=by.user,
    )
    try:
        with transaction.atomic():
            _refuse_taken_code(code, by=by)
            _save_new(producer, by=by)
            if not officer:
                Membership.objects.create(producer=producer, user=by.user, role=MemberRole.DIRECTOR,
                                          valid_from=by.today)
            audit.record("register_producer", producer, by=by, province_id=_province_id(producer),
                         body={"name": producer.name, "kind": kind, "unit": unit.pk, "state": producer.state,
                               "tax_code": masked_tax_code(code)})
    except IntegrityError as clash:
        # Two people entered the same code at the same moment; the unique column knew first.
        raise _code_taken(None) from clash
    by.memo.clear()
    return producer


def approve_producer(*, producer: Producer, by: Actor) -> Producer:
    """Let a waiting producer in. Refuses (`forbidden`) everybody but an officer of the place who is not its own."""
    return _step("approve_producer", producer, by=by)


def close_producer(*, producer: Producer, by: Actor) -> Producer:
    """Note that the producer has stopped; its papers and products stay readable."""
    return _step("close_producer", producer, by=by)


def reopen_producer(*, producer: Producer, by: Actor) -> Producer:
    """Note that the producer works again."""
    return _step("reopen_producer", producer, by=by)


def add_member(*, producer: Producer, user: User, role: str, valid_from: dt.date, valid_to: dt.date | None = None,
               by: Actor) -> Membership:
    """Let a person work for a producer from a day to a last day, inclusive.

    Refuses (`forbidden`) others than its director and the officers of the place, (`invalid`) a wrong role or period,
    (`conflict`) a role the person already has then.
    """
    _must_manage(producer, by=by)
    if role not in MemberRole.values:
        raise Refusal("member-role", _("Hãy chọn vai trò của người này trong chủ thể."))
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("member-period", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    with transaction.atomic():
        same = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from), producer=producer,
                                         user=user, role=role)
        if (same.filter(valid_from__lte=valid_to) if valid_to else same).exists():
            raise Refusal("member-already", _("Người này đã có vai trò đó trong chủ thể."), kind="conflict")
        membership = Membership.objects.create(producer=producer, user=user, role=role, valid_from=valid_from,
                                               valid_to=valid_to)
        audit.record("add_member", membership, by=by, province_id=_province_id(producer),
                     body={"producer": producer.pk, "user": user.pk, "role": role, "valid_from": valid_from,
                           "valid_to": valid_to})
    return membership


def end_member(*, membership: Membership, last_day: dt.date, by: Actor) -> Membership:
    """End a person's work for a producer on a last day. Refuses a day before it began."""
    _must_manage(membership.producer, by=by)
    if last_day < membership.valid_from:
        raise Refusal("member-period", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    with transaction.atomic():
        membership.valid_to = last_day
        membership.save(update_fields=["valid_to"])
        audit.record("end_member", membership, by=by, province_id=_province_id(membership.producer),
                     body={"valid_to": last_day})
    return membership


def name_representative(
    *,
    producer: Producer,
    name: str,
    valid_from: dt.date,
    by: Actor,
    position: str = "",
    sex: str = "",
    ethnic_group: str = "",
    disability: bool | None = None,
) -> Representative:
    """Write down the legal representative from a day on; the one before ends the day before.

    Sex, ethnic group and disability go into their own table and never into the trail (product.md 8).
    """
    _must_manage(producer, by=by)
    if not nfc(name):
        raise Refusal("representative-name", _("Hãy nhập họ tên người đại diện theo pháp luật."))
    with transaction.atomic():
        Producer.objects.select_for_update().get(pk=producer.pk)
        before = Representative.objects.filter(producer=producer, valid_to__isnull=True)
        if before.filter(valid_from__gte=valid_from).exists():
            raise Refusal("representative-period", _("Ngày bắt đầu phải sau ngày bắt đầu của người đại diện trước."))
        before.update(valid_to=valid_from - dt.timedelta(days=1))
        person = Representative.objects.create(
            producer=producer, name=nfc(name), position=nfc(position), sex=sex, ethnic_group=nfc(ethnic_group),
            disability=disability, valid_from=valid_from,
        )
        audit.record("name_representative", person, by=by, province_id=_province_id(producer),
                     body={"producer": producer.pk, "valid_from": valid_from})
    return person


def _step(verb: str, producer: Producer, *, by: Actor) -> Producer:
    """One step of the producer's state table."""
    with transaction.atomic():
        fresh = FLOW.begin(verb, producer, by=by)
        fresh.save(update_fields=["state"])
        audit.record(verb, fresh, by=by, body={"state": fresh.state}, province_id=_province_id(fresh))
    producer.state = fresh.state
    return fresh


def _check_facts(*, name: str, kind: str, unit: AdminUnit) -> None:
    """Refuse what no producer can be."""
    if not nfc(name):
        raise Refusal("producer-name", _("Hãy nhập tên chủ thể như ghi trong giấy đăng ký."))
    if kind not in ProducerKind.values:
        raise Refusal("producer-kind", _("Hãy chọn loại hình chủ thể."))
    if unit.level != Level.COMMUNE:
        raise Refusal("producer-unit", _("Hãy chọn xã, phường hoặc đặc khu nơi chủ thể đóng."))


def _phone(text: str) -> str:
    """A contact number in one form; refuses what is none."""
    if not text.strip():
        return ""
    clean = clean_phone(text)
    if clean is None:
        raise Refusal("phone-wrong", _("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, ví dụ 0912 345 678."))
    return clean


def _refuse_taken_code(code: StoredCode, *, by: Actor) -> None:
    """Refuse a code another producer holds."""
    other = producer_with_tax_code(code.unique)
    if other is not None:
        raise _code_taken(other, by=by)


def _code_taken(other: Producer | None, *, by: Actor | None = None) -> Refusal:
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


def _must_manage(producer: Producer, *, by: Actor) -> None:
    if not may_manage_members(by, producer):
        raise Refusal("members-forbidden",
                      _("Chỉ người đại diện của chủ thể hoặc cán bộ OCOP nơi đó làm được việc này."),
                      kind="forbidden")


def _province_id(producer: Producer) -> int | None:
    """Today's province of the producer, for the trail."""
    province = producer.province_today
    return province.pk if province else None
