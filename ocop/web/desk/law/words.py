"""Names of the time limits, and what a limit measures, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.core.refusal import Words
from ocop.rulebooks.models import ClockRule

_NAMES: Mapping[str, Words] = {
    "commune_check": gettext_lazy("Xã kiểm tra hồ sơ"),
    "province_round_1": gettext_lazy("Đợt 1 của tỉnh"),
    "province_round_2": gettext_lazy("Đợt 2 của tỉnh"),
    "national_round_1": gettext_lazy("Đợt 1 của Trung ương"),
    "national_round_2": gettext_lazy("Đợt 2 của Trung ương"),
    "reevaluation_window": gettext_lazy("Cửa sổ nộp hồ sơ phân hạng lại"),
    "reevaluation": gettext_lazy("Phân hạng lại"),
    "late_reevaluation": gettext_lazy("Kéo dài hiệu lực khi phân hạng lại chậm"),
    "certificate": gettext_lazy("Hiệu lực của giấy chứng nhận"),
    "revocation": gettext_lazy("Thu hồi"),
    "expiry_notice": gettext_lazy("Báo trước ngày hết hạn"),
}
_FROM: Mapping[str, Words] = {
    "receipt": gettext_lazy("ngày nhận hồ sơ"),
    "commune_request": gettext_lazy("ngày xã trình lên tỉnh"),
    "province_request": gettext_lazy("ngày tỉnh trình lên Trung ương"),
    "valid_to": gettext_lazy("ngày cuối của giấy chứng nhận"),
    "full_request": gettext_lazy("ngày nhận đủ hồ sơ"),
    "issued": gettext_lazy("ngày cấp"),
    "conclusion": gettext_lazy("ngày có kết luận"),
}


def clock_name(key: str) -> str:
    """What a limit is about; its key where a draft has one of its own."""
    return str(_NAMES.get(key, key))


def clock_counts_from(row: ClockRule) -> str:
    """The day a limit counts from."""
    return str(_FROM.get(row.counts_from, row.counts_from))


def day_month(text: str) -> str:
    """A day of the year "04-30" as 30/4."""
    month, _dash, day = text.partition("-")
    return f"{int(day)}/{int(month)}"


def clock_measure(row: ClockRule) -> str:
    """How long a limit is."""
    if row.unit == "window":
        if row.opens == row.closes:
            return _("%(days)s ngày trước") % {"days": -(row.opens or 0)}
        return _("từ %(opens)s đến %(closes)s ngày trước") % {"opens": -(row.opens or 0), "closes": -(row.closes or 0)}
    if row.unit == "month_day":
        return _("trình trước %(asked)s, xong trước %(decided)s") % {
            "asked": day_month(row.request_before), "decided": day_month(row.decide_before)}
    return f"{row.value} {row.get_unit_display()}"
