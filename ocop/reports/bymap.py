"""The numbers of a plan by unit: of the plan's own units ("as reported then"), or of those of the map of another day.

Read either way each row lies in one unit or in none ("chưa xác định"), so the parts always add up to the whole.
"""

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

from ocop.core.dates import today
from ocop.places.enums import Level
from ocop.places.maps import PlaceMap
from ocop.places.models import AdminUnit
from ocop.places.queries import unit_by_slug
from ocop.programme.models import Plan
from ocop.programme.queries import units_of
from ocop.reports.records import Row


class PlanUnits:
    """In which unit each of the rows lies.

    Without a day the units are the plan's own, those its targets speak of; with one those of that map: provinces for
    the nation, districts while there were any, else communes. At most four queries.
    """

    def __init__(self, plan: Plan, rows: Iterable[Row], day: dt.date | None = None) -> None:
        self.plan, self.day = plan, day
        self.rows = list(rows)

    @cached_property
    def own(self) -> list[AdminUnit]:
        """The units of the plan, in Vietnamese order."""
        return units_of(self.plan)

    @cached_property
    def _map(self) -> PlaceMap:
        return PlaceMap({row.pair for row in self.rows}, None if self.day == today() else self.day)

    @cached_property
    def _keys(self) -> dict[frozenset[int], int]:
        ids = {unit.pk for unit in self.own}
        homes = {row.homes for row in self.rows}
        return {found: min(found & ids) for found in homes if found & ids}

    def key(self, row: Row) -> int | None:
        """The id of the unit a row lies in; None where that is not known."""
        if self.day is None:
            return self._keys.get(row.homes)
        if self.plan.authority.level == Level.NATION:
            return self._map.province(row.pair)
        return self._map.district(row.pair) if self._map.has_districts else self._map.commune(row.pair)

    @cached_property
    def units(self) -> list[AdminUnit]:
        """Units to name: all of the plan's own; of another map those that rows lie in."""
        if self.day is None:
            return self.own
        ids = {self.key(row) for row in self.rows}
        return list(AdminUnit.objects.filter(pk__in=[pk for pk in ids if pk is not None]).order_by("name_key", "code"))

    def unit_at(self, slug: str) -> AdminUnit | None:
        """The unit of an address; None where there is none."""
        known = next((unit for unit in self.units if unit.slug == slug), None)
        return known or (unit_by_slug(slug, self.day) if self.day is not None else None)

    def spread(self, rows: Iterable[Row]) -> list[tuple[AdminUnit | None, int]]:
        """How many of these rows lie in each unit, units without any left out; None comes last."""
        counts: dict[int | None, int] = {}
        for row in rows:
            key = self.key(row)
            counts[key] = counts.get(key, 0) + 1
        found: list[tuple[AdminUnit | None, int]] = [(unit, counts[unit.pk]) for unit in self.units
                                                     if unit.pk in counts]
        return [*found, (None, counts[None])] if None in counts else found
