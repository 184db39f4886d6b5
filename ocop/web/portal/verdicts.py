"""The answer of a check in one headline and one sentence, for every state a certificate can be in."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop.recognition.enums import CertificateStatus as Status
from ocop.recognition.enums import NotFound
from ocop.recognition.queries import Check
from ocop.web.shared.templatetags.ocop import vn_date


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What `<c-verdict>` and `<c-pill>` show: the kind (colour and shape), a headline, a sentence, a short form."""

    kind: str
    title: str
    words: str
    short: str


def _day(day: dt.date | None) -> dict[str, str]:
    return {"day": vn_date(day)}


def _valid(check: Check) -> Verdict:
    return Verdict(
        "ok", _("Còn hiệu lực"), _("Sao trên nhãn là thật đến hết ngày %(day)s.") % _day(check.until),
        _("Còn hiệu lực đến %(day)s") % _day(check.until),
    )


def _expiring(check: Check) -> Verdict:
    left = (check.until - check.day).days if check.until else 0
    words = ngettext(
        "Còn %(left)s ngày, đến hết ngày %(day)s. Vẫn được in sao.",
        "Còn %(left)s ngày, đến hết ngày %(day)s. Vẫn được in sao.",
        left,
    ) % {"left": left, **_day(check.until)}
    if left == 0:
        words = _("Hôm nay, %(day)s, là ngày cuối. Vẫn được in sao.") % _day(check.until)
    return Verdict("warn", _("Còn hiệu lực, sắp hết hạn"), words, _("Sắp hết hạn: đến %(day)s") % _day(check.until))


def _extended(check: Check) -> Verdict:
    words = _("Giấy được kéo dài đến hết ngày %(day)s trong khi chờ kết quả đánh giá lại. Vẫn được in sao.")
    return Verdict(
        "warn", _("Được kéo dài hiệu lực"), words % _day(check.until),
        _("Được kéo dài đến %(day)s") % _day(check.until),
    )


def _expired(check: Check) -> Verdict:
    words = _("Hết hạn từ ngày %(day)s. Không được in sao trên hàng mới.") % _day(check.since)
    return Verdict("", _("Đã hết hạn"), words, _("Hết hạn từ %(day)s") % _day(check.since))


def _revoked(check: Check) -> Verdict:
    words = _("Thu hồi ngày %(day)s. Sao trên nhãn không còn giá trị.") % _day(check.since)
    return Verdict("bad", _("Đã thu hồi"), words, _("Đã thu hồi ngày %(day)s") % _day(check.since))


def _replaced(check: Check) -> Verdict:
    words = _("Giấy này được thay bằng giấy khác từ ngày %(day)s. Hãy xem giấy mới.") % _day(check.since)
    return Verdict("", _("Đã thay bằng giấy khác"), words, _("Đã thay từ %(day)s") % _day(check.since))


def _pending(check: Check) -> Verdict:
    words = _("Giấy có hiệu lực từ ngày %(day)s. Trước ngày đó chưa được in sao.") % _day(check.since)
    return Verdict("wait", _("Chưa có hiệu lực"), words, _("Có hiệu lực từ %(day)s") % _day(check.since))


_BY_STATUS: dict[str, Callable[[Check], Verdict]] = {
    Status.VALID: _valid,
    Status.EXPIRING: _expiring,
    Status.EXTENDED: _extended,
    Status.EXPIRED: _expired,
    Status.REVOKED: _revoked,
    Status.REPLACED: _replaced,
    Status.PENDING: _pending,
}


def verdict_of(check: Check) -> Verdict:
    """The verdict of a check, "not found" and "several" included."""
    if check.status is not None:
        return _BY_STATUS[check.status](check)
    if check.several:
        return Verdict(
            "void", _("Số này có ở nhiều sản phẩm"),
            _("Số giấy của các danh sách cũ có khi trùng nhau. Hãy chọn sản phẩm bạn đang cầm."), "",
        )
    titles = {
        NotFound.MISTYPED: _("Mã gõ chưa đúng"),
        NotFound.NEVER_ISSUED: _("Không có mã này"),
        NotFound.OUTSIDE: _("Mã ngoài hệ thống này"),
    }
    return Verdict("void", titles.get(check.why or NotFound.MISTYPED, ""), str(check.ask), "")


# The pill of one certificate in a list of all a product had.
PILLS = {
    Status.VALID: "ok", Status.EXPIRING: "warn", Status.EXTENDED: "warn", Status.REVOKED: "bad",
    Status.PENDING: "wait",
}
