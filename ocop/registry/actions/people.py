"""Verbs on the people of a producer: members and the legal representative."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.accounts.models import User
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import Opening
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.registry.actions.producers import province_id
from ocop.registry.enums import MemberRole, ProducerState
from ocop.registry.guards import may_manage_members, may_see_representative
from ocop.registry.models import Invitation, Membership, Producer, Product, Representative
from ocop.registry.queries import directs_alone, open_invitations


def add_member(
    *,
    producer: Producer,
    user: User,
    role: str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    product: Product | None = None,
    by: Actor,
) -> Membership:
    """Let a person work for a producer from a day to a last day, inclusive; a consultant's last day must be named.

    With `product` a consultant fills in for that product alone (P01). Refuses (`forbidden`) others than its director
    and the officers of the place, (`invalid`) a wrong role or period, a product for another role or of another
    producer, (`conflict`) a role the person already has then.
    """
    must_manage(producer, by=by)
    check_period(role, valid_from, valid_to)
    check_product(producer, role, product)
    with transaction.atomic():
        membership = new_membership(producer, user, role, period=(valid_from, valid_to), product=product)
        audit.record(
            "add_member",
            membership,
            by=by,
            province_id=province_id(producer),
            body={
                "producer": producer.pk,
                "user": user.pk,
                "role": role,
                "product": product.pk if product else None,
                "valid_from": valid_from,
                "valid_to": valid_to,
            },
        )
    return membership


def end_member(*, membership: Membership, last_day: dt.date, by: Actor) -> Membership:
    """End a person's work for a producer on a last day; invitations they sent and nobody took up end with it.

    Refuses (`forbidden`) others, (`invalid`) a day before it began, (`conflict`) one that has ended by then already,
    and the last who represents a producer that has not stopped: name another first.
    """
    must_manage(membership.producer, by=by)
    if last_day < membership.valid_from:
        raise Refusal("member-period", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    with transaction.atomic():
        # One at a time: two directors must not end each other in the same breath.
        head = Producer.objects.select_for_update().get(pk=membership.producer.head_id or membership.producer_id)
        fresh = Membership.objects.select_for_update(of=("self",)).select_related("producer").get(pk=membership.pk)
        if fresh.valid_to is not None and fresh.valid_to <= last_day:
            raise Refusal(
                "member-ended", _("Người này đã có ngày kết thúc sớm hơn hoặc đúng ngày đó."), kind="conflict"
            )
        if head.state != ProducerState.CLOSED and directs_alone(fresh, last_day):
            raise Refusal(
                "member-last-director",
                _("Đây là người đại diện cuối cùng. Hãy thêm người đại diện khác trước, hoặc ghi chủ thể đã ngừng."),
                kind="conflict",
            )
        fresh.valid_to = last_day
        fresh.save(update_fields=["valid_to"])
        sent = Invitation.objects.filter(open_invitations(timezone.now()), producer__head=head, invited_by=fresh.user)
        withdrawn = sent.update(withdrawn_at=timezone.now())
        audit.record(
            "end_member",
            fresh,
            by=by,
            province_id=province_id(fresh.producer),
            body={"valid_to": last_day, "withdrawn": withdrawn},
        )
    membership.valid_to = last_day
    return fresh


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
    must_manage(producer, by=by)
    if not nfc(name):
        raise Refusal("representative-name", _("Hãy nhập họ tên người đại diện theo pháp luật."))
    with transaction.atomic():
        Producer.objects.select_for_update().get(pk=producer.pk)
        before = Representative.objects.filter(producer=producer, valid_to__isnull=True)
        if before.filter(valid_from__gte=valid_from).exists():
            raise Refusal("representative-period", _("Ngày bắt đầu phải sau ngày bắt đầu của người đại diện trước."))
        before.update(valid_to=valid_from - dt.timedelta(days=1))
        person = Representative.objects.create(
            producer=producer,
            name=nfc(name),
            position=nfc(position),
            sex=sex,
            ethnic_group=nfc(ethnic_group),
            disability=disability,
            valid_from=valid_from,
        )
        audit.record(
            "name_representative",
            person,
            by=by,
            province_id=province_id(producer),
            body={"producer": producer.pk, "valid_from": valid_from},
        )
    return person


def look_at_representatives(*, producer: Producer, by: Actor) -> list[Representative]:
    """The legal representatives through time with sex, ethnic group and disability, the newest first.

    Whoever looks is noted (`Opening`), one row for each that has such a fact. Refuses (`forbidden`) others than the
    director and the officers of the place.
    """
    if not may_see_representative(by, producer):
        raise Refusal(
            "representative-forbidden",
            _("Chỉ người đại diện của chủ thể hoặc cán bộ OCOP nơi đó xem được mục này."),
            kind="forbidden",
        )
    rows = list(Representative.objects.filter(producer__head=producer.head_id).order_by("-valid_from", "-pk"))
    Opening.objects.bulk_create(
        Opening(actor=by.user, object_type=Representative._meta.label, object_id=row.pk, kind="representative")
        for row in rows
        if row.sex or row.ethnic_group or row.disability is not None
    )
    return rows


def new_membership(
    producer: Producer, user: User, role: str, *, period: tuple[dt.date, dt.date | None], product: Product | None
) -> Membership:
    """A row of its own; refuses a role the person has in that time already."""
    if same_role(producer, user, role, period=period, product=product):
        raise already()
    return Membership.objects.create(
        producer=producer, user=user, role=role, valid_from=period[0], valid_to=period[1], product=product
    )


def same_role(
    producer: Producer, user: User, role: str, *, period: tuple[dt.date, dt.date | None], product: Product | None
) -> bool:
    """Whether the person has the role at the producer, for all of it or for this product, on some day of the period."""
    begins, ends = period
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=begins)
    covers = Q(product__isnull=True) | Q(product=product) if product else Q(product__isnull=True)
    same = Membership.objects.filter(running, covers, producer__head=producer.head_id, user=user, role=role)
    return (same.filter(valid_from__lte=ends) if ends else same).exists()


def check_period(role: str, valid_from: dt.date, valid_to: dt.date | None) -> None:
    """Refuse a wrong role or period; a consultant comes for a time (P01)."""
    if role not in MemberRole.values:
        raise Refusal("member-role", _("Hãy chọn vai trò của người này trong chủ thể."))
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("member-period", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    if role == MemberRole.CONSULTANT and valid_to is None:
        raise Refusal("consultant-period", _("Tư vấn làm việc có thời hạn: hãy nhập ngày cuối cùng được vào."))


def check_product(producer: Producer, role: str, product: Product | None) -> None:
    """Refuse a product for others than a consultant, and one the producer does not hold."""
    if product is None:
        return
    if role != MemberRole.CONSULTANT:
        raise Refusal("member-product", _("Chỉ tư vấn mới nhận riêng một sản phẩm; người đại diện và nhân viên làm cho "
                                          "cả chủ thể."))
    if not held_by(producer, product):
        raise Refusal("member-product", _("Hãy chọn một sản phẩm của chủ thể này."))


def held_by(producer: Producer, product: Product) -> bool:
    """Whether the producer holds the product today."""
    return product.producer.head_id == producer.head_id


def must_manage(producer: Producer, *, by: Actor) -> None:
    if not may_manage_members(by, producer):
        raise Refusal(
            "members-forbidden",
            _("Chỉ người đại diện của chủ thể hoặc cán bộ OCOP nơi đó làm được việc này."),
            kind="forbidden",
        )


def already() -> Refusal:
    return Refusal("member-already", _("Người này đã có vai trò đó trong chủ thể."), kind="conflict")
