"""Verbs: sign up, invite a person, give and end a role, hand over a one-time code and use it."""

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ocop.accounts.codes import digest_of, fits, new_code, shown_code
from ocop.accounts.guards import may_grant, may_hand_over_code
from ocop.accounts.models import RoleGrant, SignInCode, User
from ocop.accounts.queries import clean_phone, user_by_login
from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit

CODE_DAYS = 14
CODE_TRIES = 5


def sign_up_user(*, name: str, password: str, email: str = "", phone: str = "") -> User:
    """Make one's own account: a name, a phone number or an e-mail to sign in with, a password.

    Whoever registers a producer or takes up an invitation does it here; no verb gives roles with it. Refuses
    (`invalid`) a missing name or sign-in name, a phone that is none, a weak password, (`conflict`) a sign-in name in
    use: without mail or message to confirm by, the person must learn it at once, and learns nothing else.
    """
    name, clean = nfc(name), _phone(phone)
    if not name:
        raise Refusal("person-name", _("Hãy nhập họ và tên của bạn."))
    if not email and not clean:
        raise Refusal("sign-in-name-missing", _("Hãy nhập số điện thoại hoặc thư điện tử để đăng nhập."))
    check_password(password, User(name=name, email=email or None, phone=clean))
    try:
        with transaction.atomic():
            user = User.objects.create_user(name=name, email=email or None, phone=clean, password=password)
            audit.record("sign_up_user", user, by=None, body={"by": "phone" if clean else "email"})
    except IntegrityError as clash:
        raise _name_taken() from clash
    return user


def check_password(password: str, user: User) -> None:
    """Refuse (`invalid`) a password that is too easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refusal("password-weak", " ".join(weak.messages)) from weak


def _phone(text: str) -> str | None:
    """The phone in E.164 form; None for none; refuses what is no phone."""
    clean = clean_phone(text) if text else None
    if text and clean is None:
        raise Refusal("phone-wrong", _("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, ví dụ 0912 345 678."))
    return clean


def _name_taken() -> Refusal:
    return Refusal("sign-in-name-taken",
                   _("Thư điện tử hoặc số điện thoại này đã có tài khoản. Hãy dùng tài khoản đó."), kind="conflict")


def invite_user(*, name: str, email: str = "", phone: str = "", by: Actor) -> User:
    """Make an account without a password for a colleague or a producer; they enter with a code on paper.

    Refuses (`invalid`) a name without e-mail and phone, a phone that is none, and a sign-in name already in use.
    """
    clean = _phone(phone)
    if not email and not clean:
        raise Refusal("sign-in-name-missing", _("Hãy nhập thư điện tử hoặc số điện thoại để đăng nhập."))
    try:
        with transaction.atomic():
            user = User.objects.create_user(name=name, email=email or None, phone=clean)
            audit.record("invite_user", user, by=by, body={"name": name})
    except IntegrityError as clash:
        raise _name_taken() from clash
    return user


def grant_role(*, user: User, role: str, unit: AdminUnit, valid_from: dt.date, valid_to: dt.date | None = None,
               by: Actor) -> RoleGrant:
    """Give a role at a unit for a period; refuses (`forbidden`) outside the giver's own province."""
    if not may_grant(by, unit):
        raise Refusal("grant-forbidden", _("Bạn chỉ giao vai trò trong tỉnh mình phụ trách."), kind="forbidden")
    with transaction.atomic():
        grant = RoleGrant.objects.create(user=user, role=role, unit=unit, valid_from=valid_from, valid_to=valid_to,
                                         granted_by=by.user)
        audit.record("grant_role", grant, by=by, body={"user": user.pk, "role": role, "unit": unit.pk},
                     province_id=unit.today_province_id)
    return grant


def end_role(*, grant: RoleGrant, last_day: dt.date, by: Actor) -> RoleGrant:
    """End a role on its last day."""
    if not may_grant(by, grant.unit):
        raise Refusal("grant-forbidden", _("Bạn chỉ giao vai trò trong tỉnh mình phụ trách."), kind="forbidden")
    with transaction.atomic():
        grant.valid_to = last_day
        grant.save(update_fields=["valid_to"])
        audit.record("end_role", grant, by=by, body={"valid_to": last_day})
    return grant


def hand_over_code(*, user: User, by: Actor) -> str:
    """Make the one-time code to print and hand over; earlier unused codes end. Returned once, kept only as digest."""
    if not may_hand_over_code(by, user):
        raise Refusal("code-forbidden", _("Bạn không có quyền cấp mã đăng nhập cho người này."), kind="forbidden")
    code = new_code()
    now = timezone.now()
    with transaction.atomic():
        SignInCode.objects.filter(user=user, used_at__isnull=True, valid_until__gt=now).update(valid_until=now)
        row = SignInCode.objects.create(user=user, digest=digest_of(user.pk, code), given_by=by.user, given_at=now,
                                        valid_until=now + dt.timedelta(days=CODE_DAYS))
        audit.record("hand_over_code", row, by=by, body={"user": user.pk})
    return shown_code(code)


def redeem_code(*, login: str, code: str, password: str) -> User:
    """Use a one-time code to set the password; refuses a wrong, used or old code without telling which."""
    wrong = Refusal("code-wrong", _("Mã không đúng hoặc đã hết hạn. Hãy xin cán bộ OCOP cấp mã mới."))
    user = user_by_login(login)
    if user is None:
        raise wrong
    check_password(password, user)
    with transaction.atomic():
        row = (SignInCode.objects.select_for_update()
               .filter(user=user, used_at__isnull=True, valid_until__gt=timezone.now(), tries__lt=CODE_TRIES)
               .order_by("-pk").first())
        good = row is not None and fits(row.digest, user.pk, code)
        if row is not None and good:
            row.used_at = timezone.now()
            row.save(update_fields=["used_at"])
            user.set_password(password)
            user.save(update_fields=["password"])
            audit.record("redeem_code", row, by=None, body={"user": user.pk})
        elif row is not None:
            # Counted outside the refusal, so that guessing ends after a few tries.
            row.tries += 1
            row.save(update_fields=["tries"])
    if not good:
        raise wrong
    return user
