"""Sign-in names: e-mail or phone, read as people write them; accounts are made by officers, not by strangers."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from django.contrib.auth.models import AbstractBaseUser
from django.forms import CharField, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ocop.accounts.models import User
from ocop.accounts.queries import clean_phone

# One sentence for an unknown name and for a wrong password: the page does not tell who has an account.
_MISMATCH = _("Tên đăng nhập hoặc mật khẩu không khớp. Gõ lại, chú ý phím Caps Lock.")


class PhoneField(CharField):
    """A phone number as people write it (0912 345 678), read as E.164."""

    def clean(self, value: Any) -> str:
        """The number in E.164 form; refuses what is not a phone number."""
        phone = clean_phone(super().clean(value))
        if phone is None:
            raise ValidationError(_("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, ví dụ 0912 345 678."), "phone")
        return phone


class ChangePasswordForm(AllauthChangePasswordForm):
    """Old password, new password once: the browser can show what is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class AccountAdapter(DefaultAccountAdapter):
    """How allauth meets our users."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đã ngừng dùng. Hãy liên hệ cán bộ OCOP phụ trách."),
        "email_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "invalid_login": _MISMATCH,
        "enter_current_password": _("Mật khẩu hiện tại không khớp. Gõ lại."),
        "incorrect_password": _("Mật khẩu không khớp. Gõ lại."),
        "incorrect_code": _("Mã không đúng. Gõ lại."),
        "too_many_login_attempts": _("Đã thử sai quá nhiều lần. Hãy đợi 5 phút rồi thử lại."),
        "rate_limited": _("Bạn gửi quá nhanh. Hãy đợi một phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: an officer makes the account, or the producer's registration page does."""
        return False

    def get_login_stages(self) -> list[str]:
        """The steps after the password: the second factor, where one is set. A phone is never verified by SMS."""
        return [stage for stage in super().get_login_stages() if not stage.endswith("PhoneVerificationStage")]

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """The field that tells a phone number from an e-mail at sign-in."""
        return PhoneField(**kwargs)

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        """The phone of a user; always held to be theirs, since an officer wrote it down."""
        phone = getattr(user, "phone", None)
        return (phone, True) if phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """Not done here: sign-in names change by a verb of accounts."""
        raise NotImplementedError

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """Nothing to mark: a phone needs no SMS (product.md 8)."""

    def send_verification_code_sms(self, user: AbstractBaseUser, phone: str, code: str, **kwargs: Any) -> None:
        """No SMS is sent; a code comes on paper."""
        raise NotImplementedError

    def get_user_by_phone(self, phone: str) -> User | None:
        """The user of a phone number, however it is written."""
        clean = clean_phone(phone)
        return User.objects.filter(phone=clean).first() if clean else None

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Say only what changed something: coming and going is seen on the page itself."""
        if message_template in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts failures by e-mail or user name; without this all phones would share one count of five.
        phone = credentials.get("phone")
        if phone:
            credentials = {"email": clean_phone(phone) or phone}
        return str(super()._get_login_attempts_cache_key(request, **credentials))
