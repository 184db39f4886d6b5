"""Where a whole sheet lies, by its title lines and its name: its province, its district, its commune."""

import dataclasses
import re
from collections.abc import Sequence

from ocop.core.names import nfc
from ocop.intake.placing import PlaceBook
from ocop.intake.reading.book import SheetReading
from ocop.intake.reading.endings import is_ending
from ocop.intake.reading.places import level_of, spelled_out
from ocop.intake.reading.tables import ReadRow
from ocop.intake.reading.titles import is_ground
from ocop.intake.reading.values import key
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.registry.naming import product_key

# "(nay là tỉnh Thái Nguyên)", "(tỉnh Bắc Kạn cũ)": what a place is or was called besides.
_BESIDES = re.compile(r"[(\[][^()\[\]]*(?:\bnay\b|\bcũ\b|trước đây|sáp nhập)[^()\[\]]*[)\]]", re.IGNORECASE)
_OFFICES = ("uy ban nhan dan", "ubnd", "hoi dong nhan dan", "hdnd", "phong nong nghiep")
_OLD_HUE = "Thừa Thiên Huế"
_LEVELS = ("commune", "district", "province")


@dataclasses.dataclass(frozen=True)
class Where:
    """The province of a sheet, what its rows inherit ("above_district": …), whether a district's office speaks."""

    province: AdminUnit | None
    inherited: dict[str, str]
    by_district: bool = False

    def hand_down(self, read: ReadRow) -> None:
        """Give a row what the sheet says of its place, where neither it nor a heading says anything of the kind."""
        cells = read.cells
        for field, text in self.inherited.items():
            levels = _LEVELS[_LEVELS.index(field.removeprefix("above_")) :]
            told = {*levels, *(f"above_{level}" for level in levels if f"above_{level}" not in self.inherited)}
            if not told & cells.keys():
                cells.setdefault(field, text)


def where_of(sheet: SheetReading, book: PlaceBook, own: AdminUnit | None) -> Where:
    """Where a sheet lies; `own` is the province of an officer who has just one."""
    name = sheet.name
    lines = [nfc(_BESIDES.sub(" ", text)) for text in sheet.titles if not is_ground(text) and not is_ending(text)]
    words = key(" ".join((*lines, name)))
    province = book.titled(words) or (None if own else _bare_province([*lines, name], book))
    district = None
    home = province or own
    place = _sheet_place(name)
    if home is not None:
        # A sheet called as its province is of the province, though a city may bear the name too.
        sole = place if product_key(place) != product_key(home.name) else ""
        district = book.titled_unit(words, home, Level.DISTRICT) or book.named_unit(sole, home, Level.DISTRICT)
    else:
        province, district = book.titled_anywhere(" ".join((*lines, name)))
        home = province
    inherited = {}
    if province is not None and province.name == "Huế" and key(_OLD_HUE) in words:
        inherited["above_province"] = _OLD_HUE
    if district is not None:
        inherited["above_district"] = district.full_name
    elif home is not None:
        commune = book.titled_unit(words, home, Level.COMMUNE) or (
            book.named_unit(place, home, Level.COMMUNE) if level_of(place) == "commune" else None
        )
        if commune is not None:
            inherited["above_commune"] = commune.full_name
    return Where(home, inherited, district is not None and _speaks(district, words))


def _sheet_place(name: str) -> str:
    """A sheet's name without its number and its count: "2. TP Sông Công (5)"."""
    bare = re.sub(r"^\s*(?:\d+|[IVXLC]+)\s*[.\-_)]\s*|[(\[].*$", "", name)
    return spelled_out(nfc(bare))


def _bare_province(lines: Sequence[str], book: PlaceBook) -> AdminUnit | None:
    """The one province whose name the titles bear without "tỉnh" ("SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG THÁI NGUYÊN")."""
    words = product_key(" ".join(lines))
    found = {product_key(unit.name): unit for unit in book.provinces if f" {product_key(unit.name)} " in f" {words} "}
    return next(iter(found.values())) if len(found) == 1 else None


def _speaks(district: AdminUnit, words: str) -> bool:
    """Whether the list is of the district's own office."""
    return any(f"{office} {key(district.full_name)}" in words for office in _OFFICES)
