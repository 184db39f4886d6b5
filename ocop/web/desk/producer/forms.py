"""Forms of the producer's desk: they check shape, never save."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ocop.places.models import AdminUnit
from ocop.registry.enums import PaperKind
from ocop.registry.models import PaperVersion, Producer, Product
from ocop.rulebooks.models import Edition, ProductSet

FILES = "application/pdf,image/jpeg,image/png,image/webp"


class Day(forms.DateField):
    """A day as people write it: 5/4/2026 is 5 April."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = _("Ngày này không có trong lịch. Hãy nhập ngày/tháng/năm, ví dụ 5/4/2026.")
        super().__init__(
            required=False,
            widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "22/5/2026", "autocomplete": "off"}),
            error_messages={"invalid": wrong},
            **kwargs,
        )


def file_field(**kwargs: Any) -> forms.FileField:
    """A file of a paper or of evidence; what it really is, the verb looks at."""
    return forms.FileField(
        widget=forms.FileInput(attrs={"accept": FILES}),
        error_messages={"required": _("Hãy chọn tệp quét hoặc ảnh chụp."),
                        "empty": _("Tệp rỗng, không có nội dung. Hãy chọn lại tệp."),
                        "max_length": _("Tên tệp quá dài. Hãy đặt tên ngắn hơn.")},
        max_length=200,
        **kwargs,
    )


