"""Finding units for written places: two queries a province, then all in memory, by the map of the row's day."""

import bisect
import dataclasses
import datetime as dt

from django.utils.translation import gettext as _

from ocop.core.names import fold
from ocop.intake.hints import near_places
from ocop.intake.naming import product_key as place_key
from ocop.intake.reading.places import Address
from ocop.intake.reading.values import key
from ocop.places.enums import Level, split_kind
from ocop.places.models import AdminUnit
from ocop.places.queries import pick_commune

# The last day of the map with districts.
EVE = dt.date(2025, 6, 30)
_DAY = dt.timedelta(days=1)
_CITY = ("tp.", "tp ", "t.p.")
# The lists begin on 4/1/2025, when this province had just become the city of Huế (175/2024/QH15); papers before that
# bear the old name. The capital's neighbour is written by its letters.
_ALIASES = {
    "thua thien hue": "Huế",
    "hcm": "Hồ Chí Minh",
    "ba ria vung tau": "Bà Rịa - Vũng Tàu",
    "brvt": "Bà Rịa - Vũng Tàu",
}


@dataclasses.dataclass(frozen=True)
class Spot:
    """Where a row lies: the units recognised, the one to write (the narrowest), and what to say about it."""

    commune: AdminUnit | None = None
    district: AdminUnit | None = None
    province: AdminUnit | None = None
    text: str = ""
    note: str = ""

    @property
    def unit(self) -> AdminUnit | None:
        """The narrowest unit known. A commune not recognised leaves the district or province, so sight is settled."""
        return self.commune or self.district or self.province

    @property
    def home(self) -> int | None:
        """Today's province."""
        unit = self.unit
        return unit.today_province_id if unit else None

    @property
    def commune_today(self) -> int | None:
        """One id for the commune through time, where it was recognised."""
        return (self.commune.today_id or -self.commune.pk) if self.commune else None


