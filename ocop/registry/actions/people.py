"""Verbs on the people of a producer: members, invitations, the legal representative."""

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
from ocop.core.models import Opening
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.registry.actions.joining import take_consent
from ocop.registry.actions.producers import province_id
from ocop.registry.enums import MemberRole, ProducerState
from ocop.registry.guards import may_manage_members, may_see_representative
from ocop.registry.models import Invitation, Membership, Producer, Representative
from ocop.registry.queries import directs_alone, open_invitations

INVITATION_DAYS = 14
INVITATION_TRIES = 5


def add_member(
    *, producer: Producer, user: User, role: str, valid_from: dt.date, valid_to: dt.date | None = None, by: Actor
) -> Membership:
    """Let a person work for a producer from a day to a last day, inclusive; a consultant's last day must be named.

    Refuses (`forbidden`) others than its director and the officers of the place, (`invalid`) a wrong role or period,
    (`conflict`) a role the person already has then.
    """
    _must_manage(producer, by=by)
    _check_period(role, valid_from, valid_to)
    with transaction.atomic():
        membership = _new_membership(producer, user, role, period=(valid_from, valid_to))
        audit.record(
            "add_member",
            membership,
            by=by,
            province_id=province_id(producer),
            body={
                "producer": producer.pk,
                "user": user.pk,
                "role": role,
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
    _must_manage(membership.producer, by=by)
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


def invite_member(
    *,
    producer: Producer,
    name: str,
    login: str,
    role: str,
    member_from: dt.date,
    by: Actor,
    member_to: dt.date | None = None,
) -> tuple[Invitation, str]:
    """Invite a colleague or a consultant by phone or e-mail; the one-time code is returned once, kept as a digest.

    The invitation holds `INVITATION_DAYS` days and is bound to the sign-in name; an earlier open one to the same name
    is withdrawn. Whether that name has an account already is not told. Refuses as `add_member` does, and (`invalid`) a
    missing name and what is neither phone nor e-mail.
    """
    _must_manage(producer, by=by)
    _check_period(role, member_from, member_to)
    if member_to is not None and member_to < by.today:
        raise Refusal("member-period", _("Ngày kết thúc phải từ hôm nay trở đi."))
    if not nfc(name):
        raise Refusal("person-name", _("Hãy nhập họ và tên người được mời."))
    email, phone = sign_in_name(login)
    code, now = new_code(), timezone.now()
    with transaction.atomic():
        Producer.objects.select_for_update().get(pk=producer.pk)
        known = user_by_login(login)
        if known is not None and _same_role(producer, known, role, period=(member_from, member_to)):
            raise _already()
        earlier = Invitation.objects.filter(
            open_invitations(now), producer__head=producer.head_id, email=email, phone=phone
        )
        withdrawn = earlier.update(withdrawn_at=now)
        invitation = Invitation(
            producer=producer,
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
                "member_from": member_from,
                "member_to": member_to,
                "withdrawn": withdrawn,
            },
        )
    return invitation, shown_code(code)


def withdraw_invitation(*, invitation: Invitation, by: Actor) -> Invitation:
    """Take back an invitation nobody has taken up. Refuses (`forbidden`) others, (`conflict`) one that is over."""
    _must_manage(invitation.producer, by=by)
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

    Refuses (`forbidden`) anybody else, (`conflict`) an invitation that is over or a role the person has already.
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


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("producer__unit", "producer__settled_unit")
    return rows.get(pk=invitation.pk)


def _taken_up(invitation: Invitation, user: User, *, by: Actor | None) -> Membership:
    """The membership an invitation gives; inside the caller's transaction, the invitation locked."""
    membership = _new_membership(
        invitation.producer, user, invitation.role, period=(invitation.member_from, invitation.member_to)
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


def _new_membership(producer: Producer, user: User, role: str, *, period: tuple[dt.date, dt.date | None]) -> Membership:
    """A row of its own; refuses a role the person has in that time already."""
    if _same_role(producer, user, role, period=period):
        raise _already()
    return Membership.objects.create(producer=producer, user=user, role=role, valid_from=period[0], valid_to=period[1])


def _same_role(producer: Producer, user: User, role: str, *, period: tuple[dt.date, dt.date | None]) -> bool:
    """Whether the person has the role at the producer on some day of the period."""
    begins, ends = period
    running = Q(valid_to__isnull=True) | Q(valid_to__gte=begins)
    same = Membership.objects.filter(running, producer__head=producer.head_id, user=user, role=role)
    return (same.filter(valid_from__lte=ends) if ends else same).exists()


def _check_period(role: str, valid_from: dt.date, valid_to: dt.date | None) -> None:
    """Refuse a wrong role or period; a consultant comes for a time (P01)."""
    if role not in MemberRole.values:
        raise Refusal("member-role", _("Hãy chọn vai trò của người này trong chủ thể."))
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("member-period", _("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    if role == MemberRole.CONSULTANT and valid_to is None:
        raise Refusal("consultant-period", _("Tư vấn làm việc có thời hạn: hãy nhập ngày cuối cùng được vào."))


def _must_manage(producer: Producer, *, by: Actor) -> None:
    if not may_manage_members(by, producer):
        raise Refusal(
            "members-forbidden",
            _("Chỉ người đại diện của chủ thể hoặc cán bộ OCOP nơi đó làm được việc này."),
            kind="forbidden",
        )


def _already() -> Refusal:
    return Refusal("member-already", _("Người này đã có vai trò đó trong chủ thể."), kind="conflict")


def _over() -> Refusal:
    return Refusal(
        "invitation-over", _("Lời mời này đã dùng, đã rút hoặc đã hết hạn. Hãy xin lời mời mới."), kind="conflict"
    )
