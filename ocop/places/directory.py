"""The register held in memory during a load: units by key, by code on a day, by name in a district."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from ocop.core.refusal import Refusal
from ocop.places.enums import split_kind
from ocop.places.models import AdminUnit
from ocop.places.rules import place_key
from ocop.places.tables import ChangeRow, UnitRow

Key = tuple[str, str, dt.date]


class Directory:
    """Units at hand for a bulk load; one query fills it."""

    def __init__(self, units: Iterable[AdminUnit]) -> None:
        self._by_key: dict[Key, AdminUnit] = {}
        self._by_code: dict[tuple[str, str], list[AdminUnit]] = {}
        self._by_district: dict[str, list[AdminUnit]] = {}
        self._codes: dict[int, str] = {}
        self.add(units)

    def __len__(self) -> int:
        return len(self._by_key)

    def add(self, units: Iterable[AdminUnit]) -> None:
        """Take up saved units."""
        for unit in units:
            self._by_key[unit.level, unit.code, unit.valid_from] = unit
            self._by_code.setdefault((unit.level, unit.code), []).append(unit)
            self._codes[unit.pk] = unit.code
        # A unit's district may come later in the same query, so districts are joined only when asked for.
        self._by_district.clear()

    def get(self, key: Key) -> AdminUnit | None:
        """The unit of this level, code and first day."""
        return self._by_key.get(key)

    def on(self, level: str, code: str, day: dt.date) -> AdminUnit | None:
        """The unit that bore the code on the day."""
        fits = [unit for unit in self._by_code.get((level, code), ()) if _stood(unit, day)]
        return max(fits, key=lambda unit: unit.valid_from, default=None)

    def must(self, level: str, code: str, row: UnitRow) -> AdminUnit:
        """The unit above a row on the row's first day; Refusal where there is none."""
        unit = self.on(level, code, row.valid_from)
        if unit is None:
            raise Refusal(
                "unknown-parent",
                _("Đơn vị %(code)s %(name)s thuộc mã %(parent)s, nhưng mã này không có hiệu lực vào ngày đó.")
                % {"code": row.code, "name": row.name, "parent": code},
            )
        return unit

    def before_change(self, row: ChangeRow) -> AdminUnit:
        """The old unit of a change, in force the day before.

        Change tables mistype codes. Where the code's unit bears another name and just one unit of the district bears
        the written name, that one is meant; a mere difference of spelling leaves the code standing.
        """
        eve = row.on - dt.timedelta(days=1)
        unit = self.on(row.old_level, row.old_code, eve)
        if row.old_name and (unit is None or place_key(unit.full_name) != place_key(row.old_name)):
            unit = self._named(row, eve) or unit
        if unit is None:
            raise _unknown(row.old_code, row.old_name, eve)
        return unit

    def after_change(self, row: ChangeRow) -> AdminUnit:
        """The new unit of a change, in force on its day."""
        unit = self.on(row.new_level, row.new_code, row.on)
        if unit is None:
            raise _unknown(row.new_code, "", row.on)
        return unit

    def _named(self, row: ChangeRow, day: dt.date) -> AdminUnit | None:
        """The only unit of the row's district that bore the written name on the day."""
        if not self._by_district:
            for unit in self._by_key.values():
                if unit.district_id:
                    self._by_district.setdefault(self._codes[unit.district_id], []).append(unit)
        kind, name = split_kind(row.old_level, row.old_name)
        fits = [
            unit
            for unit in self._by_district.get(row.district_code, ())
            if _stood(unit, day) and unit.kind == kind and place_key(unit.name) == place_key(name)
        ]
        return fits[0] if len(fits) == 1 else None


def _stood(unit: AdminUnit, day: dt.date) -> bool:
    return unit.valid_from <= day and (unit.valid_to is None or unit.valid_to >= day)


def _unknown(code: str, name: str, day: dt.date) -> Refusal:
    return Refusal(
        "unknown-unit",
        _("Không có đơn vị %(code)s %(name)s có hiệu lực ngày %(day)s. Hãy nạp danh mục đơn vị trước.")
        % {"code": code, "name": name, "day": f"{day.day}/{day.month}/{day.year}"},
    )
