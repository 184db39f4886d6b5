"""Forms of the plan's desk: they check shape, never save; what the law of the house forbids is refused by the verbs."""

import dataclasses
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ocop.dossiers.enums import DossierKind, DossierState
from ocop.places.models import AdminUnit
from ocop.programme.actions import LineFacts
from ocop.programme.enums import BELOW, Coverage, EnrolmentOrigin, Indicator, LineKind, Per, Target
from ocop.programme.models import Cohort, PlanLine
from ocop.registry.enums import ProducerKind
from ocop.support.enums import ActivityKind
from ocop.web.desk.officer.forms import DayField, UnitChoice, prose
from ocop.web.desk.officer.forms import text as one_line
from ocop.web.shared.templatetags.ocop import vn_date

_EMPTY = [("", "—")]
# Stars a line may ask for.
_STARS = [("5", _("5 sao")), ("4", _("4 sao")), ("3", _("3 sao")), (BELOW, _("Dưới 3 sao"))]
# The values of the filter `kind`, by what is counted.
_KINDS: dict[str, Any] = {
    Indicator.RECOGNISED: DossierKind, Indicator.DOSSIERS: DossierKind, Indicator.PRODUCERS: ProducerKind,
    Indicator.ORGANISATIONS: ProducerKind, Indicator.ACTIVITIES: ActivityKind,
}


def whole(label: Any, *, required: Any = "", **more: Any) -> forms.IntegerField:
    """A whole number; what it may be is for the verb to say."""
    errors = {"invalid": _("Hãy nhập số nguyên, ví dụ 25.")} | ({"required": required} if required else {})
    return forms.IntegerField(label=label, required=bool(required), error_messages=errors, min_value=-10**9,
                              max_value=10**9, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **more)


class UnitWhen(UnitChoice):
    """A unit of any time: one that is no more says until when it was, since a name may have been borne twice."""

    def label_from_instance(self, obj: Any) -> str:
        """The name with its kind, and its last day."""
        name = super().label_from_instance(obj)
        last = vn_date(obj.valid_to)
        return gettext("%(name)s (đến %(day)s)") % {"name": name, "day": last} if last else name


class PlanForm(forms.Form):
    """The plan of a year to be begun."""

    authority = UnitWhen(label=_("Cơ quan"), queryset=AdminUnit.objects.none(),
                         error_messages={"required": _("Hãy chọn cơ quan."),
                                         "invalid_choice": _("Bạn chỉ lập kế hoạch của cơ quan mình.")},
                         help_text=_("Tỉnh đã sáp nhập vẫn có trong danh sách: năm cũ do tỉnh mới giữ."))
    year = whole(_("Năm"), required=_("Hãy nhập năm."))
    slug = one_line(_("Địa chỉ"), required=_("Hãy nhập địa chỉ của kế hoạch."), limit=60,
                help_text=_("Chữ thường không dấu, ví dụ bac-kan; trang sẽ là /chuong-trinh/bac-kan/2019/."))
    title = one_line(_("Tên kế hoạch"), limit=200, help_text=_("Để trống thì là tên cơ quan và năm."))
    counts_from = DayField(label=_("Đếm kết quả từ ngày"), required=False, help_text=_("Để trống: từ 1/1 của năm."))
    counts_to = DayField(label=_("đến hết ngày"), required=False, help_text=_("Để trống: đến 31/12 của năm."))
    kept_here = forms.BooleanField(label=_("Dữ liệu năm này được giữ trong hệ thống"), required=False, help_text=_(
        "Bỏ chọn với năm chỉ biết qua báo cáo: chỗ không đếm được ghi “chưa có số liệu”, không ghi 0."))
    source = one_line(_("Nguồn"), limit=400, help_text=_("Văn bản hoặc bài báo nêu kế hoạch, với năm đã qua."))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("UnitChoice", self.fields["authority"]).queryset = units


