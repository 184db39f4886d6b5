"""A day as people type it into an address or a filter: 30/6/2025."""

import datetime as dt
import re

from django.utils.translation import gettext as _

_WRITTEN = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", re.ASCII)


def read_day(text: str, *, today: dt.date) -> tuple[dt.date | None, str]:
    """The day, not after today, and what is wrong with it (empty for none); (None, "") where nothing was typed."""
    if not text.strip():
        return None, ""
    found = _WRITTEN.fullmatch(text[:40])
    try:
        day = dt.date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        day = None
    if day is None:
        return None, _("Ngày này không có. Hãy nhập ngày/tháng/năm, ví dụ 30/6/2025.")
    if day > today:
        return None, _("Ngày này chưa tới. Hãy chọn một ngày đã qua, ví dụ 30/6/2025.")
    return day, ""
