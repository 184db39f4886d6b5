"""A province's districts and communes through time, found by their written names."""

import bisect
import datetime as dt

from ocop.intake.naming import product_key as place_key
from ocop.places.enums import Level, split_kind
from ocop.places.models import AdminUnit
from ocop.places.queries import pick_commune

# The last day of the map with districts.
EVE = dt.date(2025, 6, 30)
_DAY = dt.timedelta(days=1)


class UnitMap:
    """A province's districts and communes through time."""

    def __init__(self, code: str) -> None:
        units = list(AdminUnit.objects.filter(province__code=code, level__in=[Level.COMMUNE, Level.DISTRICT]))
        self._communes = [unit for unit in units if unit.level == Level.COMMUNE]
        self._districts = [unit for unit in units if unit.level == Level.DISTRICT]
        starts = {unit.valid_from for unit in units} | {unit.valid_to + _DAY for unit in units if unit.valid_to}
        self._bounds = sorted(starts)
        self._lists: dict[int, tuple[list[AdminUnit], dict[str, list[AdminUnit]]]] = {}
        self._found: dict[tuple[str, int, int | None], AdminUnit | None] = {}
        self._places: dict[tuple[str, tuple[dt.date, ...]], AdminUnit | None] = {}

    def communes_on(self, day: dt.date) -> list[AdminUnit]:
        """The communes that stood on a day."""
        return [unit for unit in self._communes if stood(unit, day)]

    def districts_on(self, day: dt.date) -> list[AdminUnit]:
        """The districts that stood on a day; none from 1/7/2025 on."""
        return [unit for unit in self._districts if stood(unit, day)]

    def ever_communes(self) -> list[AdminUnit]:
        """All communes that ever were."""
        return self._communes

    def has_district(self, text: str) -> bool:
        """Whether a district ever bore the name."""
        return self.district(text, [EVE]) is not None

    def district(self, text: str, days: list[dt.date]) -> AdminUnit | None:
        """The one district of this name on the first of the days that has it."""
        asked = (text, tuple(days))
        if asked not in self._places:
            self._places[asked] = self._district(text, days)
        return self._places[asked]

    def _district(self, text: str, days: list[dt.date]) -> AdminUnit | None:
        for short, full in (("tp.", "Thành phố "), ("tx.", "Thị xã "), ("h.", "Huyện "), ("q.", "Quận ")):
            if text.casefold().startswith(short):
                text = full + text[len(short) :].strip()
        kind, name = split_kind(Level.DISTRICT, text)
        for day in days:
            fits = [unit for unit in self._districts if stood(unit, day) and place_key(unit.name) == place_key(name)]
            fits = [unit for unit in fits if unit.kind == kind] or fits
            if len({unit.code for unit in fits}) == 1:
                return fits[0]
        return None

    def commune(self, text: str, days: list[dt.date], *, district: AdminUnit | None) -> AdminUnit | None:
        """The one commune of this name on the first of the days that has it; in the district, where one is known."""
        for day in days:
            period = bisect.bisect_right(self._bounds, day)
            asked = (text, period, district.pk if district else None)
            if asked not in self._found:
                self._found[asked] = self._pick(text, day, period=period, district=district)
            if self._found[asked]:
                return self._found[asked]
        return None

    def _pick(self, text: str, day: dt.date, *, period: int, district: AdminUnit | None) -> AdminUnit | None:
        if period not in self._lists:
            there = [unit for unit in self._communes if stood(unit, day)]
            names: dict[str, list[AdminUnit]] = {}
            for unit in there:
                names.setdefault(place_key(unit.name), []).append(unit)
            self._lists[period] = (there, names)
        there, names = self._lists[period]
        kind, bare = split_kind(Level.COMMUNE, text)
        quick = [
            unit
            for unit in names.get(place_key(bare), [])
            if unit.kind == kind and (district is None or unit.district_id == district.pk)
        ]
        if len(quick) == 1:
            return quick[0]
        old = [unit for unit in there if unit.district_id]
        return pick_commune(text, there, district=district if old else None)


def stood(unit: AdminUnit, day: dt.date) -> bool:
    """Whether the unit was there on the day."""
    return unit.valid_from <= day and (unit.valid_to is None or unit.valid_to >= day)