class PlaceBook:
    """Units at hand for one import."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.provinces = list(AdminUnit.objects.provinces().select_related("today", "today_province").order_by("pk"))
        self._maps: dict[str, _Map] = {}
        spans = AdminUnit.objects.order_by().values_list("valid_from", "valid_to").distinct()
        # Between two of these days the map of the country is the same.
        self._bounds = sorted({day for begun, ended in spans for day in (begun, ended + _DAY if ended else begun)})
        self._spots: dict[tuple[Address, int | None, int | None], Spot] = {}
        self._named: dict[tuple[str, dt.date], AdminUnit | None] = {}

    def titled(self, words: str) -> AdminUnit | None:
        """The one province whose name a title bears after "tỉnh", "thành phố" or "ubnd" (folded words)."""
        found: dict[str, AdminUnit] = {}
        words = f" {words} "
        for old, new in _ALIASES.items():
            words = words.replace(f" {old} ", f" {key(new)} ")
        for unit in self.provinces:
            name = key(unit.name)
            if any(f" {head} {name} " in words for head in ("tinh", "thanh pho", "tp", "ubnd tinh")):
                found[place_key(unit.name)] = unit
        return next(iter(found.values())) if len(found) == 1 else None

    def near(self, text: str, day: dt.date, default: AdminUnit | None) -> str:
        """What an unknown row of counts may mean, in words; "" where nothing sounds like it."""
        if default is None:
            return ""
        kind, name = split_kind(Level.DISTRICT, text)
        within = self._map(default)
        return near_places(name, within.districts_on(day)) if kind else near_places(text, within.communes_on(day))

    def read_heading(self, cells: dict[str, str], default: AdminUnit | None) -> None:
        """A group row that is just a name ("I | Bắc Kạn") heads a place where there is a province or district of it."""
        text = cells.get("above_group", "")
        if not text or "above_district" in cells or "above_province" in cells:
            return
        found = self.province(text, self.today)
        own = found is not None and default is not None and found.code == default.code
        if found and not own:
            cells["above_province"] = found.name
        elif default and self._map(default).has_district(text):
            cells["above_district"] = text.title() if text.isupper() else text
        else:
            return
        del cells["above_group"]

    def counted_unit(
        self, text: str, day: dt.date, *, default: AdminUnit | None, district: str = ""
    ) -> AdminUnit | None:
        """The unit a row of counts names, by the map of that day alone: a district or commune of the province, or a
        province; None where that map has none, or several, of the name."""
        if default is not None:
            within = self._map(default)
            around = within.district(district, [day]) if district else None
            narrow = within.commune(text, [day], district=around)
            wide = within.district(text, [day])
            kind = key(text).partition(" ")[0]
            if narrow and wide:
                return narrow if kind in {"xa", "phuong"} else wide
            if narrow or wide:
                return narrow or wide
        found = self._province_on(text, day)
        return None if found is not None and default is not None and found.code == default.code else found

    def province(self, text: str, day: dt.date) -> AdminUnit | None:
        """The province a text names, by the map of the day, else the old or the present map."""
        asked = (text, day)
        if asked not in self._named:
            self._named[asked] = next(
                (unit for one in (day, EVE, self.today) if (unit := self._province_on(text, one))), None
            )
        return self._named[asked]

    def _province_on(self, text: str, day: dt.date) -> AdminUnit | None:
        lower = text.casefold()
        for short in _CITY:
            if lower.startswith(short):
                text = f"Thành phố {text[len(short) :].strip()}"
        wanted = split_kind(Level.PROVINCE, text)[1]
        wanted = _ALIASES.get(key(wanted), wanted)
        stood = [unit for unit in self.provinces if _stood(unit, day)]
        fits = [unit for unit in stood if place_key(unit.name) == place_key(wanted)]
        bare = fold(wanted)
        if not fits and bare == wanted.casefold():
            fits = [unit for unit in stood if unit.name_folded == bare]
        return fits[0] if len(fits) == 1 else None

    def place(self, address: Address, day: dt.date | None, default: AdminUnit | None) -> Spot:
        """Where an address lies; `default` is the province of the sheet or the office, for rows that name none."""
        period = bisect.bisect_right(self._bounds, day) if day else None
        asked = (address, period, default.pk if default else None)
        if asked not in self._spots:
            self._spots[asked] = self._place(address, day, default)
        return self._spots[asked]

    def _place(self, address: Address, day: dt.date | None, default: AdminUnit | None) -> Spot:
        first = day or (EVE if address.district else self.today)
        province, district_text = self.province(address.province, first) if address.province else None, address.district
        text = ", ".join(part for part in (address.commune, address.district, address.province) if part)
        if province is None and not address.province and district_text:
            # "Thành phố Hải Phòng" stands where a district may stand too.
            province = (
                self.province(district_text, first) if key(district_text).startswith(("thanh pho", "tp")) else None
            )
            if province and default and default.pk != province.pk and self._map(default).has_district(district_text):
                province = None
            district_text = "" if province else district_text
        if address.province and province is None:
            return Spot(text=text, note=_("không nhận ra tỉnh “%(text)s”, giữ nguyên chữ") % {"text": address.province})
        province = province or default
        if province is None:
            return Spot(text=text, note=_("không rõ tỉnh, giữ nguyên chữ"))
        return self._within(
            address, province, days=self._days(first, bool(district_text)), text=text, district=district_text
        )

    def _days(self, first: dt.date, old: bool) -> list[dt.date]:
        """The maps to try: the day's own, then the one the wording belongs to."""
        other = [EVE, self.today] if old else [self.today, EVE]
        return list(dict.fromkeys([first, *other]))

    def _within(self, address: Address, province: AdminUnit, *, days: list[dt.date], text: str, district: str) -> Spot:
        within = self._map(province)
        place = within.district(district, days) if district else None
        name = address.commune or (address.rest if address.rest and "," not in address.rest and not district else "")
        commune = within.commune(name, days, district=place) if name else None
        if address.commune and commune is None:
            note = _("không nhận ra “%(text)s” trong %(province)s, giữ nguyên chữ") % {
                "text": address.commune,
                "province": province.full_name,
            }
            note += near_places(address.commune, within.communes_on(days[0]))
        elif district and place is None:
            note = _("không nhận ra “%(text)s”, giữ nguyên chữ") % {"text": district}
        else:
            note = ""
        return Spot(commune, place, province, text or address.rest, note)

    def _map(self, province: AdminUnit) -> "_Map":
        if province.code not in self._maps:
            self._maps[province.code] = _Map(province.code)
        return self._maps[province.code]


class _Map:
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
        return [unit for unit in self._communes if _stood(unit, day)]

    def districts_on(self, day: dt.date) -> list[AdminUnit]:
        """The districts that stood on a day; none from 1/7/2025 on."""
        return [unit for unit in self._districts if _stood(unit, day)]

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
            fits = [unit for unit in self._districts if _stood(unit, day) and place_key(unit.name) == place_key(name)]
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
            stood = [unit for unit in self._communes if _stood(unit, day)]
            names: dict[str, list[AdminUnit]] = {}
            for unit in stood:
                names.setdefault(place_key(unit.name), []).append(unit)
            self._lists[period] = (stood, names)
        stood, names = self._lists[period]
        kind, bare = split_kind(Level.COMMUNE, text)
        quick = [
            unit
            for unit in names.get(place_key(bare), [])
            if unit.kind == kind and (district is None or unit.district_id == district.pk)
        ]
        if len(quick) == 1:
            return quick[0]
        old = [unit for unit in stood if unit.district_id]
        return pick_commune(text, stood, district=district if old else None)


def _stood(unit: AdminUnit, day: dt.date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or unit.valid_to >= day)
