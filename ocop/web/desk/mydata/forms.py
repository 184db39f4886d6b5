"""The form of a request about one's own data: it checks shape, never saves."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.places.models import AdminUnit
from ocop.registry.enums import RequestKind


class ProvinceChoice(forms.ModelChoiceField[AdminUnit]):
    """A province by its full name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name with its kind."""
        return str(obj.full_name)


class AskForm(forms.Form):
    """What a person asks; the province only where nothing else says which one answers."""

    kind = forms.ChoiceField(
        label=_("Bạn muốn"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Hãy chọn bạn muốn xem, sửa hay xóa dữ liệu."),
            "invalid_choice": _("Hãy chọn bạn muốn xem, sửa hay xóa dữ liệu."),
        },
    )
    text = forms.CharField(
        label=_("Nội dung"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Khi sửa: ghi dữ liệu nào sai và đúng là gì. Khi xóa: không cần nêu lý do."),
    )
    unit = ProvinceChoice(
        label=_("Tỉnh, thành phố trả lời"),
        queryset=AdminUnit.objects.none(),
        error_messages={
            "required": _("Hãy chọn tỉnh, thành phố trả lời yêu cầu của bạn."),
            "invalid_choice": _("Hãy chọn một tỉnh, thành phố có trong danh sách."),
        },
    )

    def __init__(self, *args: Any, provinces: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if provinces is None:
            del self.fields["unit"]
        else:
            cast("ProvinceChoice", self.fields["unit"]).queryset = provinces
