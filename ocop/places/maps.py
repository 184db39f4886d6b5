"""Reading a place "on today's map" or "as it was on a date": the one place that says which unit a row counts under.

A row keeps the unit it was written under. On today's map it lies in its settled unit, else in what its unit became; on
the map of a date in its own unit if that was in force, else in the one unit that this was or became. Where that is not
just one, the row counts as "not yet known" (None) and is never left out: every map has the same total.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from ocop.places.enums import Level
from ocop.places.models import AdminUnit, UnitSuccession
from ocop.places.rules import Lineage, Span, Step

# The unit a row was written under, and the one it was settled in; None for none.
Pair = tuple[int | None, int | None]
# So many provinces are asked for by name; for more the whole register is read.
_FEW = 5


def pairs_of(rows: "QuerySet[Any, Any]", prefix: str = "") -> Counter[Pair]:
    """How many rows (of anything Placed, found under `prefix`) bear each pair of units; one query."""
    counted = rows.order_by().values_list(f"{prefix}unit_id", f"{prefix}settled_unit_id").annotate(n=Count("pk"))
    return Counter({(unit, settled): number for unit, settled, number in counted})


def lying(pairs: Iterable[Pair], prefix: str = "") -> Q:
    """The condition that finds the rows of these pairs again."""
    written: dict[int | None, list[int]] = {}
    alone: list[int | None] = []
    for unit, settled in pairs:
        if unit is None:
            alone.append(settled)
        else:
            written.setdefault(settled, []).append(unit)
    found = Q(pk__in=[])
    for settled, units in written.items():
        found |= _settled(prefix, settled) & Q(**{f"{prefix}unit__in": units})
    for settled in alone:
        found |= _settled(prefix, settled) & Q(**{f"{prefix}unit__isnull": True})
    return found


def _settled(prefix: str, unit: int | None) -> Q:
    name = f"{prefix}settled_unit"
    return Q(**{f"{name}__isnull": True}) if unit is None else Q(**{name: unit})


def unsettled(prefix: str = "") -> Q:
    """Rows whose commune of today is not known: their unit was split and nobody said where they lie, or no commune was
    recognised when they were written."""
    own, settled = f"{prefix}unit", f"{prefix}settled_unit"
    above = [Level.NATION, Level.PROVINCE, Level.DISTRICT]
    written = Q(**{f"{own}__today__isnull": True}) | Q(**{f"{own}__today__level__in": above})
    return (Q(**{f"{settled}__isnull": True}) & written) | Q(
        **{f"{settled}__isnull": False, f"{settled}__today__isnull": True})


def successors_today(units: Collection[AdminUnit]) -> dict[int, list[AdminUnit]]:
    """The units of today that something of each unit may lie in, through chains, in Vietnamese order.

    A unit in force, or gone wholly into one, has just that one; one without a known successor has none. One query a
    generation, however many units are asked for.
    """
    found: dict[int, dict[int, AdminUnit]] = {unit.pk: {} for unit in units}
    # Unit of a generation → the asked-for units whose land it holds.
    wanted = {unit.pk: {unit.pk} for unit in units}
    seen: set[int] = set()
    while wanted:
        seen |= set(wanted)
        following: dict[int, set[int]] = {}
        for unit, end in _generation(wanted):
            for asked in wanted[unit]:
                if end.today is not None:
                    found[asked][end.today.pk] = end.today
                elif end.pk not in seen:
                    following.setdefault(end.pk, set()).add(asked)
        wanted = following
    return {asked: sorted(ends.values(), key=lambda one: (one.name_key, one.code)) for asked, ends in found.items()}


def _generation(units: Collection[int]) -> list[tuple[int, AdminUnit]]:
    """Each unit with itself while it is known what it is today, else with its direct successors."""
    rows = AdminUnit.objects.filter(pk__in=units, today__isnull=False).select_related("today__province")
    known = [(one.pk, one) for one in rows]
    rest = set(units) - {pk for pk, _one in known}
    steps = UnitSuccession.objects.filter(old__in=rest).select_related("new__today__province") if rest else ()
    return [*known, *((step.old_id, step.new) for step in steps)]


class PlaceMap:
    """The map of a day (None: today's) for the rows at hand: which commune and which province each counts under.

    Reads once what the given pairs need: one query for today's map, two for that of a date.
    """

    def __init__(self, pairs: Iterable[Pair], day: dt.date | None = None) -> None:
        self.day = day
        ids = {unit for pair in pairs for unit in pair if unit is not None}
        self._units = {row[0]: row[1:] for row in AdminUnit.objects.filter(pk__in=ids).values_list(
            "pk", "today_id", "today__level", "today_province_id")}
        self._levels: dict[int, str] = {}
        self._provinces: dict[int, int | None] = {}
        self._districts: dict[int, int | None] = {}
        self._lineage = self._read() if day is not None else Lineage({}, ())

    def _read(self) -> Lineage:
        """The register of the provinces the rows lie in: spans, levels, successions."""
        homes = {home for _today, _level, home in self._units.values()}
        near = len(homes) <= _FEW and None not in homes
        units, steps = AdminUnit.objects.all(), UnitSuccession.objects.all()
        if near:
            units = units.filter(Q(today_province__in=homes) | Q(level=Level.PROVINCE))
            steps = steps.filter(Q(old__today_province__in=homes) | Q(new__today_province__in=homes)
                                 | Q(old__level=Level.PROVINCE))
        spans = {}
        for pk, level, province, district, first, last in units.order_by().values_list(
                "pk", "level", "province_id", "district_id", "valid_from", "valid_to"):
            spans[pk] = Span(first, last)
            self._levels[pk] = level
            self._provinces[pk] = pk if level == Level.PROVINCE else province
            self._districts[pk] = pk if level == Level.DISTRICT else district
        edges = steps.order_by().values_list("old_id", "new_id", "kind", "on")
        return Lineage(spans, [Step(old, new, kind != "partial", on) for old, new, kind, on in edges])

    @property
    def has_districts(self) -> bool:
        """Whether districts stood on the day, as far as the rows at hand reach."""
        day = self.day
        return day is not None and any(
            level == Level.DISTRICT and self._lineage.stood(unit, day) for unit, level in self._levels.items())

    def commune(self, pair: Pair) -> int | None:
        """The commune a row counts under; None where that is not just one ("chưa xác định")."""
        if self.day is None:
            today, level, _home = self._anchor(pair)
            return today if level == Level.COMMUNE else None
        for unit in self._anchors(pair, self.day):
            found = self._lineage.on(unit, self.day)
            if found is not None and self._levels[found] == Level.COMMUNE:
                return found
        return None

    def district(self, pair: Pair) -> int | None:
        """The district of the map a row counts under, known even where the commune is not; None where several come into
        question, and on a map without districts (today's)."""
        return None if self.day is None else self._above(pair, self.day, self._districts)

    def province(self, pair: Pair) -> int | None:
        """The province a row counts under, known even where the commune is not; None where units of several come into
        question, or the row names no unit at all."""
        return self._anchor(pair)[2] if self.day is None else self._above(pair, self.day, self._provinces)

    def _above(self, pair: Pair, day: dt.date, homes: Mapping[int, int | None]) -> int | None:
        """The one unit of a higher level that all the units in question lie in on the day."""
        for unit in self._anchors(pair, day):
            ends = self._lineage.all_on(unit, day) or {unit}
            found = {self._lineage.on(home, day) if home else None for home in map(homes.get, ends)}
            if len(found) == 1 and None not in found:
                return found.pop()
        return None

    def _anchor(self, pair: Pair) -> tuple[int | None, str | None, int | None]:
        """What the settled unit, else the written one, is today: unit, its level, its province."""
        unit = pair[1] or pair[0]
        return self._units.get(unit, (None, None, None)) if unit is not None else (None, None, None)

    def _anchors(self, pair: Pair, day: dt.date) -> list[int]:
        """The units to start from, the better one first: the written one on its own days and before, the settled one
        after."""
        unit, settled = pair
        if unit is not None and settled is not None and self._lineage.ended_before(unit, day):
            return [settled, unit]
        return [one for one in pair if one is not None]


def by_unit(rows: "QuerySet[Any, Any]", day: dt.date | None = None, *, prefix: str = "",
            level: str = Level.COMMUNE) -> dict[int | None, int]:
    """How many rows lie in each unit of a level (commune or province) on a map: today's, or that of a day.

    The key None holds the rows not yet known, so the sum is always the number of rows.
    """
    pairs = pairs_of(rows, prefix)
    return dict(summed(pairs, PlaceMap(pairs, day), level=level))


def summed(pairs: Mapping[Pair, int], on: PlaceMap, *, level: str = Level.COMMUNE) -> Counter[int | None]:
    """The counts of pairs put together by unit on a map."""
    found: Counter[int | None] = Counter()
    for pair, number in pairs.items():
        found[on.province(pair) if level == Level.PROVINCE else on.commune(pair)] += number
    return found
