"""Forms of the sign-in desk: they check shape, never save."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
