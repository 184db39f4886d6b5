"""Units for tests: typed facts are loaded once per test by `country`, single units come from `make_unit`."""

import dataclasses
import datetime as dt
from typing import Any

from ocop.core.dates import UNKNOWN_START
from ocop.places.actions import load_facts, reckon_today
from ocop.places.enums import Level, SuccessionKind, UnitKind
from ocop.places.models import AdminUnit, UnitSuccession

LAW_DAY = dt.date(2025, 7, 1)
EVE = dt.date(2025, 6, 30)


def country() -> None:
    """The house's typed facts: provinces old and new, Thái Nguyên and former Bắc Kạn, two neighbours."""
    load_facts()


def unit(code: str, *, level: str = Level.COMMUNE, day: dt.date = LAW_DAY) -> AdminUnit:
    """The unit that bore the code on the day; the list must be loaded."""
    return AdminUnit.objects.on(day).get(level=level, code=code)


def make_unit(code: str, name: str, **fields: Any) -> AdminUnit:
    """A unit in the database: a commune from 1/7/2025 unless told otherwise; `reckon` afterwards."""
    values = {"level": Level.COMMUNE, "kind": UnitKind.COMMUNE, "valid_from": LAW_DAY, "basis": "thử", **fields}
    made = AdminUnit(code=code, name=name, **values)
    made.save()
    return made


def make_old_unit(code: str, name: str, **fields: Any) -> AdminUnit:
    """A unit of unknown start that ended on 30/6/2025."""
    return make_unit(code, name, **{"valid_from": UNKNOWN_START, "start_known": False, "valid_to": EVE, **fields})


def make_succession(old: AdminUnit, new: AdminUnit, kind: str = "full", on: dt.date = LAW_DAY) -> UnitSuccession:
    """The old unit went into the new one."""
    return UnitSuccession.objects.create(old=old, new=new, kind=kind, on=on, decree="thử")


def reckon(*units: AdminUnit) -> None:
    """Reckon `today` and read the units anew."""
    reckon_today()
    for one in units:
        one.refresh_from_db()


@dataclasses.dataclass
class Split:
    """A province before and after 1/7/2025: a ward that was split between two, a commune that went into one of them."""

    split: AdminUnit
    merged: AdminUnit
    north: AdminUnit
    south: AdminUnit
    district: AdminUnit
    old_province: AdminUnit


def make_split(province: AdminUnit) -> Split:
    """The units of a split inside a province of today, which has another name and code before."""
    before = make_old_unit("98", "Bản Cũ", level=Level.PROVINCE, kind=UnitKind.PROVINCE)
    old: dict[str, Any] = {"parent": before, "province": before}
    district = make_old_unit("981", "Chia", level=Level.DISTRICT, kind=UnitKind.RURAL_DISTRICT, **old)
    old |= {"parent": district, "district": district}
    made = Split(
        split=make_old_unit("98001", "Bản Chia", **old), merged=make_old_unit("98002", "Bản Gộp", **old),
        north=make_unit("98003", "Bắc Chia", province=province, parent=province),
        south=make_unit("98004", "Nam Chia", province=province, parent=province),
        district=district, old_province=before,
    )
    make_succession(before, province)
    make_succession(made.split, made.north, SuccessionKind.PARTIAL)
    make_succession(made.split, made.south, SuccessionKind.PARTIAL)
    make_succession(made.merged, made.south)
    reckon(*vars(made).values())
    return made