class ProductForm(forms.Form):
    """A product as its maker tells of it."""

    producer = forms.ModelChoiceField(label=_("Chủ thể"), queryset=Producer.objects.none(), empty_label=None)
    name = forms.CharField(
        label=_("Tên sản phẩm"), max_length=300, help_text=_("Đúng như in trên nhãn, ví dụ “Chè shan tuyết”."),
        error_messages={"required": _("Hãy nhập tên sản phẩm.")},
    )
    product_set = forms.ChoiceField(
        label=_("Bộ sản phẩm"), help_text=_("Sáu nhóm theo văn bản đang áp dụng. Bộ sản phẩm quyết định phiếu chấm."),
        error_messages={"required": _("Hãy chọn bộ sản phẩm."),
                        "invalid_choice": _("Bộ sản phẩm này không có trong văn bản đang áp dụng. Hãy chọn lại.")},
    )
    unit = forms.ModelChoiceField(
        label=_("Nơi sản xuất"), queryset=AdminUnit.objects.none(), required=False,
        empty_label=_("Như địa chỉ của chủ thể"),
        error_messages={"invalid_choice": _("Hãy chọn xã, phường hoặc đặc khu trong danh sách.")},
    )
    pack = forms.CharField(label=_("Quy cách đóng gói"), max_length=120, required=False,
                           help_text=_("Ví dụ: hộp giấy 200 g."))
    shelf_life = forms.CharField(label=_("Hạn sử dụng"), max_length=120, required=False,
                                 help_text=_("Ví dụ: 12 tháng kể từ ngày sản xuất."))
    story = forms.CharField(
        label=_("Câu chuyện sản phẩm"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Cây, đất, người và cách làm ra sản phẩm. Người mua sẽ đọc phần này."),
    )
    warnings = forms.CharField(
        label=_("Cảnh báo, lưu ý khi dùng"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Như in trên nhãn, ví dụ “Không dùng cho người dị ứng với phấn hoa”."))
    gtin = forms.CharField(label=_("Mã vạch (GTIN)"), max_length=14, required=False,
                           widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                           help_text=_("Dãy số dưới mã vạch, kể cả số cuối; mã của Việt Nam bắt đầu bằng 893."))
    hs_code = forms.CharField(label=_("Mã HS"), max_length=16, required=False, help_text=_(
        "Mã hàng khi xuất khẩu, ví dụ 0902.30.10."), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    trace_link = forms.CharField(label=_("Liên kết truy xuất nguồn gốc"), max_length=200, required=False,
                                 widget=forms.URLInput(attrs={"placeholder": "https://"}))

    def __init__(self, *args: Any, producers: list[Producer], edition: Edition | None, units: list[AdminUnit],
                 **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["producer"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = Producer.objects.filter(pk__in=[one.pk for one in producers])
        owner.initial = producers[0] if producers else None
        if len(producers) < 2:
            owner.widget = owner.hidden_widget()
        place = self.fields["unit"]
        assert isinstance(place, forms.ModelChoiceField)
        place.queryset = AdminUnit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("name_key", "code")
        choice = self.fields["product_set"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _now("Chọn bộ sản phẩm")), *grouped_sets(edition)]

    def clean_product_set(self) -> ProductSet:
        """The row that was chosen."""
        chosen: ProductSet = ProductSet.objects.get(pk=self.cleaned_data["product_set"])
        return chosen


class PlaceForm(forms.Form):
    """The set of an edition a product stands in."""

    product_set = forms.ChoiceField(
        label=_("Bộ sản phẩm"), help_text=_("Bộ sản phẩm quyết định phiếu chấm; chọn theo cách sản phẩm được làm ra."),
        error_messages={"required": _("Hãy chọn bộ sản phẩm."),
                        "invalid_choice": _("Bộ sản phẩm này không có trong văn bản đã chọn. Hãy chọn lại.")},
    )

    def __init__(self, *args: Any, edition: Edition | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["product_set"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _now("Chọn bộ sản phẩm")), *grouped_sets(edition)]

    def clean_product_set(self) -> ProductSet:
        """The row that was chosen."""
        chosen: ProductSet = ProductSet.objects.select_related("edition").get(pk=self.cleaned_data["product_set"])
        return chosen


def grouped_sets(edition: Edition | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The product sets of an edition under its six groups, in printed order."""
    if edition is None:
        return []
    names = {group.key: group.title for group in edition.groups.filter(parent__isnull=True)}
    found: dict[str, list[tuple[str, str]]] = {}
    for row in edition.sets.order_by("position"):
        head = row.group_code.split(".")[0]
        found.setdefault(head, []).append((str(row.pk), row.title))
    return [(f"{head}. {names.get(head, '')}".strip(), rows) for head, rows in found.items()]


class ProductFactsForm(ProductForm):
    """The same words, corrected later; holder, set and place have their own ways."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, producers=[], edition=None, units=[], **kwargs)
        for name in ("producer", "product_set", "unit"):
            del self.fields[name]

    @staticmethod
    def of(product: Product) -> dict[str, str]:
        """What stands there now."""
        names = ("name", "pack", "shelf_life", "story", "warnings", "gtin", "hs_code", "trace_link")
        return {name: getattr(product, name) for name in names}


class VersionForm(forms.Form):
    """One issue of a paper: its number, who gave it, its dates and the scan."""

    number = forms.CharField(label=_("Số giấy"), max_length=100, required=False)
    issuer = forms.CharField(label=_("Nơi cấp"), max_length=200, required=False)
    issued_on = Day(label=_("Ngày cấp"), help_text=_("Ngày/tháng/năm."))
    expires_on = Day(label=_("Có giá trị đến hết ngày"), help_text=_("Để trống nếu giấy không ghi thời hạn."))
    upload = file_field(label=_("Tệp"), help_text=_("Bản quét PDF hoặc ảnh chụp rõ chữ (JPEG, PNG, WebP)."))

    def clean(self) -> dict[str, Any]:
        """Dates in their order, told beside the later one."""
        data = super().clean() or self.cleaned_data
        begun, ends = data.get("issued_on"), data.get("expires_on")
        if begun and ends and ends < begun:
            self.add_error("expires_on", _now("Ngày hết hạn phải từ ngày cấp trở đi."))
        return data


class PaperForm(VersionForm):
    """A new paper of the vault."""

    producer = forms.ModelChoiceField(label=_("Chủ thể"), queryset=Producer.objects.none(), empty_label=None)
    kind = forms.ChoiceField(
        label=_("Loại giấy tờ"), choices=[("", _("Chọn loại giấy tờ")), *PaperKind.choices],
        error_messages={"required": _("Hãy chọn loại giấy tờ."),
                        "invalid_choice": _("Hãy chọn loại giấy tờ trong danh sách.")},
    )
    title = forms.CharField(
        label=_("Tên giấy tờ"), max_length=200,
        help_text=_("Như ghi trên giấy, ví dụ “Phiếu kiểm nghiệm chè tháng 3”."),
        error_messages={"required": _("Hãy nhập tên giấy tờ.")},
    )
    product = forms.ModelChoiceField(
        label=_("Chỉ dùng cho sản phẩm"), queryset=Product.objects.none(), required=False,
        empty_label=_("Mọi sản phẩm của chủ thể"),
        error_messages={"invalid_choice": _("Hãy chọn sản phẩm trong danh sách.")},
    )

    field_order = ("producer", "kind", "title", "product", "number", "issuer", "issued_on", "expires_on", "upload")

    def __init__(self, *args: Any, producers: list[Producer], products: list[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["producer"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = Producer.objects.filter(pk__in=[one.pk for one in producers])
        owner.initial = producers[0]
        if len(producers) < 2:
            owner.widget = owner.hidden_widget()
        goods = self.fields["product"]
        assert isinstance(goods, forms.ModelChoiceField)
        goods.queryset = Product.objects.filter(pk__in=[one.pk for one in products]).order_by("name_key", "pk")


def _among(vault: list[PaperVersion]) -> "QuerySet[PaperVersion]":
    """The versions that may be chosen, as the verb wants them."""
    return PaperVersion.objects.filter(pk__in=[row.pk for row in vault]).select_related("paper__producer")


class CriterionForm(forms.Form):
    """One criterion on one page: the option, the words, and evidence to add with the same button."""

    rev = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages=dict.fromkeys(
        ("required", "invalid", "min_value"), _("Trang này thiếu dữ liệu. Hãy tải lại trang.")))
    option = forms.CharField(required=False, max_length=10)
    text = forms.CharField(
        label=_("Mô tả của chủ thể"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Viết như nói với hội đồng: có gì, từ khi nào, ở đâu. Không cần văn mẫu."),
    )
    photo = forms.FileField(
        label=_("Chụp ảnh"), required=False, max_length=200, help_text=_("Mở máy ảnh trên điện thoại."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
        error_messages={"empty": _("Ảnh rỗng, không có nội dung. Hãy chụp lại.")},
    )
    upload = file_field(label=_("Chọn tệp trên máy"), required=False,
                        help_text=_("PDF hoặc ảnh (JPEG, PNG, WebP)."))
    title = forms.CharField(label=_("Tên minh chứng"), required=False, max_length=200,
                            help_text=_("Ví dụ “Ảnh vùng nguyên liệu”. Để trống thì lấy tên tệp."))
    papers = forms.ModelMultipleChoiceField(
        queryset=PaperVersion.objects.none(), required=False,
        error_messages={"invalid_choice": _("Giấy tờ này không còn trong kho. Hãy tải lại trang."),
                        "invalid_pk_value": _("Giấy tờ này không còn trong kho. Hãy tải lại trang.")},
    )
    pages = forms.CharField(label=_("Trang nào trong giấy tờ"), required=False, max_length=40,
                            help_text=_("Không bắt buộc, ví dụ 3–5."))
    link = forms.CharField(label=_("Liên kết"), required=False, max_length=200,
                           widget=forms.URLInput(attrs={"placeholder": "https://"}))

    def __init__(self, *args: Any, vault: list[PaperVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers = self.fields["papers"]
        assert isinstance(papers, forms.ModelMultipleChoiceField)
        papers.queryset = _among(vault)

    @property
    def answers(self) -> bool:
        """Whether an option was chosen on the page; "none of these" is a choice."""
        return "option" in self.data


class PaperUseForm(forms.Form):
    """A paper of the vault to be used in a dossier."""

    paper = forms.ModelChoiceField(
        label=_("Giấy trong kho"), queryset=PaperVersion.objects.none(), empty_label=None,
        error_messages={"required": _("Hãy chọn một giấy tờ trong kho."),
                        "invalid_choice": _("Giấy tờ này không còn trong kho. Hãy tải lại trang.")},
    )

    def __init__(self, *args: Any, vault: list[PaperVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["paper"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _among(vault)


class ReasonForm(forms.Form):
    """Why a dossier is taken back."""

    reason = forms.CharField(label=_("Lý do rút hồ sơ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
                             error_messages={"required": _("Hãy ghi lý do rút hồ sơ.")})
