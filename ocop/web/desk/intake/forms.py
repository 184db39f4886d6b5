"""What an officer enters at the intake desk: shapes only, the verbs decide."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Words
from ocop.intake.actions import EDITABLE
from ocop.programme.periods import parts_of_year

COLUMNS = (
    ("", _("không cần nhập")),
    *EDITABLE.items(),
    ("address", _("Địa chỉ")),
    ("group", _("Nhóm sản phẩm")),
    ("code", _("Mã sản phẩm")),
    ("certificate", _("Số giấy chứng nhận")),
    ("tax", _("Mã số thuế")),
    ("proposal", _("Đề xuất")),
)


class UploadForm(forms.Form):
    """The register's file."""

    upload = forms.FileField(
        label=_("Tệp danh sách"), help_text=_("Excel (.xlsx, .xls), .ods hoặc CSV, nhiều nhất 20 MB.")
    )


class RowForm(forms.Form):
    """The cells of one row, as text: what they mean is read again. `cells` names them."""

    def __init__(self, *args: Any, cells: Mapping[str, Words], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, words in cells.items():
            self.fields[field] = forms.CharField(label=str(words), required=False, max_length=500)


class ColumnForm(forms.Form):
    """What a column of unknown words holds."""

    label = forms.CharField(max_length=200)
    field = forms.ChoiceField(choices=COLUMNS, required=False)


class SendBackForm(forms.Form):
    """Why figures go back to whoever counted them."""

    reason = forms.CharField(
        label=_("Lý do trả lại"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nêu số nào sai, của đơn vị nào, và căn cứ vào đâu."),
        error_messages={"required": _("Hãy ghi lý do trả lại số liệu.")},
    )


class PeriodForm(forms.Form):
    """The period a report of counts speaks of: a part of a year."""

    part = forms.ChoiceField(label=_("Kỳ"), choices=parts_of_year, required=False)
    year = forms.RegexField(
        r"^20\d{2}$", label=_("Năm"), error_messages={"invalid": _("Năm có bốn chữ số, ví dụ 2025.")}
    )

    def period(self) -> str:
        """The key of the period."""
        return f"{self.cleaned_data['year']}{self.cleaned_data['part']}"
