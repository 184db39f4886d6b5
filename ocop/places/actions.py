"""Verbs that bring the register of units in: typed facts, official lists, change tables; and the day's reckoning."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.dates import today
from ocop.core.documents import PLACE, rebuild_documents
from ocop.core.refusal import Refusal
from ocop.places.directory import Directory
from ocop.places.enums import Level, SuccessionKind
from ocop.places.models import AdminUnit, UnitSuccession
from ocop.places.queries import NATION_CODE
from ocop.places.rules import Edge, home_of, place_key, present_units
from ocop.places.tables import (
    CHANGE_COLUMNS,
    UNIT_COLUMNS,
    ChangeRow,
    UnitRow,
    header_of,
    read_changes,
    read_facts,
    read_units,
)

BATCH = 500
# The change table says of itself: the statistics office's table of the rearrangement of 1/7/2025.
CHANGES_ON = dt.date(2025, 7, 1)
CHANGES_BASIS = "Bảng chuyển đổi của Cục Thống kê, 1/7/2025"


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What a load did: rows read, added, changed, passed over; rows of that table before and after."""

    what: str
    read: int
    added: int
    changed: int
    passed: int
    before: int
    after: int


@transaction.atomic
def load_facts(*, by: Actor | None = None) -> list[Loaded]:
    """Lay the facts typed in `data/`: provinces, their successions, the communes the samples need.

    Repeatable. It adds and closes rows but never rewrites one that stands: an official list loaded later is newer.
    """
    done = _lay_facts()
    if any(part.added or part.changed for part in done):
        _finish("load_facts", done, by=by)
    return done


@transaction.atomic
def load_units(*, path: Path, by: Actor | None = None) -> Loaded:
    """Load an official list of units (CSV, columns `tables.UNIT_COLUMNS`); repeatable.

    A unit that only changed its kind from one day to the next (commune to ward, 30/4/2026) is linked to what it
    became. Raises Refusal where the file, a line or a unit's province is wrong; nothing is written then.
    """
    facts = _lay_facts()
    rows = read_units(path)
    done = _put_units(rows, rewrite=True)
    kinds = _put_successions(_changes_of_kind(rows))
    if any(part.added or part.changed for part in (*facts, done, kinds)):
        _finish("load_units", [done, kinds], by=by)
    return done


@transaction.atomic
def load_changes(*, path: Path, on: dt.date = CHANGES_ON, by: Actor | None = None) -> Loaded:
    """Load a table of old communes and the new ones they went into on a day (CSV, `tables.CHANGE_COLUMNS`).

    Repeatable. Raises Refusal where a line names a unit that was not in force: load the list of units first.
    """
    facts = _lay_facts()
    rows, passed = read_changes(path, on=on, decree=CHANGES_BASIS)
    done = _put_successions(rows, passed=passed)
    if any(part.added or part.changed for part in (*facts, done)):
        _finish("load_changes", [done], by=by)
    return done


@transaction.atomic
def load_lists(*, path: Path, by: Actor | None = None) -> list[Loaded]:
    """Load a file, or every CSV list of units in a folder, known by its header: units first, then changes."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    headers = {file: header_of(file) for file in files}
    units = [file for file in files if headers[file].issuperset(UNIT_COLUMNS)]
    changes = [file for file in files if headers[file].issuperset(CHANGE_COLUMNS)]
    if not units and not changes:
        raise Refusal(
            "no-list",
            _("%(name)s không có danh mục đơn vị hành chính nào. Cần tệp CSV có cột %(units)s hoặc %(changes)s.")
            % {"name": path.name, "units": ", ".join(UNIT_COLUMNS), "changes": ", ".join(CHANGE_COLUMNS)},
        )
    return [load_units(path=file, by=by) for file in units] + [load_changes(path=file, by=by) for file in changes]


@transaction.atomic
def reckon_today(*, day: dt.date | None = None) -> int:
    """Set `today` and `today_province` of every unit for the day; answers how many units changed.

    `today` is NULL for a unit that was split or whose successor is not known; `today_province` is NULL for the nation
    only. Runs after every load, and daily: a unit may be entered before its first day.
    """
    day = day or today()
    units = list(AdminUnit.objects.order_by("pk"))
    following: dict[int, list[Edge]] = {}
    for old, new, kind in UnitSuccession.objects.filter(on__lte=day).values_list("old_id", "new_id", "kind"):
        following.setdefault(old, []).append(Edge(old, new, kind != SuccessionKind.PARTIAL))
    in_force = {unit.pk for unit in units if unit.valid_from <= day and (not unit.valid_to or unit.valid_to >= day)}
    present = present_units(in_force, [edge for edges in following.values() for edge in edges])
    homes = _homes(units, present, following)
    changed = []
    for unit in units:
        now = present.get(unit.pk), homes.get(unit.pk)
        if (unit.today_id, unit.today_province_id) != now:
            unit.today_id, unit.today_province_id = now
            changed.append(unit)
    AdminUnit.objects.bulk_create(
        changed, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=["today", "today_province"]
    )
    return len(changed)


def _homes(
    units: Sequence[AdminUnit], present: dict[int, int | None], following: dict[int, list[Edge]]
) -> dict[int, int | None]:
    """Today's province of every unit but the nation, by id."""
    homes: dict[int, int | None] = {}
    provinces = [unit for unit in units if unit.level == Level.PROVINCE]
    below = [unit for unit in units if unit.level not in (Level.PROVINCE, Level.NATION)]
    # The newest first, so that the home of what a unit went into is known before its own.
    for unit in sorted(provinces, key=lambda unit: unit.valid_from, reverse=True):
        homes[unit.pk] = present.get(unit.pk) or home_of(unit.pk, following.get(unit.pk, ()), homes)
    for unit in sorted(below, key=lambda unit: unit.valid_from, reverse=True):
        own = homes.get(unit.province_id) if unit.province_id else None
        edges = () if present.get(unit.pk) == unit.pk else following.get(unit.pk, ())
        homes[unit.pk] = home_of(own, edges, homes)
    return homes


