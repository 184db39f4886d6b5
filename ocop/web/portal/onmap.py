"""Places in the catalogue's address that are no unit of today: read on the map of a date, split, or not yet known."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ocop.places.enums import Level
from ocop.places.maps import successors_today
from ocop.places.models import AdminUnit
from ocop.web.shared.templatetags.ocop import vn_date

# In the address where a commune would stand: the rows whose commune is not yet known.
UNKNOWN = "chua-xac-dinh"


def special(communes: Sequence[AdminUnit | None], day: dt.date | None) -> bool:
    """Whether an address asks for more than units of today: another map, a split commune, or what is not known (None).
    """
    return day is not None or any(unit is None or unit.today_id is None for unit in communes)


def notes(units: Sequence[AdminUnit], day: dt.date | None) -> list[str]:
    """What to say of the units of an address that are no more: where they lie today."""
    if day is not None:
        return [_("Đang đọc theo bản đồ ngày %(day)s.") % {"day": vn_date(day)}]
    gone = [unit for unit in units if not unit.in_force]
    ends = successors_today([unit for unit in gone if unit.today_id is None])
    return [_note(unit, ends.get(unit.pk, [])) for unit in gone]


def _note(unit: AdminUnit, ends: Sequence[AdminUnit]) -> str:
    if unit.today is not None:
        return _("%(old)s nay thuộc %(new)s.") % {"old": unit.full_name, "new": unit.today.full_name}
    if ends and unit.level == Level.COMMUNE:
        return _("%(old)s đã được chia cho %(new)s: hiện sản phẩm của các xã này và sản phẩm chưa xác định xã.") % {
            "old": unit.full_name, "new": ", ".join(end.full_name for end in ends)}
    home = unit.today_province
    return _("%(old)s nay thuộc %(new)s.") % {"old": unit.full_name, "new": home.full_name if home else "–"}
