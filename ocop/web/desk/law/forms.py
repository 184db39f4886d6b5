"""Forms of the law's pages: they check shape, never save."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.rulebooks.models import ClockRule, Criterion, Edition, Option
from ocop.web.desk.law.words import clock_name
from ocop.web.desk.officer.forms import DayField, prose, text

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)


class UploadForm(forms.Form):
    """A rulebook's file."""

    upload = forms.FileField(
        label=_("Tệp bộ tiêu chí (YAML hoặc Excel)"),
        help_text=_("Tải một văn bản ra từ trang của nó, sửa, đổi mã, rồi nạp lại ở đây; tối đa 4 MB, không macro."),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml,.xlsx"}),
        error_messages={"required": _("Hãy chọn tệp YAML hoặc Excel."), "missing": _("Hãy chọn tệp YAML hoặc Excel."),
                        "empty": _("Tệp rỗng, không có nội dung. Hãy chọn lại tệp.")})


class CopyForm(forms.Form):
    """A key and a name for a copy."""

    key = text(_("Mã của bản nháp"), required=_("Hãy đặt mã cho bản nháp."), limit=60,
               help_text=_("Chữ thường không dấu, chữ số, gạch nối; ví dụ vn-ocop-26-2026-sua-1."))
    name = text(_("Tên văn bản"), limit=300, help_text=_("Để trống thì giữ tên của văn bản gốc."))


class WordingForm(forms.Form):
    """The official words of a criterion and of each of its options; an empty field has none."""

    def __init__(self, *args: Any, criterion: Criterion, options: list[Option], draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = prose(_("Tên tiêu chí"), help_text=criterion.title)
        for option in options:
            label = _("Mức %(id)s, %(points)s điểm") % {"id": option.key_in_criterion, "points": option.points}
            self.fields[f"option_{option.key_in_criterion}"] = prose(label, help_text=option.text)
        if not draft:
            self.fields["source"] = text(
                _("Lời văn lấy từ đâu"), limit=300, help_text=_("Số công báo hoặc bản ký, ví dụ Công báo số 615+616."))


class HelpForm(forms.Form):
    """A province's help beside a criterion, and its months to reach each option."""

    words = prose(_("Hướng dẫn của tỉnh"), help_text=_("Giấy tờ nào chứng minh, xin ở đâu, ai giúp. Để trống là bỏ."))
    words_en = prose(_("Hướng dẫn bằng tiếng Anh"))

    def __init__(self, *args: Any, options: list[Option], defaults: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            label = _("Số tháng để lên mức %(id)s (%(points)s điểm)") % {
                "id": option.key_in_criterion, "points": option.points}
            self.fields[f"months_{option.key_in_criterion}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=120,
                help_text=_("Để trống thì dùng số của hệ thống: %(months)s.") % {
                    "months": defaults.get(option.key_in_criterion, 0)},
                error_messages={"invalid": _("Hãy nhập số tháng từ 0 đến 120."),
                                "min_value": _("Hãy nhập số tháng từ 0 đến 120."),
                                "max_value": _("Hãy nhập số tháng từ 0 đến 120.")})


def _day(label: Any, **more: Any) -> DayField:
    return DayField(label=label, **more)


class ClockForm(forms.Form):
    """A limit, the day it begins, and a pause."""

    han = forms.ChoiceField(label=_("Thời hạn"), error_messages={
        "required": _("Hãy chọn thời hạn."), "invalid_choice": _("Văn bản này không có thời hạn ấy.")})
    tu = _day(_("Ngày bắt đầu"), help_text=_("Ngày nêu ở cột “Tính từ”; đếm từ ngày sau đó."))
    dung = _day(_("Tạm dừng sau ngày"), required=False, help_text=_("Khi cơ quan yêu cầu bổ sung; để trống nếu không."))
    tiep = _day(_("Tính tiếp sau ngày"), required=False, help_text=_("Khi chủ thể bổ sung xong; để trống nếu chưa."))

    def __init__(self, *args: Any, rules: list[ClockRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["han"] = forms.ChoiceField(
            label=_("Thời hạn"), choices=[(rule.key, clock_name(rule.key)) for rule in rules],
            error_messages={"required": _("Hãy chọn thời hạn."),
                            "invalid_choice": _("Văn bản này không có thời hạn ấy.")})

    def clean(self) -> dict[str, Any]:
        """Days of this century, in order."""
        data = super().clean() or self.cleaned_data
        for name in ("tu", "dung", "tiep"):
            if data.get(name) and not FIRST <= data[name] <= LAST:
                self.add_error(name, _("Hãy nhập ngày từ năm 2000 đến năm 2099."))
        if self.errors:
            return data
        if data["tiep"] and not data["dung"]:
            self.add_error("dung", _("Hãy nhập cả ngày tạm dừng."))
        elif data["dung"] and data["dung"] < data["tu"]:
            self.add_error("dung", _("Ngày tạm dừng không được trước ngày bắt đầu."))
        elif data["tiep"] and data["tiep"] < data["dung"]:
            self.add_error("tiep", _("Ngày tính tiếp không được trước ngày tạm dừng."))
        return data


class EditionChoice(forms.ModelChoiceField[Edition]):
    """An edition by its number; a draft says so."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(queryset=Edition.objects.none(), label=label, to_field_name="key", error_messages={
            "required": _("Hãy chọn văn bản."), "invalid_choice": _("Hãy chọn một văn bản có trong danh sách.")},
            **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Number, and the state of a draft."""
        return str(obj.number) if obj.is_published else f"{obj.number} ({obj.key}, {obj.get_state_display()})"


class ChangeForm(forms.Form):
    """From which edition to which."""

    tu = EditionChoice(_("Từ văn bản"))
    den = EditionChoice(_("Sang văn bản"))

    def __init__(self, *args: Any, editions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("tu", "den"):
            self.fields[name].queryset = editions  # type: ignore[attr-defined]  # a choice of rows, as declared above

    def clean(self) -> dict[str, Any]:
        """Two different editions."""
        data = super().clean() or self.cleaned_data
        if not self.errors and data["tu"] == data["den"]:
            self.add_error("den", _("Hãy chọn hai văn bản khác nhau."))
        return data
