"""Where the rows of a list lie on a map: the places to choose from with their counts, and the unit beside each row.

One maker for every list, so that each offers the same choice and none loses a row: what is not known is counted too.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.places.enums import Level
from ocop.places.maps import Pair, PlaceMap, lying, pairs_of
from ocop.places.models import AdminUnit, Placed
from ocop.web.shared.exports import Column
from ocop.web.shared.onmap import UNKNOWN, OnMap

M = TypeVar("M", bound=Model)
# Communes are offered of so many provinces at once; of more a province is chosen first.
FEW_PROVINCES = 4


@dataclasses.dataclass(frozen=True)
class Choice:
    """A place to choose: its value in the address, its words, how many rows lie there."""

    value: str
    words: str
    count: int
    chosen: bool


@dataclasses.dataclass(frozen=True)
class Group:
    """The places of a district of an old map; without words those of today."""

    words: str
    choices: list[Choice]


class RowsOnMap:
    """The rows of a list on the map asked for: three queries on today's map, five on that of a day.

    `pairs` are the rows that every other filter of the list leaves, by the units they were written under.
    """

    def __init__(self, pairs: Mapping[Pair, int], asked: OnMap, *, prefix: str = "",
                 on: PlaceMap | None = None) -> None:
        self.asked, self.prefix = asked, prefix
        self.pairs = Counter(pairs)
        self.map = on or PlaceMap(self.pairs, asked.day)

    def narrow(self, rows: "QuerySet[M]") -> "QuerySet[M]":
        """The rows that lie in the place that was chosen."""
        if not self.asked.narrows:
            return rows
        return rows.filter(lying((pair for pair in self.pairs if self.asked.keeps(pair, self.map)), self.prefix))

    def of(self, thing: Placed) -> AdminUnit | None:
        """The commune a thing lies in on the map; None where that is not known."""
        return self.names.get(self.map.commune((thing.unit_id, thing.settled_unit_id)) or 0)

    def province_of(self, thing: Placed) -> AdminUnit | None:
        """The province a thing lies in on the map, known even where the commune is not."""
        return self.names.get(self.map.province((thing.unit_id, thing.settled_unit_id)) or 0)

    def words_of(self, thing: Placed) -> str:
        """The same in words."""
        return unit_words(self.of(thing))

    def tell(self, rows: Iterable[M], *, of: Callable[[M], Placed]) -> list[M]:
        """The rows, each with `on_map`, the words of its place on the map, and `as_written` where it says another."""
        told = list(rows)
        for row in told:
            thing = of(row)
            vars(row)["on_map"] = self.words_of(thing)
            written = thing.place_words
            vars(row)["as_written"] = written if written != vars(row)["on_map"].partition(",")[0] else ""
        return told

    def column(self, of: Callable[[Any], Placed]) -> Column[Any]:
        """The place on the map as a column of a file."""
        return Column(gettext_lazy("Đơn vị theo địa giới đã chọn"), lambda row: self.words_of(of(row)), width=32)

    @cached_property
    def names(self) -> dict[int, AdminUnit]:
        """Every unit of the map that rows lie in; one query."""
        ids = {find(pair) for pair in self.pairs for find in (self.map.commune, self.map.district, self.map.province)}
        rows = AdminUnit.objects.filter(pk__in=[pk for pk in ids if pk is not None])
        return {unit.pk: unit for unit in rows.select_related("district", "province").order_by("name_key", "code")}

    @cached_property
    def provinces(self) -> list[Choice]:
        """Provinces to choose from, where rows lie in several or one was chosen."""
        counts = self._summed(self.map.province, self.pairs)
        chosen = self.asked.province
        if len(counts) < 2 and chosen is None:
            return []
        return self._choices(counts, chosen)

    @cached_property
    def groups(self) -> list[Group]:
        """Communes to choose from, by district where the map has districts, and what is not yet known."""
        if self.asked.province is None and len(self.provinces) > FEW_PROVINCES:
            return []
        found: dict[int, list[Choice]] = {}
        for choice, unit in self._places():
            found.setdefault(unit.district_id or 0, []).append(choice)
        whole = self._summed(self.map.district, self.here)
        groups = []
        for district in [0, *(pk for pk in self.names if pk in whole)]:
            head = self._choice(district, whole[district], self.asked.place) if district else None
            choices = ([head] if head else []) + found.get(district, [])
            if choices:
                groups.append(Group(self.names[district].full_name if district else "", choices))
        return [*groups, *self._apart()]

    def _apart(self) -> list[Group]:
        """What is not yet known, and a split commune, which is no unit of today."""
        asked, choices = self.asked, []
        if asked.place is not None and asked.day is None and not asked.place.in_force:
            kept = sum(count for pair, count in self.pairs.items() if asked.keeps(pair, self.map))
            choices.append(Choice(asked.place.slug, _("%(name)s (cũ)") % {"name": asked.place.full_name}, kept, True))
        if self.lost or asked.unknown:
            choices.append(Choice(UNKNOWN, _("Chưa xác định xã"), self.lost, asked.unknown))
        return [Group("", choices)] if choices else []

    @property
    def lost(self) -> int:
        """Rows whose commune is not known, in the province that was chosen."""
        return sum(count for pair, count in self.here.items() if self.map.commune(pair) is None)

    @cached_property
    def here(self) -> Counter[Pair]:
        """The rows in the province that was chosen."""
        home = self.asked.province
        return Counter({pair: count for pair, count in self.pairs.items()
                        if home is None or self.map.province(pair) == home.pk})

    @property
    def total(self) -> int:
        """All rows: the same on every map."""
        return self.pairs.total()

    @property
    def has_districts(self) -> bool:
        """Whether the map has districts."""
        return self.map.has_districts

    def _places(self) -> list[tuple[Choice, AdminUnit]]:
        counts = self._summed(self.map.commune, self.here)
        place = self.asked.place
        return [(self._choice(pk, counts[pk], place), unit) for pk, unit in self.names.items() if pk in counts]

    def _choices(self, counts: Counter[int], chosen: AdminUnit | None) -> list[Choice]:
        units = [pk for pk in self.names if pk in counts]
        found = [self._choice(pk, counts[pk], chosen) for pk in units]
        if chosen is not None and chosen.pk not in counts:
            found.append(Choice(chosen.slug, chosen.full_name, 0, True))
        return found

    def _choice(self, unit: int, count: int, chosen: AdminUnit | None) -> Choice:
        one = self.names[unit]
        words = _("Cả %(district)s") % {"district": one.full_name} if one.level == Level.DISTRICT else one.full_name
        return Choice(one.slug, words, count, chosen is not None and chosen.pk == unit)

    @staticmethod
    def _summed(find: Callable[[Pair], int | None], pairs: Mapping[Pair, int]) -> Counter[int]:
        found: Counter[int] = Counter()
        for pair, count in pairs.items():
            unit = find(pair)
            if unit is not None:
                found[unit] += count
        return found


def unit_words(unit: AdminUnit | None) -> str:
    """A commune with its district, where it had one: names repeat within a province."""
    if unit is None:
        return _("Chưa xác định")
    return f"{unit.full_name}, {unit.district.full_name}" if unit.district else unit.full_name


def rows_on_map(rows: "QuerySet[Any]", asked: OnMap, *, prefix: str = "") -> RowsOnMap:
    """The rows of a queryset on the map asked for."""
    return RowsOnMap(pairs_of(rows, prefix), asked, prefix=prefix)