def _lay_facts() -> list[Loaded]:
    units, changes = read_facts()
    return [_put_units(units, rewrite=False), _put_successions(changes)]


def _finish(verb: str, done: Sequence[Loaded], *, by: Actor | None) -> None:
    """Reckon the day anew and write the audit entry, on the nation."""
    reckon_today()
    rebuild_documents([PLACE])
    nation = AdminUnit.objects.get(level=Level.NATION, code=NATION_CODE)
    audit.record(verb, nation, by=by, body={"lists": [dataclasses.asdict(part) for part in done]})


def _put_units(rows: Sequence[UnitRow], *, rewrite: bool) -> Loaded:
    """Add the units that are new and amend those that differ, level by level so that parents stand first."""
    standing = Directory(AdminUnit.objects.all())
    before, added, changed = len(standing), 0, 0
    for level in Level.values:
        fresh: dict[tuple[str, str, dt.date], AdminUnit] = {}
        amended: dict[int, AdminUnit] = {}
        for row in rows:
            if row.level != level:
                continue
            unit = standing.get(row.key)
            if unit is None:
                fresh[row.key] = _new_unit(row, standing)
            elif _amend(unit, row, rewrite=rewrite):
                amended[unit.pk] = unit
        AdminUnit.objects.bulk_create(fresh.values(), BATCH)
        AdminUnit.objects.bulk_update(
            amended.values(), ["name", "name_folded", "name_key", "kind", "valid_to", "basis"], BATCH
        )
        standing.add(fresh.values())
        added, changed = added + len(fresh), changed + len(amended)
    return Loaded("units", len(rows), added, changed, len(rows) - added - changed, before, before + added)


def _new_unit(row: UnitRow, standing: Directory) -> AdminUnit:
    """The unit of a new row, under the province and district in force on its first day."""
    district = standing.must(Level.DISTRICT, row.district_code, row) if row.district_code else None
    province = standing.must(Level.PROVINCE, row.province_code, row) if row.province_code else None
    if province is None and district is not None:
        province = district.province
    unit = AdminUnit(
        level=row.level, code=row.code, kind=row.kind, valid_from=row.valid_from, start_known=row.start_known,
        valid_to=row.valid_to, basis=row.basis, parent=district or province, province=province, district=district,
    )
    unit.set_name(row.name)
    return unit


def _amend(unit: AdminUnit, row: UnitRow, *, rewrite: bool) -> bool:
    """Bring a standing unit to what the row says; False where nothing of weight differs (Hòa and Hoà do not)."""
    closes = unit.valid_to is None and row.valid_to is not None
    same = place_key(unit.name) == place_key(row.name) and unit.kind == row.kind and unit.valid_to == row.valid_to
    if same or not (rewrite or closes):
        return False
    unit.valid_to = row.valid_to
    if rewrite:
        unit.set_name(row.name)
        unit.kind, unit.basis = row.kind, row.basis
    return True


def _changes_of_kind(rows: Iterable[UnitRow]) -> list[ChangeRow]:
    """Successions the list itself shows: same code, name and scheme, one ending the day before the other begins."""
    ended = {(row.scheme, row.level, row.code, place_key(row.name), row.valid_to): row for row in rows if row.valid_to}
    found = []
    for row in rows:
        eve = row.valid_from - dt.timedelta(days=1)
        if (row.scheme, row.level, row.code, place_key(row.name), eve) in ended:
            found.append(ChangeRow(row.level, row.code, row.level, row.code, SuccessionKind.RENAMED, row.valid_from,
                                   decree=row.basis))
    return found


def _put_successions(rows: Sequence[ChangeRow], *, passed: int = 0) -> Loaded:
    """Add the successions that are new and amend those whose kind differs."""
    standing = Directory(AdminUnit.objects.all())
    known = {(item.old_id, item.new_id, item.on): item for item in UnitSuccession.objects.all()}
    before = len(known)
    fresh: dict[tuple[int, int, dt.date], UnitSuccession] = {}
    amended: dict[int, UnitSuccession] = {}
    for row in rows:
        old, new = standing.before_change(row), standing.after_change(row)
        key = (old.pk, new.pk, row.on)
        item = known.get(key)
        if item is None:
            fresh.setdefault(key, UnitSuccession(old=old, new=new, kind=row.kind, decree=row.decree, on=row.on))
        elif item.kind != row.kind:
            item.kind = row.kind
            amended[item.pk] = item
    UnitSuccession.objects.bulk_create(fresh.values(), BATCH)
    UnitSuccession.objects.bulk_update(amended.values(), ["kind"], BATCH)
    same = len(rows) - len(fresh) - len(amended)
    return Loaded("successions", len(rows) + passed, len(fresh), len(amended), same + passed, before,
                  before + len(fresh))
