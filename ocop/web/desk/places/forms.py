"""Forms of the place desk: they check shape, never save."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.places.models import AdminUnit
from ocop.web.desk.officer.forms import UnitChoice


class SettleForm(forms.Form):
    """Rows that were ticked and the unit of today they lie in."""

    dong = forms.MultipleChoiceField(
        label=_("Những dòng đã chọn"), widget=forms.MultipleHiddenInput,
        error_messages={"required": _("Hãy chọn ít nhất một dòng."),
                        "invalid_choice": _("Có dòng không còn ở danh sách này. Hãy quay lại và chọn lại.")},
    )
    xa = forms.ModelChoiceField(
        label=_("Nay thuộc"), queryset=AdminUnit.objects.none(), widget=forms.HiddenInput,
        error_messages={"required": _("Hãy chọn xã, phường mà các dòng này nay thuộc."),
                        "invalid_choice": _("Hãy chọn xã, phường mà các dòng này nay thuộc.")},
    )

    def __init__(self, data: Any, *, keys: Sequence[str], units: Any) -> None:
        super().__init__(data)
        rows, unit = self.fields["dong"], self.fields["xa"]
        assert isinstance(rows, forms.MultipleChoiceField) and isinstance(unit, forms.ModelChoiceField)
        rows.choices = [(key, key) for key in keys]
        unit.queryset = units


class PlaceForm(forms.Form):
    """The commune that a row means."""

    unit = UnitChoice(label=_("Nay thuộc xã, phường"), queryset=AdminUnit.objects.none(), empty_label=_("Chọn…"),
                      error_messages={"required": _("Hãy chọn xã, phường."),
                                      "invalid_choice": _("Hãy chọn xã, phường trong danh sách.")})

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        assert isinstance(unit, UnitChoice)
        unit.queryset = units


class SureForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
