"""Forms of a producer's own page: its facts, its people, who represents it. They check shape, never save."""

import datetime as dt
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from ocop.registry.enums import MemberRole, ProducerKind
from ocop.registry.models import Producer
from ocop.registry.queries import shown_tax_code
from ocop.registry.taxcodes import HASHED
from ocop.web.desk.officer.forms import DayField, ScopeField, text
from ocop.web.shared.forms import LoginField
from ocop.web.shared.phones import shown_phone

NAMES = ("name", "kind", "registration_no", "registered_on", "detail", "phone", "email")


class AmendForm(forms.Form):
    """What is said about a producer; who may not change its identity is asked for contact and address only."""

    name = text(_("Tên chủ thể"), required=_("Hãy nhập tên chủ thể như ghi trong giấy đăng ký."))
    kind = forms.ChoiceField(
        label=_("Loại hình"),
        choices=ProducerKind.choices,
        help_text=_("Chỉ sửa khi ghi nhầm. Đổi loại hình thật thì dùng “Đổi loại hình” để giữ lịch sử."),
        error_messages={"invalid_choice": _("Hãy chọn loại hình chủ thể.")},
    )
    tax_code = text(_("Mã số thuế"), limit=20)
    drop_code = forms.BooleanField(label=_("Bỏ mã số thuế đang ghi"), required=False)
    registration_no = text(_("Số giấy đăng ký kinh doanh"), limit=60)
    registered_on = DayField(label=_("Ngày đăng ký"), required=False)
    detail = text(_("Thôn, bản, số nhà"))
    phone = text(_("Điện thoại liên hệ"), limit=20)
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        error_messages={"invalid": _("Thư điện tử chưa đúng, ví dụ ten@vidu.vn.")},
    )

    def __init__(self, *args: Any, producer: Producer, identity: bool, **kwargs: Any) -> None:
        shown = {name: getattr(producer, name) for name in NAMES}
        shown["phone"] = shown_phone(producer.phone)
        self.sealed = producer.tax_code.startswith(HASHED)
        if not self.sealed:
            shown["tax_code"] = producer.tax_code
        super().__init__(*args, **{"initial": shown, **kwargs})
        self.fields["tax_code"].help_text = (
            _("Đang ghi %(code)s, đã mã hóa. Để trống nếu không đổi.") % {"code": shown_tax_code(producer)}
            if self.sealed
            else _("10 chữ số, chi nhánh thêm -001; hộ kinh doanh: 12 chữ số.")
        )
        if not self.sealed:
            del self.fields["drop_code"]
        for name in ("name", "kind", "tax_code", "drop_code", "registration_no", "registered_on"):
            if not identity and name in self.fields:
                del self.fields[name]

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb is told: a sealed number is left alone unless another is typed or it is dropped."""
        facts = dict(self.cleaned_data)
        drop = facts.pop("drop_code", False)
        if self.sealed and not facts.get("tax_code") and not drop:
            facts.pop("tax_code", None)
        return facts


class InviteForm(forms.Form):
    """Whom to invite, as what, for how long."""

    name = text(_("Họ và tên"), required=_("Hãy nhập họ và tên người được mời."), limit=150)
    login = LoginField(
        label=_("Số điện thoại hoặc thư điện tử"),
        max_length=150,
        help_text=_("Lời mời gắn với đúng số hoặc thư này; chuyển cho người khác không dùng được."),
        error_messages={"required": _("Hãy nhập số điện thoại hoặc thư điện tử của người được mời.")},
    )
    role = forms.ChoiceField(
        label=_("Vai trò trong chủ thể"),
        choices=MemberRole.choices,
        initial=MemberRole.STAFF,
        help_text=_("Người đại diện mời được người khác; nhân viên và tư vấn lập hồ sơ, thêm giấy tờ."),
        error_messages={"invalid_choice": _("Hãy chọn vai trò của người này trong chủ thể.")},
    )
    product = ScopeField()
    member_from = DayField(label=_("Làm việc từ ngày"))
    member_to = DayField(
        label=_("Đến hết ngày"),
        required=False,
        help_text=_("Bắt buộc với tư vấn: sau ngày này họ không vào được nữa. Nhân viên thì để trống cũng được."),
    )

    def __init__(self, *args: Any, producer: Producer, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"member_from": today}, **kwargs})
        cast("ScopeField", self.fields["product"]).offer(producer)

    @property
    def sign_in_name(self) -> str:
        """The phone or e-mail as the verb takes it."""
        email, phone = self.cleaned_data["login"]
        return str(email or phone)


class EndForm(forms.Form):
    """The last day somebody works for the producer."""

    last_day = DayField(label=_("Ngày làm việc cuối cùng"), help_text=_("Người này vào được đến hết ngày đó."))


class RepresentativeForm(forms.Form):
    """The legal representative from a day on; form 02 asks for the last three, which stand in a table of their own."""

    name = text(_("Họ và tên"), required=_("Hãy nhập họ tên người đại diện theo pháp luật."), limit=150)
    position = text(_("Chức vụ"), limit=100, help_text=_("Ví dụ: Giám đốc, Chủ hộ."))
    valid_from = DayField(label=_("Đại diện từ ngày"))
    sex = forms.ChoiceField(
        label=_("Giới tính"), required=False, choices=[("", _("Không ghi")), ("female", _("Nữ")), ("male", _("Nam"))]
    )
    ethnic_group = text(_("Dân tộc"), limit=60)
    disability = forms.TypedChoiceField(
        label=_("Là người khuyết tật"),
        required=False,
        choices=[("", _("Không ghi")), ("yes", _("Có")), ("no", _("Không"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
