"""Forms of the council desk: they check shape, never save."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ocop.councils.enums import SessionMode
from ocop.councils.models import Council
from ocop.programme.models import Round

SCANS = "application/pdf,image/jpeg,image/png,image/webp"


def prose(label: Any, *, required: Any = "", rows: int = 4, **more: Any) -> forms.CharField:
    """Several lines; `required` is the sentence for their lack, empty where they may be left out."""
    return forms.CharField(
        label=label, max_length=5000, required=bool(required), widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": _("Nội dung quá dài. Hãy viết gọn trong 5.000 ký tự.")},
        **more,
    )


class RoundChoice(forms.ModelChoiceField[Round]):
    """A round as people call it: "Đợt 2/2026"."""

    def label_from_instance(self, obj: Any) -> str:
        """The words of a choice."""
        return _now("Đợt %(no)s/%(year)s") % {"no": obj.no, "year": obj.cycle.year}


class CallForm(forms.Form):
    """A session to be called."""

    council = forms.ModelChoiceField(
        label=_("Hội đồng"), queryset=Council.objects.none(), empty_label=None,
        error_messages={"invalid_choice": _("Hãy chọn một hội đồng trong danh sách."),
                        "required": _("Hãy chọn hội đồng.")},
    )
    on = forms.DateField(
        label=_("Ngày họp"), help_text=_("Ngày/tháng/năm, ví dụ 28/11/2026."),
        widget=forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Hãy nhập ngày họp."),
                        "invalid": _("Ngày này không có trong lịch. Hãy nhập ngày/tháng/năm, ví dụ 28/11/2026.")},
    )
    place = forms.CharField(label=_("Nơi họp"), max_length=200, required=False,
                            help_text=_("Để trống nếu lấy ý kiến bằng văn bản."))
    mode = forms.ChoiceField(
        label=_("Cách làm việc"), choices=SessionMode.choices, widget=forms.RadioSelect, initial=SessionMode.MEETING,
        error_messages={"required": _("Hãy chọn cách làm việc."), "invalid_choice": _("Hãy chọn họp hoặc lấy ý kiến.")},
    )
    round = RoundChoice(
        label=_("Đợt đánh giá"), queryset=Round.objects.none(), required=False, empty_label=_("Không theo đợt"),
        error_messages={"invalid_choice": _("Hãy chọn một đợt trong danh sách.")},
    )

    def __init__(self, *args: Any, councils: Sequence[Council], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine, rounds = self.fields["council"], self.fields["round"]
        assert isinstance(mine, forms.ModelChoiceField)
        assert isinstance(rounds, forms.ModelChoiceField)
        mine.queryset = Council.objects.filter(pk__in=[one.pk for one in councils])
        mine.initial = councils[0] if councils else None
        units = {one.unit_id for one in councils}
        rounds.queryset = Round.objects.filter(cycle__unit__in=units).select_related("cycle").order_by(
            "-cycle__year", "-no")
        if len(councils) < 2:
            mine.widget = forms.HiddenInput()


class BasisForm(forms.Form):
    """Why a member is tied to a producer."""

    basis = prose(_("Liên quan thế nào?"), required=_("Hãy ghi lý do liên quan."),
                  help_text=_("Ví dụ: là người thân của giám đốc, góp vốn, đã tư vấn lập hồ sơ này."))


class ReasonForm(forms.Form):
    """A reason that the minutes carry."""

    reason = prose(_("Lý do"), required=_("Hãy ghi lý do."))


class PaperForm(forms.Form):
    """The scan of a signed paper sheet."""

    scan = forms.FileField(
        label=_("Bản quét phiếu giấy đã ký"), widget=forms.FileInput(attrs={"accept": SCANS}), max_length=200,
        help_text=_("PDF hoặc ảnh rõ nét, đủ các trang."),
        error_messages={"required": _("Hãy chọn bản quét của phiếu giấy."),
                        "empty": _("Tệp rỗng, không có nội dung. Hãy chọn lại tệp."),
                        "max_length": _("Tên tệp quá dài. Hãy đặt tên ngắn hơn.")},
    )
