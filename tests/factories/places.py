"""Units for tests: typed facts are loaded once per test by `country`, single units come from `make_unit`."""

import datetime as dt
from typing import Any

from ocop.core.dates import UNKNOWN_START
from ocop.places.actions import load_facts, reckon_today
from ocop.places.enums import Level, UnitKind
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
