"""Lists of units of the size of the official ones, for a bench that has none: invented names, counts as in 2025.

Columns are those of `ocop.places.tables`. Provinces are the house's own typed facts; districts, communes and what
became of them are generated: 10,062 old communes went into 3,321 new ones by 10,571 lines, one in eleven in part.
"""

import csv
import itertools
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from ocop.places.enums import WORDS, Level
from ocop.places.tables import CHANGE_COLUMNS, UNIT_COLUMNS, UnitRow, read_facts

DISTRICTS, OLD, NEW, LINES = 696, 10_062, 3_331, 10_571
MARK = "dữ liệu sinh"
# Words that stand in the names of communes; put together they name none in particular.
HEADS = ("An", "Bình", "Cẩm", "Đại", "Đông", "Hòa", "Hưng", "Kim", "Long", "Minh", "Nam", "Ninh", "Phú", "Phước",
         "Quang", "Sơn", "Tân", "Thanh", "Thái", "Trung", "Vân", "Vĩnh", "Xuân", "Yên", "Bản", "Mường", "Nậm", "Pú",
         "Tà", "Hồng")
TAILS = ("An", "Bình", "Châu", "Cường", "Đức", "Giang", "Hải", "Hiệp", "Khê", "Lâm", "Lạc", "Lộc", "Lý", "Mỹ", "Nghĩa",
         "Phong", "Quý", "Sơn", "Thịnh", "Thủy", "Tiến", "Trạch", "Xá", "Yên", "Hà", "Thạch", "Trì", "Hòa")
EVE, DAY = "2025-06-30", "2025-07-01"


def write_lists(folder: Path) -> list[Path]:
    """Write both lists into the folder; the same bytes each time."""
    provinces = [row for row in read_facts()[0] if row.level == Level.PROVINCE]
    old = [row for row in provinces if not row.start_known]
    new = [row for row in provinces if row.valid_from.isoformat() == DAY]
    names = _names()
    districts = [(f"{900 + number}", next(names), old[number % len(old)]) for number in range(DISTRICTS)]
    communes = [(f"O{number:05d}", next(names), districts[number % DISTRICTS]) for number in range(OLD)]
    merged = [(f"N{number:05d}", next(names), new[number % len(new)]) for number in range(NEW)]
    units = folder / "units.csv"
    _write(units, UNIT_COLUMNS, itertools.chain(
        (_line("3-level", Level.PROVINCE, one.code, one.name, WORDS[one.kind], "", one.code, "", EVE) for one in old),
        (_line("3-level", Level.DISTRICT, code, name, "Huyện", home.code, home.code, "", EVE)
         for code, name, home in districts),
        (_line("3-level", Level.COMMUNE, code, name, "Xã", above[0], above[2].code, "", EVE)
         for code, name, above in communes),
        (_line("2-level", Level.PROVINCE, one.code, one.name, WORDS[one.kind], "", one.code,
               DAY, one.valid_to.isoformat() if one.valid_to else "") for one in new),
        (_line("2-level", Level.COMMUNE, code, name, "Xã", home.code, home.code, DAY, "")
         for code, name, home in merged),
    ))
    changes = folder / "changes.csv"
    _write(changes, CHANGE_COLUMNS, _changes(communes, merged))
    return [units, changes]


def _line(*values: str) -> list[str]:
    """A unit: scheme, level, code, name, kind, parent, province, first day, last day."""
    return [*values, MARK]


def _names() -> Iterator[str]:
    """Two or three syllables; a name comes again only after all others, so hardly twice in a district."""
    chance = random.Random(7)
    found = [f"{head} {tail}" for head in HEADS for tail in TAILS if head != tail]
    found += [f"{one} {tail}" for one in found for tail in ("Thượng", "Hạ", "Trung", "Đông", "Tây", "Một", "Hai")]
    chance.shuffle(found)
    return itertools.cycle(found)


def _changes(
    communes: list[tuple[str, str, tuple[str, str, UnitRow]]], merged: list[tuple[str, str, UnitRow]]
) -> Iterator[list[str]]:
    """Each old commune goes whole into one of the new; the lines above their number are second halves."""
    halves = LINES - len(communes)
    for number, (code, name, above) in enumerate(communes):
        into = [merged[number % len(merged)]]
        if number < halves:
            into.append(merged[(number + 34) % len(merged)])
        for target, title, _home in into:
            kind, words = ("partial", "Nhập một phần") if len(into) > 1 else ("full", "Nhập toàn bộ")
            yield [code, f"Xã {name}", above[0], target, f"Xã {title}", kind, words]


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
