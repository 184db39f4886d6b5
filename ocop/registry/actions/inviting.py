"""Verbs on invitations: asking a colleague or a consultant to join a producer, and taking that up (A04)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ocop.accounts.actions import sign_up_user
from ocop.accounts.codes import digest_of, fits, new_code, shown_code
from ocop.accounts.models import User
from ocop.accounts.queries import clean_phone, user_by_login
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.registry.actions.joining import take_consent
from ocop.registry.actions.people import (
    already,
    check_period,
    check_product,
    held_by,
    must_manage,
    new_membership,
    same_role,
)
from ocop.registry.actions.producers import province_id
from ocop.registry.models import Invitation, Membership, Producer, Product
from ocop.registry.queries import open_invitations

INVITATION_DAYS = 14
INVITATION_TRIES = 5


def invite_member(
    *,
    producer: Producer,
    name: str,
    login: str,
    role: str,
    member_from: dt.date,
    by: Actor,
    member_to: dt.date | None = None,
    product: Product | None = None,
) -> tuple[Invitation, str]:
    """Invite a colleague or a consultant by phone or e-mail; the one-time code is returned once, kept as a digest.

    The invitation holds `INVITATION_DAYS` days and is bound to the sign-in name; an earlier open one to the same name
    is withdrawn, unless each is for a product of its own. Whether that name has an account already is not told. Refuses
    as `add_member` does, and (`invalid`) a missing name and what is neither phone nor e-mail.
    """
    must_manage(producer, by=by)
    check_period(role, member_from, member_to)
    check_product(producer, role, product)
    if member_to is not None and member_to < by.today:
        raise Refusal("member-period", _("Ngày kết thúc phải từ hôm nay trở đi."))
    if not nfc(name):
        raise Refusal("person-name", _("Hãy nhập họ và tên người được mời."))
    email, phone = sign_in_name(login)
    code, now = new_code(), timezone.now()
    with transaction.atomic():
        Producer.objects.select_for_update().get(pk=producer.pk)
        known = user_by_login(login)
        period = (member_from, member_to)
        if known is not None and same_role(producer, known, role, period=period, product=product):
            raise already()
        earlier = Invitation.objects.filter(
            open_invitations(now), producer__head=producer.head_id, email=email, phone=phone
        )
        if product is not None:
            earlier = earlier.filter(Q(product__isnull=True) | Q(product=product))
        withdrawn = earlier.update(withdrawn_at=now)
        invitation = Invitation(
            producer=producer,
            product=product,
            role=role,
            name=nfc(name),
            email=email,
            phone=phone,
            member_from=member_from,
            member_to=member_to,
            invited_by=by.user,
            invited_at=now,
            valid_until=now + dt.timedelta(days=INVITATION_DAYS),
        )
        invitation.digest = digest_of(invitation.pid, code)
        invitation.save()
        audit.record(
            "invite_member",
            invitation,
            by=by,
            province_id=province_id(producer),
            body={
                "producer": producer.pk,
                "role": role,
                "product": product.pk if product else None,
                "member_from": member_from,
                "member_to": member_to,
                "withdrawn": withdrawn,
            },
        )
    return invitation, shown_code(code)


def withdraw_invitation(*, invitation: Invitation, by: Actor) -> Invitation:
    """Take back an invitation nobody has taken up. Refuses (`forbidden`) others, (`conflict`) one that is over."""
    must_manage(invitation.producer, by=by)
    with transaction.atomic():
        fresh = Invitation.objects.select_for_update(of=("self",)).select_related("producer").get(pk=invitation.pk)
        if fresh.accepted_at is not None or fresh.withdrawn_at is not None:
            raise _over()
        fresh.withdrawn_at = timezone.now()
        fresh.save(update_fields=["withdrawn_at"])
        audit.record("withdraw_invitation", fresh, by=by, province_id=province_id(fresh.producer), body={})
    return fresh


def accept_invitation(*, invitation: Invitation, by: Actor) -> Membership:
    """Take up an invitation as the signed-in person whose phone or e-mail it names: one press, no code.

    Refuses (`forbidden`) anybody else, (`conflict`) an invitation that is over, a role the person has already, and one
    for a product the producer no longer holds.
    """
    with transaction.atomic():
        fresh = _locked(invitation)
        if not is_for(fresh, by.user):
            raise Refusal(
                "invitation-other",
                _("Lời mời này gửi cho tài khoản khác. Hãy đăng nhập bằng số điện thoại hoặc thư điện tử được mời."),
                kind="forbidden",
            )
        if not still_open(fresh):
            raise _over()
        membership = _taken_up(fresh, by.user, by=by)
    by.memo.clear()
    return membership


def join_by_invitation(*, invitation: Invitation, code: str, password: str, consent: str) -> Membership:
    """Take up an invitation with its code and make the account for the phone or e-mail it names.

    The code opens no account that is there: whoever sent it knows it too. Refuses (`invalid`) a weak password, a wrong
    code (five tries), no consent to the words in use, (`conflict`) an invitation that is over, and a sign-in name that
    has an account, told only to whoever has the code.
    """
    with transaction.atomic():
        fresh = _locked(invitation)
        if not still_open(fresh):
            raise _over()
        good = fits(fresh.digest, fresh.pid, code)
        if not good:
            # Counted outside the refusal, so that guessing ends after a few tries.
            fresh.tries += 1
            fresh.save(update_fields=["tries"])
    if not good:
        raise Refusal("code-wrong", _("Mã không đúng. Hãy xem lại mã trong lời mời; sai năm lần thì lời mời bị khóa."))
    with transaction.atomic():
        fresh = _locked(invitation)
        if not still_open(fresh):
            raise _over()
        user = sign_up_user(name=fresh.name, password=password, email=fresh.email, phone=fresh.phone)
        take_consent(user, consent)
        return _taken_up(fresh, user, by=None)


def still_open(invitation: Invitation) -> bool:
    """Whether it can be taken up now: not taken, not withdrawn, in time, with tries left, its period not over."""
    now = timezone.now()
    ended = invitation.member_to is not None and invitation.member_to < timezone.localdate(now)
    return (
        invitation.accepted_at is None
        and invitation.withdrawn_at is None
        and invitation.valid_until > now
        and invitation.tries < INVITATION_TRIES
        and not ended
    )


def is_for(invitation: Invitation, user: User | None) -> bool:
    """Whether the invitation names this person's own phone or e-mail."""
    if user is None:
        return False
    return bool(
        (invitation.phone and invitation.phone == user.phone)
        or (invitation.email and invitation.email == (user.email or "").lower())
    )


