"""A register of a country as one L2 workbook (register_layouts.md): generated, marked, the same each time it is made.

Per 20,000 rows: some 9,000 producers in all provinces, 900 decisions of six years, points as "91,14", stars in five
spellings; one row in twenty brings an earlier product again under a later decision; one in a hundred has no producer,
one in a hundred a commune nobody knows, one in fifty a decision without its day, one in two hundred is "tiềm năng 5
sao". Communes are called as then or as now, whatever the day of the decision: registers are brought up to date.
"""

import dataclasses
import datetime as dt
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

from ocop.core.dates import today
from ocop.places.models import AdminUnit

MARK = "(dữ liệu sinh)"
EVE, LAW_DAY = dt.date(2025, 6, 30), dt.date(2025, 7, 1)
YEARS = 6
WORDS = ("Chè", "Gạo", "Miến", "Mật ong", "Rượu", "Trà", "Bún khô", "Thịt gác bếp", "Tinh bột nghệ", "Nấm hương", "Cam",
         "Hồng không hạt", "Nước mắm", "Bánh đa", "Cà phê", "Dầu lạc", "Măng khô", "Giò lụa", "Tỏi đen", "Hạt điều")
MARKS = ("shan tuyết", "nếp cái", "dong riềng", "bạc hà", "men lá", "hoa vàng", "thượng hạng", "xông khói", "hữu cơ",
         "cổ truyền", "rang củi", "đặc sản", "nguyên chất", "sấy lạnh", "hộp quà", "loại một", "ướp sen", "bản địa")
GROUPS = ("Thực phẩm", "Đồ uống", "Dược liệu và SP từ dược liệu", "Thủ công mỹ nghệ", "Dịch vụ du lịch cộng đồng")
OWNERS = (("HTX", "HTX nông nghiệp {0}"), ("HTX", "Hợp tác xã dịch vụ {0}"), ("DN", "Công ty TNHH {0}"),
          ("DN", "Công ty cổ phần thương mại {0}"), ("THT", "Tổ hợp tác {0}"), ("Hộ KD", "Cơ sở sản xuất {0}"),
          ("Hộ KD", "Hộ kinh doanh {0}"))
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý", "Nông", "Hà")
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thu", "Ngọc", "Quang", "Hữu", "Kim", "Xuân")
GIVEN = ("An", "Bình", "Cúc", "Dũng", "Hà", "Hòa", "Hương", "Lan", "Long", "Mai", "Nam", "Phúc", "Sơn", "Thủy", "Tuấn")
STARS = {3: ("3 sao", "03 sao", "hạng 3 sao"), 4: ("4 sao", "Bốn sao"), 5: ("5 sao",)}


@dataclasses.dataclass(frozen=True)
class Owner:
    """A producer of the list and the commune it lies in."""

    name: str
    kind: str
    unit: AdminUnit


def write_register(path: Path, rows: int, *, only: int | None = None) -> None:
    """Write the workbook, or just its first rows; the units must stand in the database."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Biểu 01")
        sheet.write(0, 0, "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG")
        sheet.merge_range(2, 0, 2, 11, f"BẢNG TỔNG HỢP SẢN PHẨM OCOP CÒN HIỆU LỰC {MARK}")
        for place, words in ((0, "TT"), (1, "Tên sản phẩm"), (2, "Nhóm SP"), (11, "Quyết định công nhận (số, ngày)")):
            sheet.merge_range(5, place, 6, place, words)
        for first, last, words in ((3, 4, "Chủ thể"), (5, 7, "Địa chỉ"), (8, 10, "Kết quả đánh giá")):
            sheet.merge_range(5, first, 5, last, words)
        sheet.write_row(6, 3, ["Tên", "Loại hình", "Xã/phường", "Huyện/TP", "Tỉnh", "Điểm", "Hạng sao", "Năm"])
        sheet.write_row(7, 0, [f"({number})" for number in range(1, 13)])
        for number, cells in enumerate(itertools.islice(_rows(rows), only), start=1):
            sheet.write_row(7 + number, 0, [number, *cells])
        sheet.write(9 + (only or rows), 1, "Người lập biểu")
        sheet.write(9 + (only or rows), 9, "Thủ trưởng đơn vị")


def _rows(count: int) -> Iterator[list[Any]]:
    chance = random.Random(20)
    owners = _owners(chance, count * 9 // 20)
    last = today().year - 1
    told: list[tuple[list[Any], int]] = []
    for number in range(count):
        if told and number % 20 == 19:
            cells, year = chance.choice(told)
            year, again = min(last, year + 3), [*cells]
            again[8:11] = [STARS[4][0], str(year), _decision(str(cells[6]), year, chance)]
            yield again
            continue
        owner = owners[number % len(owners)] if chance.random() < 0.6 else chance.choice(owners)
        year = last - chance.randrange(YEARS)
        cells = _cells(owner, number, year=year, chance=chance)
        if cells[3] and year <= last - 3:
            told.append((cells, year))
        yield cells


def _owners(chance: random.Random, count: int) -> list[Owner]:
    units = [
        list(AdminUnit.objects.communes().on(day).select_related("district", "province").order_by("pk"))
        for day in (EVE, LAW_DAY)
    ]
    made = []
    for number in range(count):
        unit = chance.choice(units[0 if number % 3 else 1])
        kind, form = OWNERS[number % len(OWNERS)]
        person = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)} {number}"
        named = unit.name if kind in {"HTX", "THT"} else person if kind == "Hộ KD" else f"{unit.name} {number}"
        made.append(Owner(f"{form.format(named)} {MARK}", kind, unit))
    return made


def _cells(owner: Owner, number: int, *, year: int, chance: random.Random) -> list[Any]:
    """A row after its number: the commune as it was called then, or as it is called now, whatever the day."""
    unit, province = owner.unit, owner.unit.province
    assert province is not None
    stars = chance.choices((3, 4, 5), (65, 30, 5))[0]
    points = {3: (50, 70), 4: (70, 90), 5: (90, 100)}[stars]
    score = f"{points[0] + chance.randrange(100 * (points[1] - points[0])) / 100:.2f}".replace(".", ",")
    name = f"{chance.choice(WORDS)} {chance.choice(MARKS)} {unit.name} {number % 97}"
    return [
        f"{name} {MARK}",
        chance.choice(GROUPS),
        "" if number % 100 == 50 else owner.name,
        owner.kind,
        f"Xã Không Có {number}" if number % 100 == 25 else unit.full_name,
        unit.district.full_name if unit.district else "",
        province.name,
        score,
        "tiềm năng 5 sao" if number % 200 == 100 else chance.choice(STARS[stars]),
        str(year),
        "1810/QĐ-UBND" if number % 50 == 10 else _decision(province.name, year, chance),
    ]


def _decision(province: str, year: int, chance: random.Random) -> str:
    """One of the few decisions of a province in a year, each with its own day."""
    half = chance.randrange(2)
    seed = sum(map(ord, province)) + 7 * year + half
    day = dt.date(year, 3 + 6 * half, 1 + seed % 28)
    return f"Số {100 + seed % 2900}/QĐ-UBND\nngày {day.day:02d}/{day.month:02d}/{day.year}"
