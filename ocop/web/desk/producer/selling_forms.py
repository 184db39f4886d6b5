"""Forms on a product's pictures, prices and outlets, and on a paper's pages: they check shape, never save."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from ocop.registry.enums import OutletKind, PictureKind
from ocop.web.desk.producer.forms import Day

PICTURES = "image/jpeg,image/png,image/webp"


def day(label: Any, missing: Any, **more: Any) -> Day:
    """A day that must be given."""
    field = Day(label=label, **more)
    field.required = True
    field.error_messages["required"] = missing
    return field


class PictureForm(forms.Form):
    """A picture of a product: taken now or chosen, what it shows, a line under it."""

    photo = forms.FileField(
        label=_("Chụp ảnh"), required=False, max_length=200, help_text=_("Mở máy ảnh trên điện thoại."),
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment"}),
        error_messages={"empty": _("Ảnh rỗng, không có nội dung. Hãy chụp lại."),
                        "max_length": _("Tên tệp quá dài. Hãy đặt tên ngắn hơn.")},
    )
    upload = forms.FileField(
        label=_("Chọn ảnh trên máy"), required=False, max_length=200, help_text=_("JPEG, PNG hoặc WebP."),
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        error_messages={"empty": _("Ảnh rỗng, không có nội dung. Hãy chọn lại ảnh."),
                        "max_length": _("Tên tệp quá dài. Hãy đặt tên ngắn hơn.")},
    )
    kind = forms.ChoiceField(
        label=_("Ảnh chụp gì"), choices=PictureKind.choices, initial=PictureKind.PHOTO,
        error_messages={"required": _("Hãy chọn ảnh chụp gì."), "invalid_choice": _("Hãy chọn trong danh sách.")},
    )
    caption = forms.CharField(label=_("Chú thích"), max_length=200, required=False,
                              help_text=_("Không bắt buộc, ví dụ “Hộp quà 4 gói”. Người mua đọc được."))

    def clean(self) -> dict[str, Any]:
        """One picture, from the camera or from the machine; the field it came by is named in `came_by`."""
        data = super().clean() or self.cleaned_data
        came = "photo" if data.get("photo") else "upload"
        if not data.get(came) and not self.errors:
            self.add_error("upload", _("Hãy chụp hoặc chọn một ảnh."))
        data["came_by"] = came
        return data

    @property
    def file(self) -> "UploadedFile[bytes]":
        """The picture that came."""
        found: UploadedFile[bytes] = self.cleaned_data[self.cleaned_data["came_by"]]
        return found


class CaptionForm(forms.Form):
    """What a picture shows, said anew."""

    kind = forms.ChoiceField(label=_("Ảnh chụp gì"), choices=PictureKind.choices,
                             error_messages={"invalid_choice": _("Hãy chọn trong danh sách.")})
    caption = forms.CharField(label=_("Chú thích"), max_length=200, required=False)


class PriceForm(forms.Form):
    """What a pack costs from a day on."""

    per = forms.CharField(label=_("Quy cách"), max_length=80, help_text=_("Ví dụ: hộp 200 g."),
                          error_messages={"required": _("Hãy nhập quy cách của giá, ví dụ “hộp 200 g”.")})
    amount = forms.CharField(
        label=_("Giá, đồng"), max_length=20, help_text=_("Số đồng nguyên, ví dụ 120.000."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Hãy nhập giá.")})
    valid_from = day(_("Áp dụng từ ngày"), _("Hãy nhập ngày bắt đầu áp dụng giá."),
                     help_text=_("Giá cũ của quy cách này tự kết thúc vào hôm trước."))

    def clean_amount(self) -> int:
        """Whole đồng; dots and spaces between thousands are passed over, a part of a đồng is none."""
        bare = self.cleaned_data["amount"].replace("đ", "").replace("₫", "").strip()
        groups = bare.replace("\u00a0", " ").replace(".", " ").split(" ")
        grouped = all(len(group) == 3 for group in groups[1:])
        digits = "".join(groups)
        if not (grouped and digits.isascii() and digits.isdigit()):
            raise forms.ValidationError(_("Giá là số đồng nguyên, ví dụ 120.000 hoặc 120000."))
        return int(digits)


class OutletForm(forms.Form):
    """A place where the product is sold."""

    kind = forms.ChoiceField(label=_("Loại nơi bán"), choices=OutletKind.choices,
                             error_messages={"invalid_choice": _("Hãy chọn trong danh sách.")})
    name = forms.CharField(label=_("Tên nơi bán"), max_length=200, error_messages={
        "required": _("Hãy nhập tên nơi bán.")})
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False,
                              help_text=_("Số nhà, thôn, xã, tỉnh."))
    link = forms.CharField(label=_("Liên kết"), max_length=200, required=False,
                           help_text=_("Gian hàng trên sàn, trang mạng xã hội."),
                           widget=forms.URLInput(attrs={"placeholder": "https://"}))
    valid_from = day(_("Bán từ ngày"), _("Hãy nhập ngày bắt đầu bán ở đây."))


class LastDayForm(forms.Form):
    """The last day of a price or an outlet."""

    last_day = day(_("Ngày cuối"), _("Hãy nhập ngày cuối."),
                   help_text=_("Từ hôm sau không còn hiện ở trang công khai."))


class ManyFiles(forms.FileInput):
    """A picker for several files."""

    allow_multiple_selected = True


class PagesField(forms.FileField):
    """Several pictures in the order they were chosen."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """Each as a file of its own; none is told beside the field."""
        files = [file for file in (data if isinstance(data, list) else [data]) if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(PagesField, self).clean(file, initial) for file in files]


class PagesForm(forms.Form):
    """Photos of the pages of a paper."""

    pages = PagesField(
        label=_("Ảnh các trang"), max_length=200,
        help_text=_("Chọn được nhiều ảnh một lần; sắp thứ tự ở bước sau."),
        widget=ManyFiles(attrs={"accept": PICTURES, "multiple": True}),
        error_messages={"required": _("Hãy chọn ít nhất một ảnh."), "empty": _("Có ảnh rỗng. Hãy chọn lại ảnh."),
                        "max_length": _("Tên tệp quá dài. Hãy đặt tên ngắn hơn.")},
    )