def sign_in_name(text: str) -> tuple[str, str]:
    """What was typed as (e-mail, phone), one of them empty. Refuses (`invalid`) what is neither."""
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError as wrong:
            raise Refusal("email-wrong", _("Thư điện tử chưa đúng, ví dụ ten@vidu.vn.")) from wrong
        return text.lower(), ""
    phone = clean_phone(text)
    if phone is None:
        raise Refusal("phone-wrong", _("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, ví dụ 0912 345 678."))
    return "", phone


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "producer__unit", "producer__settled_unit", "product__producer"
    )
    return rows.get(pk=invitation.pk)


def _taken_up(invitation: Invitation, user: User, *, by: Actor | None) -> Membership:
    """The membership an invitation gives; inside the caller's transaction, the invitation locked."""
    if invitation.product is not None and not held_by(invitation.producer, invitation.product):
        raise Refusal(
            "invitation-product",
            _("Sản phẩm trong lời mời không còn của chủ thể này. Hãy xin lời mời mới."),
            kind="conflict",
        )
    membership = new_membership(
        invitation.producer,
        user,
        invitation.role,
        period=(invitation.member_from, invitation.member_to),
        product=invitation.product,
    )
    invitation.accepted_by, invitation.accepted_at = user, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    audit.record(
        "accept_invitation",
        invitation,
        by=by,
        province_id=province_id(invitation.producer),
        body={"membership": membership.pk, "user": user.pk, "role": invitation.role},
    )
    return membership


def _over() -> Refusal:
    return Refusal(
        "invitation-over", _("Lời mời này đã dùng, đã rút hoặc đã hết hạn. Hãy xin lời mời mới."), kind="conflict"
    )