class LineForm(forms.Form):
    """A line: what is counted, over what, how much, by when, by whom."""

    line_key = one_line(_("Mã chỉ tiêu"), required=_("Hãy nhập mã chỉ tiêu."), limit=60,
                    help_text=_("Chữ không dấu và gạch nối, ví dụ diem-ban. Kết quả ghi theo mã nên về sau không đổi."))
    text = one_line(_("Lời của chỉ tiêu, nhiệm vụ"), required=_("Hãy nhập lời của chỉ tiêu."))
    kind = forms.ChoiceField(label=_("Kết quả lấy từ đâu"), choices=LineKind.choices, initial=LineKind.COUNTED)
    indicator = forms.ChoiceField(label=_("Đếm gì"), choices=[*_EMPTY, *Indicator.choices], required=False,
                                  help_text=_("Chỉ với chỉ tiêu đếm từ dữ liệu."))
    narrow = forms.MultipleChoiceField(label=_("Chỉ đếm"), required=False, widget=forms.CheckboxSelectMultiple)
    cohort = forms.ModelChoiceField(label=_("Trong danh sách chốt"), queryset=Cohort.objects.none(), required=False,
                                    empty_label="—")
    target = forms.ChoiceField(label=_("Mức"), choices=Target.choices, initial=Target.AT_LEAST)
    low = whole(_("Số (mức thấp)"))
    high = whole(_("Mức cao"), help_text=_("Chỉ khi mức là một khoảng."))
    counted_in = one_line(_("Đơn vị tính"), limit=40, help_text=_("Ví dụ sản phẩm, tổ chức, lớp."))
    per = forms.ChoiceField(label=_("Tính cho"), choices=Per.choices, initial=Per.WHOLE)
    parent = forms.ChoiceField(label=_("Nằm trong chỉ tiêu"), required=False)
    baseline = whole(_("Số gốc"))
    baseline_on = DayField(label=_("Ngày của số gốc"), required=False)
    due_on = DayField(label=_("Hạn hoàn thành"), required=False, help_text=_("Để trống: hết kỳ của kế hoạch."))
    lead = one_line(_("Cơ quan chủ trì"), limit=200)
    source = one_line(_("Nguồn"))

    def __init__(self, *args: Any, cohorts: Any, parents: list[PlanLine], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Cohort]", self.fields["cohort"]).queryset = cohorts
        cast("forms.ChoiceField", self.fields["parent"]).choices = [*_EMPTY, *((one.line_key, one.text)
                                                                              for one in parents)]
        cast("forms.MultipleChoiceField", self.fields["narrow"]).choices = narrowings()
        if fixed:
            del self.fields["line_key"]

    def clean_narrow(self) -> list[str]:
        """Boxes of another indicator are refused beside them: a line that narrows by what it cannot is no line."""
        chosen: list[str] = self.cleaned_data["narrow"]
        kinds = _KINDS.get(self.cleaned_data.get("indicator", ""))
        for value in chosen:
            name, _sep, said = value.partition(":")
            if name == "kind" and (kinds is None or said not in kinds.values):
                raise forms.ValidationError(_("Ô đã chọn không hợp với điều được đếm. Hãy bỏ ô đó."))
        return chosen

    @property
    def narrowed(self) -> dict[str, list[Any]]:
        """The filters as the verb takes them."""
        found: dict[str, list[Any]] = {}
        for value in self.cleaned_data["narrow"]:
            name, _sep, chosen = value.partition(":")
            found.setdefault(name, []).append(int(chosen) if name == "stars" and chosen.isdigit() else chosen)
        return found

    def facts(self, key: str = "") -> LineFacts:
        """What the form says, as the verb takes it."""
        data = {**self.cleaned_data, "filters": self.narrowed}
        data.pop("narrow")
        return LineFacts(**({"line_key": key} | data))


def narrowings() -> list[tuple[str, Any]]:
    """The boxes of "only": each value of each filter, once, under the indicators that know it."""
    kinds = [*DossierKind.choices, *ActivityKind.choices, *ProducerKind.choices]
    return [*((f"stars:{value}", words) for value, words in _STARS),
            *((f"origin:{value}", words) for value, words in EnrolmentOrigin.choices),
            *((f"kind:{value}", words) for value, words in kinds),
            *((f"to_form:{value}", format_lazy(_("Chuyển thành: {form}"), form=words))
              for value, words in ProducerKind.choices),
            *((f"state:{value}", words) for value, words in DossierState.choices)]


