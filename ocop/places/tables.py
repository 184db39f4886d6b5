"""Reading lists of units: the official CSV lists, by path, and our own typed facts in `data/`."""

import csv
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext_lazy as _

from ocop.core.dates import UNKNOWN_START
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import WORDS, Level, SuccessionKind, UnitKind, kind_of, split_kind

FACTS = Path(__file__).parent / "data"

UNIT_COLUMNS = ("scheme", "level", "code", "name", "unit_type", "parent_code", "province_code", "valid_from",
                "valid_to", "basis")
CHANGE_COLUMNS = ("old_code", "old_name", "old_district_code", "new_code", "new_name", "kind", "kind_text")


@dataclasses.dataclass(frozen=True)
class UnitRow:
    """One unit as a list gives it; `province_code` may be empty where the district tells it."""

    level: str
    code: str
    name: str
    kind: UnitKind
    valid_from: dt.date
    valid_to: dt.date | None = None
    start_known: bool = True
    province_code: str = ""
    district_code: str = ""
    basis: str = ""
    scheme: str = ""

    @property
    def key(self) -> tuple[str, str, dt.date]:
        """What makes a row of the register one: level, code, first day."""
        return self.level, self.code, self.valid_from


@dataclasses.dataclass(frozen=True)
class ChangeRow:
    """One old unit going into a new one; `on` is the first day of the new."""

    old_level: str
    old_code: str
    new_level: str
    new_code: str
    kind: SuccessionKind
    on: dt.date
    old_name: str = ""
    district_code: str = ""
    decree: str = ""


def header_of(path: Path) -> set[str]:
    """The column names of a CSV file; raises Refusal where it cannot be read as UTF-8 text."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return set(next(csv.reader(file), ()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refusal(
            "unreadable-list", _("Không đọc được tệp %(name)s: cần tệp CSV mã UTF-8.") % {"name": path.name}
        ) from error


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line numbers; refuses a file that lacks a column."""
    missing = [column for column in columns if column not in header_of(path)]
    if missing:
        raise Refusal("missing-columns", _("Tệp %(name)s thiếu cột: %(columns)s.")
                      % {"name": path.name, "columns": ", ".join(missing)})
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            yield reader.line_num, {column: nfc(row[column] or "") for column in columns}


def _bad_line(path: Path, line: int, why: str) -> Refusal:
    """The refusal of one line, naming it."""
    return Refusal("bad-line", _("Tệp %(name)s, dòng %(line)s: giá trị không hợp lệ (%(why)s).")
                   % {"name": path.name, "line": line, "why": why})


def read_units(path: Path) -> list[UnitRow]:
    """The units of an official list (columns `UNIT_COLUMNS`); an empty `valid_from` is an unknown start."""
    return [_unit_row(path, line, row) for line, row in _lines(path, UNIT_COLUMNS)]


def _unit_row(path: Path, line: int, row: Mapping[str, str]) -> UnitRow:
    level = row["level"]
    kind = kind_of(level, row["unit_type"]) if level in Level.values else None
    if kind is None or not row["code"] or not row["name"]:
        raise _bad_line(path, line, f"{level} {row['unit_type']} {row['code']}")
    try:
        start = dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else UNKNOWN_START
        end = dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    except ValueError as error:
        raise _bad_line(path, line, f"{row['valid_from']} {row['valid_to']}") from error
    if end is not None and end < start:
        raise _bad_line(path, line, f"{row['valid_from']} > {row['valid_to']}")
    in_district = level == Level.COMMUNE and row["parent_code"] != row["province_code"]
    return UnitRow(
        level=level, code=row["code"], name=row["name"], kind=kind, valid_from=start, valid_to=end,
        start_known=bool(row["valid_from"]), province_code=row["province_code"] if level != Level.PROVINCE else "",
        district_code=row["parent_code"] if in_district else "", basis=row["basis"], scheme=row["scheme"],
    )


_KINDS = {"full": SuccessionKind.FULL, "partial": SuccessionKind.PARTIAL, "kept": SuccessionKind.KEPT,
          "whole_district": SuccessionKind.FULL}
_RENAMES = {"Đổi tên", "Đổi loại hình"}


def read_changes(path: Path, *, on: dt.date, decree: str) -> tuple[list[ChangeRow], int]:
    """The successions of a change table (columns `CHANGE_COLUMNS`), and how many rows name no old unit at all.

    Such a row gives land that was no unit (a mud flat run by a district) to a commune: nothing succeeds anything.
    """
    rows, passed = [], 0
    for line, row in _lines(path, CHANGE_COLUMNS):
        whole_district = row["kind"] == "whole_district" and not row["old_code"]
        if not row["old_code"] and not whole_district:
            passed += 1
            continue
        if row["kind"] not in _KINDS or not row["new_code"]:
            raise _bad_line(path, line, f"{row['kind']} {row['new_code']}")
        kind = SuccessionKind.RENAMED if row["kind_text"] in _RENAMES else _KINDS[row["kind"]]
        rows.append(ChangeRow(
            old_level=Level.DISTRICT if whole_district else Level.COMMUNE,
            old_code=row["old_district_code"] if whole_district else row["old_code"],
            new_level=Level.COMMUNE, new_code=row["new_code"], kind=kind, on=on, decree=decree,
            old_name=row["old_name"], district_code=row["old_district_code"],
        ))
    return rows, passed


def read_facts(folder: Path = FACTS) -> tuple[list[UnitRow], list[ChangeRow]]:
    """Our own facts: every YAML file of the folder, in order of name."""
    units: list[UnitRow] = []
    changes: list[ChangeRow] = []
    for path in sorted(folder.glob("*.yaml")):
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
        for part in facts["lists"]:
            units += [_fact_unit(part, str(code), full) for code, full in part["units"].items()]
        for part in facts.get("successions", ()):
            changes += [
                ChangeRow(part["level"], old, part["level"], new, SuccessionKind(part["kind"]), part["since"],
                          decree=part["decree"])
                for new, olds in part["into"].items() for old in olds
            ]
    return units, changes


def _fact_unit(part: Mapping[str, Any], code: str, full_name: str) -> UnitRow:
    """One typed unit: its kind is the first words of its full name; `within` is its district, else its province."""
    level, within = part["level"], str(part.get("within", ""))
    kind, name = split_kind(level, full_name)
    if kind is None and level == Level.NATION:
        kind = UnitKind.NATION
    if kind is None:
        raise ValueError(f"{code} {full_name}: none of {', '.join(WORDS.values())}")
    # Codes of districts have three digits, of provinces two.
    in_district = level == Level.COMMUNE and len(within) == 3
    return UnitRow(
        level=level, code=code, name=name, kind=kind, valid_from=part.get("valid_from", UNKNOWN_START),
        valid_to=part.get("valid_to"), start_known="valid_from" in part,
        province_code="" if in_district else within, district_code=within if in_district else "",
        basis=part["basis"],
    )
