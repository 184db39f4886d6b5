"""Forms of the support desk: they check shape, never save."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.places.models import AdminUnit
from ocop.programme.models import Plan
from ocop.registry.enums import ProducerKind
from ocop.support.actions import ActivityFacts
from ocop.support.enums import ActivityKind, CostSource, PointKind
from ocop.web.desk.officer.forms import DayField, UnitChoice, prose, text

_EMPTY = [("", "—")]


def money(label: Any, *, required: Any = "") -> forms.IntegerField:
    """An amount in đồng, with or without grouping dots; what it may be is for the verb to say."""
    return _Money(label=label, required=bool(required), widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                  error_messages={"invalid": _("Hãy nhập số đồng, ví dụ 12.000.000."), "required": required or ""})


class _Money(forms.IntegerField):
    """A whole number in which dots and blanks only group."""

    def to_python(self, value: Any) -> int | None:
        """12.000.000 is twelve million."""
        return super().to_python(str(value).replace(".", "").replace(" ", "") if value else value)


class ActivityForm(forms.Form):
    """A support: what, by whom, from when to when, for whom, at what cost."""

    unit = UnitChoice(label=_("Cơ quan thực hiện"), queryset=AdminUnit.objects.none(),
                      error_messages={"required": _("Hãy chọn cơ quan."),
                                      "invalid_choice": _("Bạn chỉ ghi hoạt động của cơ quan mình.")})
    kind = forms.ChoiceField(label=_("Loại hoạt động"), choices=ActivityKind.choices)
    title = text(_("Tên hoạt động"), required=_("Hãy nhập tên hoạt động."))
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống cho đến khi xong."))
    agency = text(_("Người làm, đơn vị tư vấn"), limit=200)
    producers = forms.MultipleChoiceField(label=_("Cho chủ thể"), required=False,
                                          widget=forms.SelectMultiple(attrs={"size": 6}))
    products = forms.MultipleChoiceField(label=_("Cho sản phẩm"), required=False,
                                         widget=forms.SelectMultiple(attrs={"size": 6}))
    units = forms.MultipleChoiceField(label=_("Cho xã, phường"), required=False,
                                      widget=forms.SelectMultiple(attrs={"size": 6}))
    from_form = forms.ChoiceField(label=_("Loại hình trước"), choices=[*_EMPTY, *ProducerKind.choices], required=False,
                                  help_text=_("Chỉ với tái cơ cấu."))
    to_form = forms.ChoiceField(label=_("Loại hình sau"), choices=[*_EMPTY, *ProducerKind.choices], required=False)
    plan = forms.ModelChoiceField(label=_("Theo kế hoạch"), queryset=Plan.objects.none(), required=False,
                                  empty_label="—")
    line_key = text(_("Mã chỉ tiêu của kế hoạch"), limit=60)
    output = prose(_("Kết quả"))
    source = text(_("Nguồn, văn bản"))

    def __init__(self, *args: Any, units: Any, choices: dict[str, list[tuple[str, str]]], plans: Any,
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("UnitChoice", self.fields["unit"]).queryset = units
        cast("forms.ModelChoiceField[Plan]", self.fields["plan"]).queryset = plans
        for name, rows in choices.items():
            cast("forms.MultipleChoiceField", self.fields[name]).choices = rows
        for source in CostSource:
            self.fields[f"cost-{source.value}"] = money(source.label)

    @property
    def costs(self) -> list[forms.BoundField]:
        """The fields of money, by source."""
        return [self[f"cost-{source.value}"] for source in CostSource]

    def facts(self, **chosen: Any) -> ActivityFacts:
        """What the form says, as the verb takes it; `chosen` are the rows behind the ticked names."""
        data = {name: value for name, value in self.cleaned_data.items()
                if name != "unit" and not name.startswith("cost-")}
        costs = {source.value: amount for source in CostSource
                 if (amount := self.cleaned_data[f"cost-{source.value}"]) is not None}
        return ActivityFacts(**{**data, **chosen}, costs=costs)


class FinishForm(forms.Form):
    """The last day, and what came of it."""

    ends_on = DayField(label=_("Ngày kết thúc"))
    output = prose(_("Kết quả"))


class CostForm(forms.Form):
    """Money from one source; said again it changes."""

    source = forms.ChoiceField(label=_("Nguồn kinh phí"), choices=CostSource.choices)
    amount = money(_("Số tiền (đồng)"), required=_("Hãy nhập số tiền."))


class PointForm(forms.Form):
    """A place where OCOP goods are shown and sold."""

    name = text(_("Tên điểm bán, trung tâm"), required=_("Hãy nhập tên điểm bán hoặc trung tâm."))
    kind = forms.ChoiceField(label=_("Loại"), choices=PointKind.choices)
    unit = UnitChoice(label=_("Xã, phường"), queryset=AdminUnit.objects.none(),
                      error_messages={"required": _("Hãy chọn xã, phường nơi đặt điểm bán."),
                                      "invalid_choice": _("Đơn vị này không thuộc địa bàn bạn phụ trách.")})
    address = text(_("Địa chỉ"))
    hours = text(_("Giờ mở cửa"), limit=120, help_text=_("Ví dụ 7.30–18.00, cả tuần."))
    keeper = text(_("Nơi phụ trách"), limit=200)
    opened_on = DayField(label=_("Mở từ ngày"))
    basis = text(_("Căn cứ, văn bản"), limit=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("UnitChoice", self.fields["unit"]).queryset = units


class CloseForm(forms.Form):
    """The last day of a point of sale."""

    last_day = DayField(label=_("Ngày mở cửa cuối cùng"))
