"""A unit's story for eyes: what it was made of, what became of it, who bore its code, what lies there today."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from ocop.places.enums import Level, SuccessionKind
from ocop.places.maps import successors_today
from ocop.places.models import AdminUnit, UnitSuccession
from ocop.recognition.models import Listing
from ocop.recognition.queries.onmap import living_by, living_on_map
from ocop.web.shared.onmap import UNKNOWN
from ocop.web.shared.templatetags.ocop import vn_date

STARS = (5, 4, 3)
_DAY = dt.timedelta(days=1)


def place_address(unit: AdminUnit) -> str:
    """What follows the slug where another unit bears the same name and code: a day on which this one stood."""
    return f"?ngay={vn_date(unit.valid_to or unit.valid_from)}"


@dataclasses.dataclass(frozen=True)
class Change:
    """One step of the story: the other unit, how the land went, by which act, from which day."""

    unit: AdminUnit
    kind: str
    decree: str
    on: dt.date

    @property
    def words(self) -> str:
        """How the land went, in words."""
        said = {
            SuccessionKind.FULL: _("toàn bộ"), SuccessionKind.PARTIAL: _("một phần"),
            SuccessionKind.KEPT: _("giữ nguyên"), SuccessionKind.RENAMED: _("đổi tên hoặc loại hình"),
        }
        return said[SuccessionKind(self.kind)]


@dataclasses.dataclass(frozen=True)
class Goods:
    """Products with living stars of a place: in all and by stars, and the filter that opens just these."""

    counts: Counter[int]
    query: str

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def by_stars(self) -> list[tuple[int, int]]:
        """Stars and count, the most stars first."""
        return [(star, self.counts[star]) for star in STARS if self.counts[star]]


@dataclasses.dataclass(frozen=True)
class Part:
    """A unit inside another, with its goods; no unit: what is not yet known."""

    unit: AdminUnit | None
    goods: Goods

    @property
    def name(self) -> str:
        """The unit, or the words for none."""
        return self.unit.full_name if self.unit else _("Chưa xác định xã")


@dataclasses.dataclass(frozen=True)
class Story:
    """Everything the page of a unit tells. `day` is the day of the map its parts are read on (None: today's)."""

    unit: AdminUnit
    day: dt.date | None
    origins: list[Change]
    successions: list[Change]
    ends: list[AdminUnit]
    bearers: list[AdminUnit]
    parts: list[Part]
    goods: list[Part]
    idle: int = 0

    @property
    def split(self) -> bool:
        """Whether the area lies in several units today and nobody can say which part where."""
        return not self.unit.in_force and self.unit.today_id is None and len(self.ends) > 1

    @property
    def lasted(self) -> str:
        """From when to when, in words."""
        unit = self.unit
        began = vn_date(unit.valid_from) if unit.start_known else _("trước khi có danh mục")
        if unit.valid_to is None:
            return _("từ %(day)s đến nay") % {"day": began} if unit.start_known else _("có từ %(day)s, đến nay") % {
                "day": began}
        if not unit.start_known:
            return _("đến hết %(day)s (không rõ ngày đầu)") % {"day": vn_date(unit.valid_to)}
        return _("từ %(first)s đến hết %(last)s") % {"first": began, "last": vn_date(unit.valid_to)}

    @property
    def code_words(self) -> str:
        """How many units have borne the code."""
        words = {Level.COMMUNE: _("Mã %(code)s đã chỉ %(count)s đơn vị cấp xã"),
                 Level.DISTRICT: _("Mã %(code)s đã chỉ %(count)s đơn vị cấp huyện"),
                 Level.PROVINCE: _("Mã %(code)s đã chỉ %(count)s đơn vị cấp tỉnh")}
        return words[Level(self.unit.level)] % {"code": self.unit.code, "count": len(self.bearers)}


def story_of(unit: AdminUnit, *, today: dt.date, day: dt.date | None) -> Story:
    """The story of a unit; its parts on the map of the day, of its last day where it is no more, else of today."""
    changes = UnitSuccession.objects.select_related("new", "old")
    on = day or (unit.valid_to if not unit.in_force else None)
    on = None if on == today else on
    parts, idle = _parts(unit, today=today, day=on) if unit.level != Level.COMMUNE else ([], 0)
    bearers = AdminUnit.objects.filter(level=unit.level, code=unit.code).order_by("valid_from")
    ends = successors_today([unit])[unit.pk] if not unit.in_force else [unit]
    return Story(
        unit=unit, day=on, parts=parts, idle=idle, bearers=list(bearers), ends=ends, goods=_goods(unit, ends, today),
        origins=_sorted(Change(one.old, one.kind, one.decree, one.on) for one in changes.filter(new=unit)),
        successions=_sorted(Change(one.new, one.kind, one.decree, one.on) for one in changes.filter(old=unit)),
    )


def _sorted(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: (one.on, one.unit.name_key, one.unit.code))


def _goods(unit: AdminUnit, ends: Sequence[AdminUnit], today: dt.date) -> list[Part]:
    """Goods of the units of today the area lies in, and of what was written here and is not settled; one query."""
    rows = Listing.objects.starred_on(today)
    if unit.level == Level.PROVINCE:
        counted = living_by(rows.filter(province_id__in=[end.pk for end in ends]), "province_id")
        return [Part(end, Goods(counted[end.pk], f"tinh={end.slug}")) for end in ends]
    here = Q(commune_id__in=[end.pk for end in ends])
    lost = Q(commune_id__isnull=True, product__unit=unit, product__settled_unit__isnull=True)
    counted = living_by(rows.filter(here | lost), "commune_id")
    found = [Part(end, Goods(counted[end.pk], f"xa={end.slug}")) for end in ends if end.level == Level.COMMUNE]
    every = sum((part.goods.counts for part in found), Counter[int]()) + counted[None]
    return [*found, Part(None, Goods(every, f"xa={unit.slug}"))] if counted[None] else found


def _parts(unit: AdminUnit, *, today: dt.date, day: dt.date | None) -> tuple[list[Part], int]:
    """The communes of a province or district on the map, those with goods; how many have none."""
    standing = _standing(unit, day or today)
    rows = Listing.objects.starred_on(today).filter(province_id=unit.today_province_id)
    scope = f"tinh={unit.slug}&" if unit.level == Level.PROVINCE else ""
    asked = f"&ngay={vn_date(day)}" if day else ""
    if day:
        within = unit if unit.level == Level.PROVINCE else None
        counted = living_on_map(rows, [one.pk for one in standing], day=day, within=within)
    else:
        counted = living_by(rows, "commune_id")
    found = [Part(one, Goods(counted[one.pk], f"xa={one.slug}{asked}")) for one in standing]
    if unit.level == Level.PROVINCE and counted[None]:
        found.append(Part(None, Goods(counted[None], f"{scope}xa={UNKNOWN}{asked}")))
    return found, sum(not part.goods.total for part in found)


def _standing(unit: AdminUnit, day: dt.date) -> list[AdminUnit]:
    """The communes the unit held on the day, in Vietnamese order."""
    rows = AdminUnit.objects.communes().on(day).select_related("district", "today")
    if unit.level == Level.DISTRICT:
        rows = rows.filter(district=unit)
    elif unit.in_force:
        rows = rows.filter(today_province=unit)
    else:
        rows = rows.filter(province=unit)
    return list(rows.order_by("name_key", "code"))
