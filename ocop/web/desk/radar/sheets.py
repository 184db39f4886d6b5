"""The radar to take away: its columns as a file, and the text one pastes into Zalo."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.recognition.queries.radar import Expiry
from ocop.web.desk.radar.lines import Line, sum_words
from ocop.web.shared.exports import Column, message_text
from ocop.web.shared.lying import unit_words
from ocop.web.shared.templatetags.ocop import vn_date

# A message on a phone; the rest is behind its link.
SAID = 15

COLUMNS: tuple[Column[Expiry], ...] = (
    Column(gettext_lazy("Sản phẩm"), lambda row: row.name, width=36),
    Column(gettext_lazy("Mã sản phẩm"), lambda row: row.pid, width=14, text=True),
    Column(gettext_lazy("Chủ thể"), lambda row: row.producer_name, width=36),
    Column(gettext_lazy("Xã, phường"), lambda row: unit_words(row.commune), width=30),
    Column(gettext_lazy("Tỉnh, thành phố"), lambda row: row.province.full_name if row.province else "", width=22),
    Column(gettext_lazy("Hạng sao"), lambda row: row.stars, width=9),
    Column(gettext_lazy("Mã giấy chứng nhận"), lambda row: row.certificate, width=14, text=True),
    Column(gettext_lazy("Ngày hết hạn"), lambda row: row.ends, width=13),
    Column(gettext_lazy("Còn lại (ngày)"), lambda row: row.left, width=10),
    Column(gettext_lazy("Cửa sổ nộp mở"), lambda row: row.opens_on, width=13),
    Column(gettext_lazy("Cửa sổ nộp đóng"), lambda row: row.closes_on, width=13),
    Column(gettext_lazy("Tình trạng"), lambda row: Line(row, calls=False).pill[1], width=26),
    Column(gettext_lazy("Ngày nộp hồ sơ"), lambda row: row.filed_on, width=13),
)


def zalo_text(rows: Sequence[Expiry], filters: str, *, day: dt.date, link: str) -> str:
    """The list as a message: the day, sums, one line a product, the link to the page as filtered."""
    head = _("HẠN SAO OCOP, ngày %(day)s: %(filters)s.") % {"day": vn_date(day), "filters": filters}
    sums = sum_words(rows)
    lines = [head, _("Chưa có hồ sơ: %(sums)s") % {"sums": sums} if sums else "", *(_said(row) for row in rows[:SAID])]
    if len(rows) > SAID:
        lines.append(_("… và %(count)s sản phẩm khác.") % {"count": len(rows) - SAID})
    return message_text(lines, link=link)


def _said(row: Expiry) -> str:
    """One product in a line."""
    line = Line(row, calls=False)
    place = unit_words(row.commune) if row.commune else _("chưa xác định xã")
    return _("- %(name)s (%(producer)s, %(place)s): hết hạn %(day)s, %(pill)s") % {
        "name": row.name, "producer": row.producer_name, "place": place, "day": vn_date(row.ends), "pill": line.pill[1]}
