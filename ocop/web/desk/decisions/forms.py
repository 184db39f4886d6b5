"""Forms of the decisions desk: they check shape, never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.web.desk.officer.forms import DayField, text


class RecordForm(forms.Form):
    """What stands on the signed paper, and the paper itself."""

    number = text(_("Số quyết định"), required=_("Hãy nhập số quyết định như trên văn bản đã ký."), limit=60,
                  help_text=_("Đủ số và ký hiệu, ví dụ 2026/QĐ-UBND."))
    signed_on = DayField(label=_("Ngày ký"), help_text=_("Ngày/tháng/năm: 5/4/2026 là ngày 5 tháng 4."))
    signer = text(_("Người ký"), required=_("Hãy nhập người ký."), limit=150)
    signer_title = text(_("Chức vụ người ký"), limit=150,
                        help_text=_("Như in trên văn bản, ví dụ KT. CHỦ TỊCH, PHÓ CHỦ TỊCH."))
    upload = forms.FileField(
        label=_("Bản đã ký (PDF)"), help_text=_("Bản quét hoặc bản ký số, một tệp PDF."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": _("Hãy chọn tệp PDF của quyết định đã ký."),
                        "missing": _("Hãy chọn tệp PDF của quyết định đã ký."),
                        "empty": _("Tệp rỗng, không có nội dung. Hãy chọn lại tệp.")})
    checked = forms.BooleanField(
        label=_("Tôi đã đối chiếu số, ngày, người ký và danh sách với văn bản đã ký."),
        error_messages={"required": _("Hãy đối chiếu với văn bản rồi đánh dấu vào đây.")})

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        return {key: value for key, value in self.cleaned_data.items() if key != "checked"}
