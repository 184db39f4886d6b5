"""Forms on where a producer stands: not letting it in, another legal form, taking one back. They check shape only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.registry.enums import ProducerKind
from ocop.web.desk.officer.forms import DayField, prose, text


class RefuseProducerForm(forms.Form):
    """Why a producer is not let in."""

    reason = prose(
        _("Lý do"),
        required=_("Hãy ghi lý do để chủ thể biết phải sửa gì."),
        help_text=_("Người đăng ký đọc được nguyên văn. Ví dụ: chưa có giấy đăng ký; đã có chủ thể cùng tên ở xã."),
    )


class ChangeFormForm(forms.Form):
    """Another legal form or name from a day on, as the new registration paper says."""

    kind = forms.ChoiceField(label=_("Loại hình mới"), choices=ProducerKind.choices)
    name = text(_("Tên mới"), required=_("Hãy nhập tên chủ thể như ghi trong giấy đăng ký."))
    valid_from = DayField(label=_("Từ ngày"), help_text=_("Ngày ghi trên giấy đăng ký mới, không sau hôm nay."))
    reason = text(
        _("Theo giấy tờ nào"), help_text=_("Ví dụ: Giấy chứng nhận đăng ký hợp tác xã số 1204, 5/4/2026.")
    )


class UndoFormForm(forms.Form):
    """Why the newest legal form is taken back."""

    reason = text(_("Vì sao hủy"), required=_("Hãy ghi vì sao hủy, ví dụ ghi nhầm chủ thể."))
