"""What an officer enters at the intake desk: shapes only, the verbs decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.intake.actions import EDITABLE

COLUMNS = (
    ("", _("không cần nhập")),
    *EDITABLE.items(),
    ("address", _("Địa chỉ")),
    ("group", _("Nhóm sản phẩm")),
    ("code", _("Mã sản phẩm")),
    ("certificate", _("Số giấy chứng nhận")),
    ("tax", _("Mã số thuế")),
)


class UploadForm(forms.Form):
    """The register's file."""

    upload = forms.FileField(
        label=_("Tệp danh sách"), help_text=_("Excel (.xlsx, .xls), .ods hoặc CSV, nhiều nhất 20 MB.")
    )


class RowForm(forms.Form):
    """The cells of one row, as text: what they mean is read again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, words in EDITABLE.items():
            self.fields[field] = forms.CharField(label=words, required=False, max_length=500)


class ColumnForm(forms.Form):
    """What a column of unknown words holds."""

    label = forms.CharField(max_length=200)
    field = forms.ChoiceField(choices=COLUMNS, required=False)
