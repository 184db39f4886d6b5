"""Reads of units: by day, by code, by name as people write it, and what lies inside what."""

import datetime as dt

from django.db.models import Case, F, IntegerField, Q, Value, When

from ocop.core.dates import today
from ocop.core.names import fold, nfc
from ocop.places.enums import KINDS, WORDS, Level, split_kind
from ocop.places.models import AdminUnit, AdminUnitQuerySet
from ocop.places.rules import place_key

NATION_CODE = "VN"

# How people shorten the kind of a commune.
_SHORT = {"x.": "Xã", "p.": "Phường", "tt.": "Thị trấn", "tt": "Thị trấn", "đk.": "Đặc khu"}


def nation() -> AdminUnit | None:
    """The unit that stands for the whole country: the ministry's scope. None before any list was loaded."""
    return AdminUnit.objects.filter(level=Level.NATION, code=NATION_CODE).first()


def today_units(level: str = Level.COMMUNE, *, day: dt.date | None = None) -> AdminUnitQuerySet:
    """Units of a level in force today (or on the day), in Vietnamese order."""
    return AdminUnit.objects.on(day or today()).filter(level=level).order_by("name_key", "code")


def unit_by_code(level: str, code: str, day: dt.date) -> AdminUnit | None:
    """The unit that bore this code on the day, or None."""
    return AdminUnit.objects.on(day).filter(level=level, code=code).order_by("-valid_from").first()


def find_province(name: str, day: dt.date) -> AdminUnit | None:
    """The province of this name on the day, with or without "tỉnh" / "thành phố" and marks; None if not just one."""
    wanted = split_kind(Level.PROVINCE, name)[1]
    return _best(wanted, list(AdminUnit.objects.on(day).provinces()))


def communes_of(province: AdminUnit, day: dt.date) -> list[AdminUnit]:
    """The communes of a province on a day; an import asks once and looks up in memory with `pick_commune`."""
    # On one day a province's code is its own; the row itself may be another version (Đồng Nai before and after 2026).
    return list(
        AdminUnit.objects.on(day).communes().filter(province__code=province.code).select_related("district", "province")
    )


def find_commune(
    name: str, province: AdminUnit, day: dt.date, *, district: AdminUnit | None = None
) -> AdminUnit | None:
    """The commune of this name in the province on the day, however it is spelled; None where none or several fit.

    The kind ("xã", "phường", "thị trấn", "TT.") is used when written; a name without any mark is matched without
    marks. Before 1/7/2025 a province may hold one name in several districts: give `district`.
    """
    return pick_commune(name, communes_of(province, day), district=district)


def pick_commune(name: str, communes: list[AdminUnit], *, district: AdminUnit | None = None) -> AdminUnit | None:
    """As `find_commune`, among communes already at hand; no query."""
    text = _spelled_out(name)
    if district is not None:
        communes = [unit for unit in communes if unit.district_id == district.pk]
    kind, bare = split_kind(Level.COMMUNE, text)
    same_kind = [unit for unit in communes if unit.kind == kind] if kind else communes
    # "Phường Đúc" may itself be the bare name of a ward; the whole text is tried last.
    return _best(bare, same_kind) or _best(bare, communes) or (_best(text, communes) if kind else None)


def province_of(unit: AdminUnit) -> AdminUnit | None:
    """The province the unit belonged to when it was made; a province is its own; None for the nation."""
    return unit if unit.level == Level.PROVINCE else unit.province


def units_within(unit: AdminUnit) -> AdminUnitQuerySet:
    """The unit and all in it through time.

    A province in force holds what has come to it, so Thái Nguyên holds the communes of the former Bắc Kạn; one that is
    no more holds what it held. A commune in force holds those that went wholly into it.
    """
    units = AdminUnit.objects.all()
    if unit.level == Level.NATION:
        return units
    inside = Q(pk=unit.pk) | Q(**{unit.level: unit}) if unit.level != Level.COMMUNE else Q(pk=unit.pk)
    if unit.in_force:
        inside |= Q(today_province=unit) if unit.level == Level.PROVINCE else Q(today=unit)
    return units.filter(inside)


def unit_by_slug(slug: str, day: dt.date | None = None) -> AdminUnit | None:
    """The unit of an address (`hiep-luc-01960`): the newest one, or with a day the one that stood on it."""
    if day is None:
        return AdminUnit.objects.by_slug(slug)
    return AdminUnit.objects.on(day).by_slug(slug)


def find_units(text: str) -> AdminUnitQuerySet:
    """Units of every time and level whose name holds the words, marks left out, i and y alike; or that bear the code.

    "xã Tân Cương" finds Tân Cương, communes of that kind first. Order: the whole name, in force, the wider unit,
    Vietnamese order. No words, no units.
    """
    words = _spelled_out(text)
    kind, name = _kind_in(words)
    asked = fold(name).split()
    if not asked:
        return AdminUnit.objects.none()
    named, whole = Q(), Q(name_folded=" ".join(asked))
    for word in asked:
        named &= Q(name_folded__contains=word) | Q(name_folded__contains=_other_i(word))
    wider = Case(*(When(level=level, then=Value(place)) for place, level in enumerate(Level.values)),
                 output_field=IntegerField())
    same = Case(When(kind__in=kind, then=Value(0)), default=Value(1), output_field=IntegerField())
    first = Case(When(whole, then=Value(0)), default=Value(1), output_field=IntegerField())
    standing = Case(When(today=F("pk"), then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = AdminUnit.objects.exclude(level=Level.NATION).filter(named | Q(code=nfc(text).upper()))
    return rows.order_by(same, first, standing, wider, "name_key", "-valid_from", "code")


def _kind_in(text: str) -> tuple[tuple[str, ...], str]:
    """The kinds that the first words of a search may mean, and the rest; no kinds where none is written."""
    folded = fold(text)
    heads = sorted({fold(words) for words in WORDS.values() if words}, key=len, reverse=True)
    for head in heads:
        if folded.startswith(f"{head} "):
            kinds = tuple(kind for kinds in KINDS.values() for kind in kinds if fold(WORDS[kind]) == head)
            return kinds, " ".join(nfc(text).split()[len(head.split()):])
    return (), text


def _other_i(word: str) -> str:
    """The other spelling of a syllable that ends in i or y (Mỹ / Mĩ)."""
    return word[:-1] + {"y": "i", "i": "y"}.get(word[-1], word[-1])


def _spelled_out(name: str) -> str:
    """The name with a shortened kind written in full."""
    name = nfc(name)
    first, _, rest = name.partition(" ")
    if rest and first.casefold() in _SHORT:
        return f"{_SHORT[first.casefold()]} {rest}"
    for short, words in _SHORT.items():
        if short.endswith(".") and first.casefold().startswith(short):
            return f"{words} {name[len(short) :].strip()}"
    return name


def _best(name: str, units: list[AdminUnit]) -> AdminUnit | None:
    """The one unit whose name has this key; for a name written without marks, the one that folds alike."""
    name = nfc(name)
    key = place_key(name)
    fits = [unit for unit in units if place_key(unit.name) == key]
    bare = fold(name)
    if not fits and bare == name.casefold():
        fits = [unit for unit in units if unit.name_folded == bare]
    return fits[0] if len(fits) == 1 else None
