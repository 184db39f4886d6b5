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
from ocop.intake.unitmaps import EVE, UnitMap, stood
from ocop.places.enums import WORDS, Level, UnitKind, split_kind
from ocop.places.models import AdminUnit

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
        self._maps: dict[str, UnitMap] = {}
        spans = AdminUnit.objects.order_by().values_list("valid_from", "valid_to").distinct()
        # Between two of these days the map of the country is the same.
        self._bounds = sorted({day for begun, ended in spans for day in (begun, ended + _DAY if ended else begun)})
        self._spots: dict[tuple[Address, int | None, int | None], Spot] = {}
        self._whole: dict[tuple[Address, int | None, int | None], Address] = {}
        self._districts: dict[tuple[str, str], set[int]] | None = None
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

    def titled_unit(self, words: str, home: AdminUnit | None, level: str) -> AdminUnit | None:
        """The one district or commune of a province that folded words name together with what it is."""
        if home is None:
            return None
        words = f" {words} "
        for short, full in (("tp", "thanh pho"), ("tx", "thi xa")):
            words = words.replace(f" {short} ", f" {full} ")
        units = self._map(home).districts_on(EVE) if level == Level.DISTRICT else self._map(home).ever_communes()
        found = {named: unit for unit in units if f" {(named := key(unit.full_name))} " in words}
        # "xã Yên" is in "xã Yên Lạc" too.
        longest = [one for one in found if not any(one != other and one in other for other in found)]
        return found[longest[0]] if len(longest) == 1 else None

    def titled_anywhere(self, text: str) -> tuple[AdminUnit | None, AdminUnit | None]:
        """Province and district where a text names one district, and only one province ever had one of the name."""
        words = place_key(text).split()
        known = {f"{place_key(WORDS[kind])} {name}": homes for (kind, name), homes in self._districts_by_name().items()}
        found = {
            named: known[named]
            for start in range(len(words))
            for size in range(2, 7)
            if (named := " ".join(words[start : start + size])) in known
        }
        longest = [one for one in found if not any(one != other and one in other for other in found)]
        if len(longest) != 1 or len(found[longest[0]]) != 1:
            return None, None
        province = next((unit for unit in self.provinces if unit.pk in found[longest[0]]), None)
        return province, province and next(
            (unit for unit in self._map(province).districts_on(EVE) if place_key(unit.full_name) == longest[0]),
            None,
        )

    def named_unit(self, text: str, home: AdminUnit | None, level: str) -> AdminUnit | None:
        """The unit of a province a text names and names nothing besides."""
        if home is None or not text:
            return None
        within = self._map(home)
        if level == Level.DISTRICT:
            return within.district(text, [EVE])
        return within.commune(text, [self.today, EVE], district=None)

    def near(self, text: str, day: dt.date, default: AdminUnit | None) -> str:
        """What an unknown row of counts may mean, in words; "" where nothing sounds like it."""
        if default is None:
            return ""
        kind, name = split_kind(Level.DISTRICT, text)
        within = self._map(default)
        return near_places(name, within.districts_on(day)) if kind else near_places(text, within.communes_on(day))

    def read_heading(self, cells: dict[str, str], default: AdminUnit | None) -> None:
        """A group row that is just a name ("I | Bắc Kạn") heads a place where there is a unit of it; a heading
        "Thành phố Hà Nội" is a province unless the province at hand has a city of the name."""
        city = cells.pop("above_city", "")
        above = self.province(cells.get("above_province", ""), self.today) or default
        if city and not (above and self._map(above).has_district(city)):
            found = self.province(city, self.today)
            if found and found.kind == UnitKind.CENTRAL_CITY:
                cells["above_province"] = city
                if cells.get("above_district") == city:
                    del cells["above_district"]
        text = cells.get("above_group", "")
        if not text or "above_district" in cells or "above_province" in cells:
            return
        found = self.province(text, self.today)
        own = found is not None and default is not None and found.code == default.code
        if found and not own:
            cells["above_province"] = found.name
        elif default and self._map(default).has_district(text):
            cells["above_district"] = text.title() if text.isupper() else text
        elif default and "above_commune" not in cells and self._map(default).commune(text, [self.today], district=None):
            cells["above_commune"] = text.title() if text.isupper() else text
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
        there = [unit for unit in self.provinces if stood(unit, day)]
        fits = [unit for unit in there if place_key(unit.name) == place_key(wanted)]
        bare = fold(wanted)
        if not fits and bare == wanted.casefold():
            fits = [unit for unit in there if unit.name_folded == bare]
        return fits[0] if len(fits) == 1 else None

    def place(self, address: Address, day: dt.date | None, default: AdminUnit | None) -> Spot:
        """Where an address lies; `default` is the province of the sheet or the office, for rows that name none."""
        period = bisect.bisect_right(self._bounds, day) if day else None
        asked = (address, period, default.pk if default else None)
        if asked not in self._spots:
            self._spots[asked] = self._place(address, day, default)
        return self._spots[asked]

    def complete(self, address: Address, day: dt.date | None, default: AdminUnit | None) -> Address:
        """The address with what its parts without a kind word say, read from the wide end: "xã Phú Hồ - Phú Vang -
        Huế", "xóm 4, Tân Cương, TP Thái Nguyên". What names no unit stays as it is."""
        period = bisect.bisect_right(self._bounds, day) if day else None
        asked = (address, period, default.pk if default else None)
        if asked not in self._whole:
            self._whole[asked] = self._complete(address, day, default)
        return self._whole[asked]

    def _complete(self, address: Address, day: dt.date | None, default: AdminUnit | None) -> Address:
        address = self._city_apart(address, day or self.today, default)
        rest = address.rest.split(", ") if address.rest else []
        told = bool(address.commune or address.district or address.province)
        if not rest:
            return address
        if not told and len(rest) == 1:
            return self._lone(address, day or self.today, default)
        found = {"commune": address.commune, "district": address.district, "province": address.province}
        first = day or self.today
        bare = list(address.wider) if told else rest
        if bare and not found["province"] and self.province(bare[-1], first):
            found["province"] = self._consume(bare, rest)
        home = self._home(found["province"], found["district"], first, default=default)
        if home is None:
            return dataclasses.replace(address, **found, rest=", ".join(rest), wider=())
        within, days = self._map(home), self._days(first, True)
        if bare and found["commune"] and not within.commune(found["commune"], days, district=None):
            joined = f"{found['commune']} - {bare[0]}"
            if within.commune(joined, days, district=None):
                rest.remove(bare.pop(0))
                found["commune"] = joined
        if bare and not found["district"] and within.district(bare[-1], days):
            found["district"] = self._consume(bare, rest)
        if rest and not found["commune"] and rest[-1] not in address.wider:
            place = within.district(found["district"], days) if found["district"] else None
            if (place or not found["district"]) and within.commune(rest[-1], days, district=place):
                found["commune"] = rest.pop()
        return dataclasses.replace(address, **found, rest=", ".join(rest), wider=())

    def _city_apart(self, address: Address, day: dt.date, default: AdminUnit | None) -> Address:
        """A city that is a province, and none of its districts or of the sheet's province, told as one."""
        if address.province or not _is_city(address.district):
            return address
        found = self.province(address.district, day)
        near = (one for one in (found, default) if one is not None)
        if found is None or any(self._map(one).has_district(address.district) for one in near):
            return address
        return dataclasses.replace(address, district="", province=address.district)

    def _lone(self, address: Address, day: dt.date, default: AdminUnit | None) -> Address:
        """A name alone ("Đại Từ" in a column "Địa phương"): what it is on the map of the day, the narrowest first."""
        text = address.rest
        within = self._map(default) if default else None
        if within and within.commune(text, [day], district=None):
            return address
        if within and within.district(text, self._days(day, True)):
            return Address(district=text)
        found = self.province(text, day)
        return Address(province=text) if found and (default is None or found.code != default.code) else address

    @staticmethod
    def _consume(bare: list[str], rest: list[str]) -> str:
        """Take the widest part out of both lists, which may be one."""
        text = bare.pop()
        if bare is not rest:
            rest.remove(text)
        return text

    def _home(self, province: str, district: str, day: dt.date, *, default: AdminUnit | None) -> AdminUnit | None:
        """The province an address lies in, as far as it can be told before its narrower parts are known."""
        if province:
            return self.province(province, day)
        if default is not None:
            return default
        return self.city(district, day) if district else None

    def city(self, text: str, day: dt.date) -> AdminUnit | None:
        """The province a district's name tells: a city that is one, or the only one that ever had such a district."""
        if _is_city(text):
            found = self.province(text, day)
            if found is not None:
                return found
        kind, name = split_kind(Level.DISTRICT, text)
        if not kind:
            return None
        homes = self._districts_by_name().get((kind, place_key(name)), set())
        return next((unit for unit in self.provinces if unit.pk in homes), None) if len(homes) == 1 else None

    def _districts_by_name(self) -> dict[tuple[str, str], set[int]]:
        """For every district that ever was, the provinces that had one of its kind and name; one query."""
        if self._districts is None:
            self._districts = {}
            units = AdminUnit.objects.filter(level=Level.DISTRICT, province__isnull=False).order_by("pk")
            for kind, name, home in units.values_list("kind", "name", "province__pk"):
                self._districts.setdefault((kind, place_key(name)), set()).add(home)
        return self._districts

    def _place(self, address: Address, day: dt.date | None, default: AdminUnit | None) -> Spot:
        first = day or (EVE if address.district else self.today)
        province, district_text = self.province(address.province, first) if address.province else None, address.district
        text = ", ".join(part for part in (address.commune, address.district, address.province) if part)
        if province is None and not address.province and district_text:
            # "Thành phố Hải Phòng" stands where a district may stand too; "Thành phố Thái Nguyên" is one.
            if not (default and self._map(default).has_district(district_text)):
                province = self.city(district_text, first) if default is None or _is_city(district_text) else None
                if province and _is_city(district_text) and not self._map(province).has_district(district_text):
                    district_text = ""
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

    def _map(self, province: AdminUnit) -> UnitMap:
        if province.code not in self._maps:
            self._maps[province.code] = UnitMap(province.code)
        return self._maps[province.code]


def _is_city(text: str) -> bool:
    """Whether the words name a city, which may be a district or a province."""
    return key(text).startswith(("thanh pho", "tp"))
