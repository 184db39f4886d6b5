"""The map a list is read on, and the place chosen on it: `?ngay=`, `?tinh=`, `?xa=`, the same at every counter.

Without a day the list is read on today's map; `ngay=30/6/2025` reads it on the map of that day, with the units that
stood then. An old unit without a day leads to where it lies today, and says so.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.core.refusal import Words
from ocop.places.enums import Level
from ocop.places.maps import Pair, PlaceMap, successors_today
from ocop.places.models import AdminUnit
from ocop.places.queries import unit_by_slug
from ocop.web.shared.days import read_day
from ocop.web.shared.templatetags.ocop import vn_date

# In the address where a commune would stand: the rows whose commune is not yet known.
UNKNOWN = "chua-xac-dinh"
_LONGEST = 120
_HINT = gettext_lazy("Để trống là địa giới hôm nay; 30/6/2025 là ngày cuối còn cấp huyện.")


@dataclasses.dataclass(frozen=True)
class OnMap:
    """A map and a place on it, as an address asks for them; `problem` is what was wrong with the day.

    `place` is a commune, or a district of an old map; `ends` are the communes of the map that count as it: itself, or
    what a split one went into. `notes` say what to know about units that are no more. `name` is the day's name in the
    address and `hint` what stands beside its field.
    """

    day: dt.date | None = None
    written: str = ""
    problem: Words = ""
    province: AdminUnit | None = None
    place: AdminUnit | None = None
    unknown: bool = False
    ends: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    name: str = "ngay"
    hint: Words = _HINT

    @property
    def narrows(self) -> bool:
        """Whether a place was chosen."""
        return self.unknown or self.place is not None or self.province is not None

    @property
    def map_words(self) -> str:
        """The map, for eyes and for the head of a file."""
        return on_map_words(self.day)

    @property
    def words(self) -> str:
        """Place and map, for the head of a file."""
        return ", ".join([*self._place_words, self.map_words])

    @property
    def brief(self) -> str:
        """Place and map for a message; today's map goes without saying."""
        return ", ".join([*self._place_words, *([self.map_words] if self.day else [])])

    @property
    def _place_words(self) -> list[str]:
        place = _("Chưa xác định xã") if self.unknown else self.place.full_name if self.place else ""
        return [part for part in (self.province.full_name if self.province else "", place) if part]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parts of an address that keep map and place."""
        place = UNKNOWN if self.unknown else self.place.slug if self.place else ""
        found = [("ngay", vn_date(self.day) if self.day else ""),
                 ("tinh", self.province.slug if self.province else ""), ("xa", place)]
        return [(name, value) for name, value in found if value]

    @property
    def query(self) -> str:
        """The same as text behind a question mark."""
        return urlencode(self.pairs, safe="/")

    def keeps(self, pair: Pair, on: PlaceMap) -> bool:
        """Whether a row written under this pair of units lies in the place that was chosen."""
        if self.province is not None and on.province(pair) != self.province.pk:
            return False
        if self.place is not None and self.place.level == Level.DISTRICT:
            return on.district(pair) == self.place.pk
        if self.place is None and not self.unknown:
            return True
        commune = on.commune(pair)
        if commune is None:
            return self.unknown or (self.place is not None and pair[0] == self.place.pk)
        return commune in self.ends


def on_map_words(day: dt.date | None) -> str:
    """The map of a day, in words."""
    return _("theo địa giới ngày %(day)s") % {"day": vn_date(day)} if day else _("theo địa giới hôm nay")


def read_on_map(query: QueryDict, *, today: dt.date) -> OnMap:
    """Understand `?ngay=`, `?tinh=`, `?xa=`; what cannot be read or did not stand then is passed over, and said."""
    day, problem = read_day(query.get("ngay", ""), today=today)
    day = None if day == today else day
    notes: list[str] = []
    province = _unit(query.get("tinh", ""), (Level.PROVINCE,), day=day, notes=notes)
    if province is not None and day is None and not province.in_force:
        notes.append(gone_words(province, ()))
        province = province.today_province
    slug = query.get("xa", "")
    # An old unit without a day is that of its last day; where it lies today is said.
    place = None if slug == UNKNOWN else _unit(slug, (Level.COMMUNE, Level.DISTRICT), day=day, notes=notes)
    ends: Sequence[AdminUnit] = [place] if place else []
    if place is not None and day is None and not place.in_force:
        ends = successors_today([place])[place.pk]
        notes.append(gone_words(place, ends))
        place = _today(place)
    written = " ".join(query.get("ngay", "")[:40].split())
    return OnMap(day, written, problem, province, place, slug == UNKNOWN, frozenset(end.pk for end in ends),
                 tuple(notes))


def _today(unit: AdminUnit) -> AdminUnit | None:
    """What a gone unit is on today's map: its whole successor; itself where it was split; None for a district, which
    today's map has not."""
    if unit.level == Level.DISTRICT:
        return None
    return unit.today or unit


def _unit(slug: str, levels: Sequence[str], *, day: dt.date | None, notes: list[str]) -> AdminUnit | None:
    """The unit of a slug on the map; a note where there is none."""
    slug = "".join(letter for letter in slug[:_LONGEST] if letter.isprintable()).strip().lower()
    if not slug:
        return None
    found = unit_by_slug(slug, day)
    if found is None or found.level not in levels:
        notes.append(_("Không có “%(slug)s” %(map)s; nơi này được bỏ qua.") % {
            "slug": slug[:60], "map": on_map_words(day)})
        return None
    return AdminUnit.objects.select_related("today", "today_province", "district", "province").get(pk=found.pk)


def gone_words(unit: AdminUnit, ends: Sequence[AdminUnit]) -> str:
    """What to say of a unit that is no more: where it lies today; `ends` are the units it was split among."""
    if unit.today is not None:
        return _("%(old)s nay thuộc %(new)s.") % {"old": unit.full_name, "new": unit.today.full_name}
    if ends and unit.level == Level.COMMUNE:
        return _("%(old)s đã được chia cho %(new)s: hiện các dòng của những xã này và dòng chưa xác định xã.") % {
            "old": unit.full_name, "new": ", ".join(end.full_name for end in ends)}
    home = unit.today_province
    return _("%(old)s nay thuộc %(new)s.") % {"old": unit.full_name, "new": home.full_name if home else "–"}


def day_words(day: dt.date) -> str:
    """What the head of a list says on the map of a day."""
    return _("Đang xếp theo địa giới ngày %(day)s.") % {"day": vn_date(day)}
