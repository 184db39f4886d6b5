"""Forms of the sign-in desk: they check shape, never save."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ocop.accounts.queries import clean_phone


class OneTimeForm(forms.Form):
    """The code an officer handed over on paper, and the password to be."""

    login = forms.CharField(
        label=_("Thư điện tử hoặc số điện thoại"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("Hãy nhập thư điện tử hoặc số điện thoại.")},
    )
    code = forms.CharField(
        label=_("Mã một lần"),
        help_text=_("Tám ký tự trên tờ giấy cán bộ trao, ví dụ K7QM-2D9F. Chữ hoa hay thường đều được."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        error_messages={"required": _("Hãy nhập mã ghi trên giấy.")},
    )
    password = forms.CharField(
        label=_("Mật khẩu mới"),
        help_text=_("Ít nhất 10 ký tự; một câu ngắn dễ nhớ là tốt nhất."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Hãy chọn một mật khẩu.")},
    )


class LoginField(forms.CharField):
    """A phone number or an e-mail; cleaned into (e-mail, phone), one of them empty."""

    def clean(self, value: Any) -> Any:
        """Refuse what is neither."""
        text = str(super().clean(value)).strip()
        if not text:
            return "", ""
        if "@" in text:
            try:
                validate_email(text)
            except ValidationError as wrong:
                raise ValidationError(_("Thư điện tử chưa đúng, ví dụ ten@vidu.vn.")) from wrong
            return text.lower(), ""
        phone = clean_phone(text)
        if phone is None:
            raise ValidationError(_("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, ví dụ 0912 345 678."))
        return "", phone
