"""What accounts hold about a person, and what ties them: an office must be handed over before data is erased."""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.accounts.models import RoleGrant, SignInCode, User
from ocop.core.holdings import Holding, holding
from ocop.core.refusal import Missing

_WHILE_OPEN = gettext_lazy("Đến khi tài khoản được xóa theo yêu cầu.")


def held(*, user: User) -> list[Holding]:
    """The account, its sign-in names and second factors, roles through time, one-time codes handed over."""
    return [_account(user), _factors(user), _roles(user), _codes(user)]


def _account(user: User) -> Holding:
    rows: list[dict[str, Any]] = [
        {
            "name": user.name,
            "email": user.email,
            "phone": user.phone,
            "joined_at": user.joined_at,
            "last_login": user.last_login,
        }
    ]
    others = EmailAddress.objects.filter(user=user).exclude(email=user.email or "").values_list("email", flat=True)
    rows += [
        {"name": user.name, "email": email, "phone": None, "joined_at": None, "last_login": None} for email in others
    ]
    return holding(
        "account",
        gettext_lazy("Tài khoản"),
        rows,
        why=gettext_lazy("Để bạn đăng nhập và để biết ai đã làm việc gì."),
        kept=_WHILE_OPEN,
        columns=[
            ("name", gettext_lazy("Họ và tên")),
            ("email", gettext_lazy("Thư điện tử")),
            ("phone", gettext_lazy("Điện thoại")),
            ("joined_at", gettext_lazy("Mở ngày")),
            ("last_login", gettext_lazy("Đăng nhập gần nhất")),
        ],
    )


def _factors(user: User) -> Holding:
    rows = [
        {"type": str(one.get_type_display()), "created_at": one.created_at, "last_used_at": one.last_used_at}
        for one in Authenticator.objects.filter(user=user).order_by("pk")
    ]
    return holding(
        "second_factors",
        gettext_lazy("Bảo vệ đăng nhập hai lớp"),
        rows,
        why=gettext_lazy("Để người khác có mật khẩu cũng không vào được."),
        kept=_WHILE_OPEN,
        columns=[
            ("type", gettext_lazy("Cách")),
            ("created_at", gettext_lazy("Thêm ngày")),
            ("last_used_at", gettext_lazy("Dùng gần nhất")),
        ],
    )


def _roles(user: User) -> Holding:
    grants = RoleGrant.objects.filter(user=user).select_related("unit").order_by("valid_from", "pk")
    rows = [
        {
            "role": str(one.get_role_display()),
            "unit": one.unit.full_name,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
        }
        for one in grants
    ]
    return holding(
        "roles",
        gettext_lazy("Vai trò được giao"),
        rows,
        why=gettext_lazy("Để biết bạn được làm gì, ở đâu."),
        kept=gettext_lazy("Lâu dài, vì chứng minh thẩm quyền của việc đã làm."),
        columns=[
            ("role", gettext_lazy("Vai trò")),
            ("unit", gettext_lazy("Đơn vị")),
            ("valid_from", gettext_lazy("Từ")),
            ("valid_to", gettext_lazy("Đến")),
        ],
    )


def _codes(user: User) -> Holding:
    found = SignInCode.objects.filter(user=user).order_by("pk")
    rows = [dict(row) for row in found.values("given_at", "valid_until", "used_at")]
    return holding(
        "sign_in_codes",
        gettext_lazy("Mã đăng nhập một lần đã cấp"),
        rows,
        why=gettext_lazy("Để vào lần đầu mà không cần tin nhắn; mã không được lưu, chỉ lưu dấu vết của mã."),
        kept=_WHILE_OPEN,
        columns=[
            ("given_at", gettext_lazy("Cấp lúc")),
            ("valid_until", gettext_lazy("Dùng đến")),
            ("used_at", gettext_lazy("Đã dùng lúc")),
        ],
    )


def ties(*, user: User, day: dt.date) -> list[Missing]:
    """Roles in force or to come, and the administration itself: to be handed over first."""
    found = []
    if user.is_staff or user.is_superuser:
        found.append(
            Missing(
                "holds-administration",
                _("Người này quản trị hệ thống. Hãy bàn giao quyền quản trị cho người khác trước."),
            )
        )
    grants = RoleGrant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), user=user)
    for grant in grants.select_related("unit").order_by("pk"):
        words = _("Đang giữ vai trò %(role)s tại %(unit)s. Hãy kết thúc vai trò này trước.")
        where = {"role": grant.get_role_display(), "unit": grant.unit.full_name}
        found.append(Missing("holds-office", words % where))
    return found