def boxes(filters: dict[str, list[Any]]) -> list[str]:
    """The ticked boxes of a line as it stands."""
    return [f"{name}:{value}" for name, values in filters.items() for value in values]


def initial_of(line: PlanLine) -> dict[str, Any]:
    """The form of a line as it stands."""
    facts = LineFacts.of(line)
    plain = {field.name: getattr(facts, field.name) for field in dataclasses.fields(facts)}
    return {**plain, "narrow": boxes(facts.filters), "cohort": facts.cohort.pk if facts.cohort else ""}


class ShareForm(forms.Form):
    """What a line asks of one unit."""

    unit = UnitWhen(label=_("Đơn vị"), queryset=AdminUnit.objects.none(),
                      error_messages={"required": _("Hãy chọn đơn vị."),
                                      "invalid_choice": _("Đơn vị này không có trong danh mục.")})
    low = whole(_("Mức thấp"), required=_("Hãy nhập mức."))
    high = whole(_("Mức cao"), help_text=_("Để trống: ít nhất."))

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("UnitChoice", self.fields["unit"]).queryset = units


class ApproveForm(forms.Form):
    """The act that approved a plan."""

    decision = one_line(_("Số văn bản duyệt"), required=_("Hãy nhập số văn bản duyệt kế hoạch."), limit=120)
    decided_on = DayField(label=_("Ngày ký"))


class ReasonForm(forms.Form):
    """Why a plan is amended."""

    reason = prose(_("Lý do điều chỉnh"), required=_("Hãy ghi lý do điều chỉnh kế hoạch."))


class NoteForm(forms.Form):
    """What sources say, one or several against each other."""

    text = prose(_("Ghi chú"), required=_("Hãy nhập lời ghi chú."))
    sources = prose(_("Nguồn, mỗi dòng một nguồn"), required=_("Hãy nhập ít nhất một nguồn."))


class DeclareForm(forms.Form):
    """What is said about a line on a day: a result, or how far the records reach."""

    value = whole(_("Kết quả"))
    coverage = forms.ChoiceField(label=_("Số liệu đếm được đã đủ chưa"), choices=[*_EMPTY, *Coverage.choices],
                                 required=False)
    as_of = DayField(label=_("Số của ngày"))
    source = one_line(_("Nguồn"), required=_("Hãy ghi nguồn của số liệu."), limit=400)

    def __init__(self, *args: Any, declared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["coverage" if declared else "value"]


class EnrolForm(forms.Form):
    """Products that take part from a day."""

    products = forms.MultipleChoiceField(label=_("Sản phẩm"), widget=forms.CheckboxSelectMultiple,
                                         error_messages={"required": _("Hãy chọn ít nhất một sản phẩm."),
                                                         "invalid_choice": _("Sản phẩm không có trong danh sách.")})
    origin = forms.ChoiceField(label=_("Vào chu trình là"), choices=EnrolmentOrigin.choices)
    on = DayField(label=_("Từ ngày"), required=False, help_text=_("Để trống: hôm nay."))
    source = one_line(_("Nguồn"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["products"]).choices = choices


class FreezeForm(forms.Form):
    """A list to be frozen with its source."""

    name = one_line(_("Tên danh sách"), required=_("Hãy đặt tên cho danh sách."), limit=200)
    products = forms.MultipleChoiceField(label=_("Sản phẩm tham gia chu trình"), required=False,
                                         widget=forms.CheckboxSelectMultiple)
    origin = forms.ChoiceField(label=_("Hoặc lấy cả nhóm"), choices=[*_EMPTY, *EnrolmentOrigin.choices],
                               required=False)
    source = one_line(_("Nguồn"), required=_("Hãy ghi nguồn của danh sách."))
    frozen_on = DayField(label=_("Chốt ngày"), required=False, help_text=_("Để trống: hôm nay."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["products"]).choices = choices


class LeaveForm(forms.Form):
    """The last day of a product's part in the year."""

    last_day = DayField(label=_("Ngày cuối tham gia"))
