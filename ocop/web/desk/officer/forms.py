"""Forms of the officers' desk: they check shape, never save."""

from typing import Any, cast

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ocop.places.models import AdminUnit
from ocop.registry.enums import MemberRole, ProducerKind
from ocop.registry.models import Producer, Product
from ocop.rulebooks.models import Criterion, ProductSet

ITEMS = 6


class DayField(forms.DateField):
    """A day as it is written here: 5/4/2026 is the fifth of April."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "22/5/2026"})
        super().__init__(**{"widget": widget, **kwargs})
        self.error_messages["invalid"] = _("Ngày này không có. Hãy nhập ngày/tháng/năm, ví dụ 22/5/2026.")
        self.error_messages["required"] = _("Hãy nhập ngày.")


def text(label: Any, *, required: Any = "", limit: int = 300, **more: Any) -> forms.CharField:
    """A line of text; `required` is the sentence for its lack, empty where it may be left out."""
    return forms.CharField(label=label, max_length=limit, required=bool(required),
                           error_messages={"required": required} if required else {}, **more)


def prose(label: Any, *, required: Any = "", **more: Any) -> forms.CharField:
    """Several lines."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=5000, required=bool(required), widget=area,
                           error_messages={"required": required} if required else {}, **more)


class UnitChoice(forms.ModelChoiceField[AdminUnit]):
    """A commune by its full name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name with its kind."""
        return str(obj.full_name)


class SetChoice(forms.ModelChoiceField[ProductSet]):
    """A product set with its printed place."""

    def label_from_instance(self, obj: Any) -> str:
        """Place in the tree and name."""
        return f"{obj.group_code} {obj.title}"


class HeadForm(forms.Form):
    """One head of form 03: does the commune find what the producer claims, and what did it find."""

    agrees = forms.ChoiceField(
        label=_("Xã xác minh"), choices=[("yes", _("Đúng như khai")), ("no", _("Chưa đúng"))], widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết quả xác minh.")},
    )
    finding = prose(_("Nhận xét"), required=_("Hãy ghi xã đã kiểm tra gì và thấy gì."))

    @property
    def touched(self) -> bool:
        """Whether anything was written here."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)


class SendUpForm(forms.Form):
    """What goes up with form 03."""

    request_no = text(_("Số tờ trình của xã"), required=_("Hãy nhập số tờ trình của xã."), limit=60,
                      help_text=_("Như trên văn bản đã ký, ví dụ 12/TTr-UBND."))
    conclusion = prose(_("Kết luận và đề nghị"), help_text=_("Để trống nếu xã nhất trí, không có ý kiến thêm."))


class SupplementForm(forms.Form):
    """What is asked for, item by item, until when."""

    due_on = DayField(label=_("Hạn bổ sung"),
                      help_text=_("Ngày/tháng/năm. Đồng hồ của bước này tạm dừng đến khi chủ thể nộp lại."))
    note = prose(_("Lời nhắn cho chủ thể"))

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = {one.key: one for one in criteria}
        choices = [("", _("Nội dung chung"))] + [(one.key, f"{one.key} {one.title}") for one in criteria]
        for place in range(1, ITEMS + 1):
            self.fields[f"criterion{place}"] = forms.ChoiceField(
                label=_("Tiêu chí"), choices=choices, required=False,
                error_messages={"invalid_choice": _("Tiêu chí không thuộc bộ sản phẩm của hồ sơ này.")})
            self.fields[f"text{place}"] = text(_("Cần bổ sung gì"), limit=1000)

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The items of the form: place, criterion, words."""
        return [(place, self[f"criterion{place}"], self[f"text{place}"]) for place in range(1, ITEMS + 1)]

    @property
    def items(self) -> list[tuple[Criterion | None, str]]:
        """The items as the verb takes them, those without words left out."""
        data = self.cleaned_data
        return [
            (self.criteria.get(data[f"criterion{place}"]), data[f"text{place}"])
            for place in range(1, ITEMS + 1) if data[f"text{place}"]
        ]


class ReasonForm(forms.Form):
    """Why a dossier goes back."""

    reason = prose(_("Lý do trả lại"), required=_("Hãy ghi lý do trả lại để chủ thể biết phải sửa gì."))


class ProducerForm(forms.Form):
    """A producer as its registration paper says."""

    name = text(_("Tên chủ thể"), required=_("Hãy nhập tên chủ thể như ghi trong giấy đăng ký."))
    kind = forms.ChoiceField(label=_("Loại hình"), choices=ProducerKind.choices)
    unit = UnitChoice(
        label=_("Xã, phường, đặc khu"), queryset=AdminUnit.objects.none(),
        error_messages={"required": _("Hãy chọn xã, phường hoặc đặc khu."),
                        "invalid_choice": _("Đơn vị này không thuộc địa bàn bạn phụ trách.")})
    detail = text(_("Thôn, xóm, số nhà"))
    tax_code = text(_("Mã số thuế"), limit=20, help_text=_("10 chữ số, chi nhánh thêm -001; hộ kinh doanh: 12 chữ số."))
    registration_no = text(_("Số giấy đăng ký kinh doanh"), limit=60)
    registered_on = DayField(label=_("Ngày đăng ký"), required=False)
    phone = text(_("Điện thoại liên hệ"), limit=20)
    email = forms.EmailField(label=_("Thư điện tử"), required=False,
                             error_messages={"invalid": _("Thư điện tử chưa đúng, ví dụ ten@vidu.vn.")})

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("UnitChoice", self.fields["unit"]).queryset = units


