"""Places in the catalogue's address that are no unit of today: read on the map of a date, split, or not yet known."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ocop.places.enums import Level
from ocop.places.maps import PlaceMap, successors_today
from ocop.places.models import AdminUnit
from ocop.recognition.models import Listing
from ocop.web.shared.templatetags.ocop import vn_date

# In the address where a commune would stand: the rows whose commune is not yet known.
UNKNOWN = "chua-xac-dinh"
# No row has this id: a place without products leaves none.
_NOBODY = 0


def special(communes: Sequence[AdminUnit | None], day: dt.date | None) -> bool:
    """Whether an address asks for more than units of today: another map, a split commune, or what is not known (None).
    """
    return day is not None or any(unit is None or unit.today_id is None for unit in communes)


def rows_there(provinces: Sequence[AdminUnit], communes: Sequence[AdminUnit | None], *, seen_on: dt.date,
               day: dt.date | None) -> frozenset[int]:
    """Ids of the catalogue's rows that lie in one of the provinces and one of the communes (each empty: anywhere; None:
    not yet known) on today's map or that of a day. A split commune holds what lies in its successors and what was
    written under it and not yet settled. At most five queries."""
    homes = {unit.today_province_id for unit in (*provinces, *communes) if unit is not None}
    rows = Listing.objects.decided_by(seen_on).order_by()
    rows = rows.filter(province_id__in=homes) if homes else rows
    found = list(rows.values_list("pk", "product__unit_id", "product__settled_unit_id", "commune_id", "province_id"))
    if day is None:
        return _today(found, provinces, communes)
    wanted = {unit.pk if unit else None for unit in communes}
    areas = {unit.pk for unit in provinces}
    on = PlaceMap({(unit, settled) for _pk, unit, settled, _commune, _province in found}, day)
    return frozenset(
        pk for pk, unit, settled, _commune, _province in found
        if (not areas or on.province((unit, settled)) in areas)
        and (not wanted or on.commune((unit, settled)) in wanted)
    ) or frozenset({_NOBODY})


def _today(found: Sequence[tuple[int, int | None, int | None, int | None, int | None]],
           provinces: Sequence[AdminUnit], communes: Sequence[AdminUnit | None]) -> frozenset[int]:
    split = [unit for unit in communes if unit is not None and unit.today_id is None]
    ends = {end.pk for ends in successors_today(split).values() for end in ends}
    ends |= {unit.today_id for unit in communes if unit is not None and unit.today_id is not None}
    areas = {unit.today_province_id for unit in provinces}
    olds = {unit.pk for unit in split}
    return frozenset(
        pk for pk, unit, _settled, commune, province in found
        if (not areas or province in areas) and (
            not communes or commune in ends or (commune is None and (None in communes or unit in olds)))
    ) or frozenset({_NOBODY})


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
