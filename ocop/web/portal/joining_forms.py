"""Forms of coming in by oneself: registering a producer, taking up an invitation. They check shape, never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.registry.consents import current_text
from ocop.registry.enums import ProducerKind
from ocop.web.shared.forms import LoginField


def password_field() -> forms.CharField:
    """A password to be; the browser can show what is typed, so it is asked once."""
    return forms.CharField(
        label=_("Mật khẩu"),
        help_text=_("Ít nhất 10 ký tự; một câu ngắn dễ nhớ là tốt nhất."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Hãy chọn một mật khẩu.")},
    )


class ConsentForm(forms.Form):
    """The tick under the words about personal data: never ticked beforehand, bound to the version that was shown."""

    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    consent = forms.BooleanField(
        label=_("Tôi đã đọc và đồng ý cho xử lý dữ liệu cá nhân như trên."),
        error_messages={"required": _("Hãy đọc và đánh dấu đồng ý; không đồng ý thì không mở tài khoản được.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = current_text().version

    @property
    def agreed(self) -> str:
        """The version agreed to; empty where nothing was ticked."""
        return str(self.cleaned_data.get("version", "")) if self.cleaned_data.get("consent") else ""


class JoinForm(ConsentForm):
    """A producer and the person who registers it."""

    name = forms.CharField(
        label=_("Tên chủ thể"),
        max_length=300,
        help_text=_("Như trong giấy đăng ký; hộ chưa có giấy thì ghi “Hộ” và họ tên chủ hộ."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Hãy nhập tên chủ thể như ghi trong giấy đăng ký.")},
    )
    kind = forms.ChoiceField(
        label=_("Loại hình"),
        choices=[("", _("Chọn loại hình")), *ProducerKind.choices],
        help_text=_("Hội, hiệp hội, trung tâm và tổ chức quản lý du lịch chỉ tham gia với sản phẩm du lịch."),
        error_messages={
            "required": _("Hãy chọn loại hình chủ thể."),
            "invalid_choice": _("Hãy chọn loại hình chủ thể."),
        },
    )
    detail = forms.CharField(
        label=_("Thôn, bản, số nhà"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    tax_code = forms.CharField(
        label=_("Mã số thuế"),
        max_length=20,
        required=False,
        help_text=_(
            "Chưa có thì để trống, bổ sung sau. Hộ kinh doanh dùng 12 số định danh; số này được mã hóa, không hiện ra."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    person = forms.CharField(
        label=_("Họ và tên của bạn"),
        max_length=150,
        help_text=_("Bạn là người đại diện của chủ thể trong hệ thống; mời thêm người sau."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Hãy nhập họ và tên của bạn.")},
    )
    login = LoginField(
        label=_("Số điện thoại hoặc thư điện tử"),
        max_length=150,
        help_text=_("Dùng để đăng nhập và để cán bộ liên hệ; không gửi tin nhắn."),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("Hãy nhập số điện thoại hoặc thư điện tử để đăng nhập.")},
    )
    password = password_field()

    field_order = ("name", "kind", "detail", "tax_code", "person", "login", "password", "version", "consent")

    def __init__(self, *args: Any, known: bool, agreed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "login", "password") if known else ():
            del self.fields[name]
        if agreed:
            del self.fields["consent"]

    def part(self, *names: str) -> list[forms.BoundField]:
        """The fields of a section that are asked for."""
        return [self[name] for name in names if name in self.fields]

    @property
    def about(self) -> list[forms.BoundField]:
        """What is asked of the producer."""
        return self.part("name", "kind", "detail", "tax_code")

    @property
    def account(self) -> list[forms.BoundField]:
        """What is asked of the person; nothing of somebody signed in."""
        return self.part("person", "login", "password")


class TakeUpForm(ConsentForm):
    """The code of an invitation and the password of the account to be made."""

    code = forms.CharField(
        label=_("Mã trong lời mời"),
        help_text=_("Tám ký tự, ví dụ K7QM-2D9F. Chữ hoa hay thường đều được."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": _("Hãy nhập mã trong lời mời.")},
    )
    password = password_field()

    field_order = ("code", "password", "version", "consent")