class ScopeField(forms.ModelChoiceField[Product]):
    """What a consultant may do: everything of the producer, or one product of it (P01)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Product.objects.none(), label=_("Được làm"), required=False, empty_label=_("Mọi hồ sơ của chủ thể"),
            help_text=_("Chỉ tư vấn mới nhận riêng một sản phẩm: họ chỉ thấy sản phẩm đó, hồ sơ của nó và giấy tờ dùng "
                        "chung của chủ thể."),
            error_messages={"invalid_choice": _("Hãy chọn một sản phẩm của chủ thể này.")}, **kwargs)

    def offer(self, producer: Producer) -> None:
        """Offer the products the producer holds now."""
        self.queryset = Product.objects.held_by(producer).filter(head=F("pk")).select_related("producer").order_by(
            "name_key", "pk")

    def label_from_instance(self, obj: Product) -> str:
        """What the choice is called."""
        return _now("Chỉ sản phẩm “%(name)s”") % {"name": obj.name}


class MemberForm(forms.Form):
    """A person to be let in for a producer."""

    name = text(_("Họ và tên"), required=_("Hãy nhập họ và tên."), limit=150)
    phone = text(_("Số điện thoại"), limit=20, help_text=_("Dùng để đăng nhập; không gửi tin nhắn."))
    email = forms.EmailField(label=_("Thư điện tử"), required=False, help_text=_("Có số điện thoại thì không cần."),
                             error_messages={"invalid": _("Thư điện tử chưa đúng, ví dụ ten@vidu.vn.")})
    role = forms.ChoiceField(label=_("Vai trò trong chủ thể"), choices=MemberRole.choices)
    product = ScopeField()
    valid_to = DayField(label=_("Đến hết ngày"), required=False,
                        help_text=_("Bắt buộc với tư vấn: sau ngày này họ không vào được nữa."))

    def __init__(self, *args: Any, producer: Producer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("ScopeField", self.fields["product"]).offer(producer)

    def clean(self) -> dict[str, Any]:
        """One of the two sign-in names must be there."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["phone"] and not data["email"]:
            self.add_error("phone", _("Hãy nhập số điện thoại hoặc thư điện tử để đăng nhập."))
        return data


class ProductForm(forms.Form):
    """A product to be entered for a producer."""

    name = text(_("Tên sản phẩm"), required=_("Hãy nhập tên sản phẩm."))
    product_set = SetChoice(
        label=_("Bộ sản phẩm"), queryset=ProductSet.objects.none(),
        error_messages={"required": _("Hãy chọn bộ sản phẩm."),
                        "invalid_choice": _("Hãy chọn một bộ sản phẩm có trong danh sách.")})
    pack = text(_("Quy cách đóng gói"), limit=120)
    story = prose(_("Câu chuyện sản phẩm"))

    def __init__(self, *args: Any, sets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SetChoice", self.fields["product_set"]).queryset = sets


class MergeForm(forms.Form):
    """Which of two rows stands from now on, and why they are one."""

    into = forms.ChoiceField(label=_("Chủ thể đứng tên từ nay"), widget=forms.RadioSelect,
                             error_messages={"required": _("Hãy chọn chủ thể đứng tên từ nay."),
                                             "invalid_choice": _("Hãy chọn một trong hai chủ thể.")})
    reason = text(_("Vì sao hai dòng là một chủ thể"), required=_("Hãy ghi vì sao hai dòng là một chủ thể."),
                  help_text=_("Ví dụ: cùng giấy đăng ký số mấy, đã hỏi người đại diện."))
    two_codes = forms.BooleanField(
        label=_("Tôi đã đối chiếu giấy tờ: hai mã số thuế khác nhau nhưng vẫn là một chủ thể."), required=False)

    def __init__(self, *args: Any, pair: list[Producer], codes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(one.pid, f"{one.name} · {one.place_words}") for one in pair]
        cast("forms.ChoiceField", self.fields["into"]).choices = places
        if not codes:
            self.fields["two_codes"].widget = forms.HiddenInput()


class AnswerForm(forms.Form):
    """What was done about a request on personal data."""

    answer = forms.CharField(label=_("Trả lời"), required=False, max_length=2000,
                             widget=forms.Textarea(attrs={"rows": 4}),
                             help_text=_("Ghi đã làm gì, cho ai đọc cũng hiểu. Bắt buộc khi sửa dữ liệu."))


class RefuseForm(forms.Form):
    """On which ground a request on personal data is refused."""

    reason = forms.CharField(
        label=_("Lý do từ chối và căn cứ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Hãy ghi căn cứ từ chối, ví dụ quyết định đã ký phải lưu giữ.")},
        help_text=_("Nêu rõ dữ liệu nào phải giữ: phiếu đã ký, biên bản, quyết định, giấy chứng nhận."))
