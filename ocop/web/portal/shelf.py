"""The public shelf: which products a search and its filters leave, and how many each filter would leave.

What nothing else narrows is read from the kept counts (`recognition.facets`), the rest is counted from the rows.
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from ocop.places.maps import PlaceMap, pairs_of
from ocop.places.models import AdminUnit
from ocop.recognition.enums import Facet
from ocop.recognition.facets import ENDED, PENDING, kept, kept_communes
from ocop.recognition.models import Listing
from ocop.recognition.queries import PAGE_SIZE
from ocop.web.portal.reading import words_of

MOST_WORDS = 8
STARS = (5, 4, 3)
ALIVE, GONE = "con", "het"
# Listings with `standing`, the stars that live (5-3), ENDED or PENDING.
Rows = QuerySet[Any, Any]
Tally = Counter[tuple[str, str]]
# A product whose stars never began stands last among the new ones, on every engine.
ORDERS: dict[str, tuple[Any, ...]] = {
    "ten": (), "sao": ("-standing",), "moi": (F("valid_from").desc(nulls_last=True),)
}
# What a card shows of a row.
SHOWN = ("name", "producer_name", "place_name", "stars", "set_key", "group_key", "product__pid")
# The filters that one count leaves out: each box tells what it would leave while the others stand.
OWN: dict[str, tuple[str, ...]] = {
    Facet.STANDING: ("stars", "life"),
    Facet.TREE: ("groups", "sets"),
    Facet.PLACE: ("provinces", "communes", "only"),
    Facet.KIND: ("kinds",),
}
_FIELDS: dict[str, tuple[str, ...]] = {
    Facet.STANDING: ("standing",),
    Facet.TREE: ("group_key", "set_key"),
    Facet.PLACE: ("province_id", "commune_id"),
    Facet.KIND: ("producer_kind",),
}
_FILTERS = tuple(name for names in OWN.values() for name in names)


@dataclasses.dataclass(frozen=True)
class Wish:
    """What a reader asks of the catalogue; every filter empty means "all". Places are ids of units of the map; 0 among
    the communes is what lies in none that is known.

    `map_day` is the day of the map (None: today's). `only` are ids of rows, for places on the map of a day and for what
    is no unit of today.
    """

    q: str = ""
    stars: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    provinces: frozenset[int] = frozenset()
    communes: frozenset[int] = frozenset()
    map_day: dt.date | None = None
    only: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    life: str = ""
    order: str = "ten"
    page: int = 1


@dataclasses.dataclass(frozen=True)
class Counts:
    """How many products each choice of a filter leaves while the other filters stand.

    `communes` may hold only those with the most products; `communes_found` tells how many have any.
    """

    total: int
    stars: Counter[int]
    life: Counter[str]
    groups: Counter[str]
    sets: Counter[str]
    provinces: Counter[int]
    communes: Counter[int]
    kinds: Counter[str]
    communes_found: int


def on_shelf(day: dt.date) -> Rows:
    """Every product that has or had stars by the day; one whose decision bears a later date is not seen."""
    living = Q(valid_from__lte=day, valid_to__gte=day, stars__isnull=False)
    standing = Case(
        When(living, then=F("stars")),
        When(valid_from__gt=day, then=Value(PENDING)),
        default=Value(ENDED),
        output_field=IntegerField(),
    )
    return Listing.objects.decided_by(day).annotate(standing=standing)


def found(wish: Wish, day: dt.date, *, but: Iterable[str] = ()) -> Rows:
    """The products a wish leaves; `but` names filters to pass over."""
    rows = on_shelf(day)
    for word in words_of(wish.q)[:MOST_WORDS]:
        rows = rows.filter(name_folded__contains=word)
    conditions = {
        "stars": Q(standing__in=wish.stars),
        "life": Q(standing__gt=ENDED) if wish.life == ALIVE else Q(standing=ENDED),
        "groups": _in_groups(wish.groups),
        "sets": Q(set_key__in=wish.sets),
        "provinces": Q(province_id__in=wish.provinces),
        "communes": _in_communes(wish.communes),
        "only": Q(pk__in=wish.only),
        "kinds": Q(producer_kind__in=wish.kinds),
    }
    # On the map of a day the rows say where they lie (`only`); the columns know today's map alone.
    passed = {*but, *(("provinces", "communes") if wish.map_day else ())}
    for name, condition in conditions.items():
        if getattr(wish, name) and name not in passed:
            rows = rows.filter(condition)
    return rows


def _in_communes(communes: frozenset[int]) -> Q:
    """Products of these communes of today; 0 stands for none that is known."""
    chosen = Q(commune_id__in=communes)
    return chosen | Q(commune_id__isnull=True) if 0 in communes else chosen


def _in_groups(keys: Iterable[str]) -> Q:
    """Products of these groups: "I" holds "I.5"."""
    chosen = Q(pk__in=[])
    for key in keys:
        chosen |= Q(group_key=key) | Q(group_key__startswith=f"{key}.")
    return chosen


def page_of(wish: Wish, day: dt.date, *, total: int) -> tuple[list[Listing], int]:
    """One page in the order wished, and its number: a page past the end is the last one."""
    number = max(1, min(wish.page, -(-total // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    rows = found(wish, day).select_related("product").order_by(*ORDERS[wish.order], "name_key", "pk")
    return list(rows.only(*SHOWN)[start : start + PAGE_SIZE]), number


def count(wish: Wish, day: dt.date, *, few: int | None = None) -> Counts:
    """Count every filter, in at most four queries (two where no filter stands); the total follows from the first.

    With `few` no more than so many communes need to be told, the greatest ones.
    """
    by_facet = _by_facet(wish, day, few=few)
    standing, kinds = _heads(by_facet[Facet.STANDING]), _heads(by_facet[Facet.KIND])
    groups, sets = Counter[str](), Counter[str]()
    for (group, key), number in by_facet[Facet.TREE].items():
        head = group.partition(".")[0]
        if not wish.sets or key in wish.sets:
            groups[head] += number
        if not wish.groups or head in {one.partition(".")[0] for one in wish.groups}:
            sets[key] += number
    if Facet.PLACE in by_facet:
        provinces, communes = _places(wish, by_facet[Facet.PLACE])
        communes_found = sum(1 for pk, number in communes.items() if pk and number)
    else:
        provinces = Counter({int(value or 0): number for value, number in _heads(by_facet[Facet.PROVINCE]).items()})
        best, communes_found = kept_communes(day, provinces=wish.provinces, few=few or 0)
        communes = Counter(best)
    lit = {star: standing[str(star)] for star in STARS}
    stars = Counter({star: number if wish.life != GONE else 0 for star, number in lit.items()})
    alive = sum(lit[star] for star in wish.stars or STARS)
    life = Counter({ALIVE: alive, GONE: 0 if wish.stars else standing[str(ENDED)]})
    if wish.life:
        total = life[wish.life]
    else:
        total = alive if wish.stars else sum(standing.values())
    return Counts(total, stars, life, groups, sets, provinces, communes, kinds, communes_found)


def _by_facet(wish: Wish, day: dt.date, *, few: int | None) -> dict[str, Tally]:
    """The four counts: kept ones where nothing but the facet's own filters stands, the others from the rows.

    Kept places come as provinces only where a few communes are enough; `kept_communes` adds those.
    """
    active = {name for name in _FILTERS if getattr(wish, name)}
    bare = [] if words_of(wish.q) else [facet for facet, own in OWN.items() if active <= set(own)]
    bare = [facet for facet in bare if facet != Facet.PLACE or wish.map_day is None]
    brief = few is not None and Facet.PLACE in bare and not wish.communes
    by_facet = kept(day, [Facet.PROVINCE if brief and facet == Facet.PLACE else facet for facet in bare])
    for facet, own in OWN.items():
        if facet not in bare:
            rows = found(wish, day, but=own)
            on_map = facet == Facet.PLACE and wish.map_day
            by_facet[facet] = _on_map(rows, wish.map_day) if on_map else _tally(rows, _FIELDS[facet])
    return by_facet


def _on_map(rows: Rows, map_day: dt.date | None) -> Tally:
    """Rows by province and commune of the map of a day, in the form of the kept counts."""
    pairs = pairs_of(rows, "product__")
    on = PlaceMap(pairs, map_day)
    counted: Tally = Counter()
    for pair, number in pairs.items():
        counted[str(on.province(pair) or ""), str(on.commune(pair) or "")] += number
    return counted


def _tally(rows: Rows, fields: tuple[str, ...]) -> Tally:
    """Count rows by these fields, in the form of the kept counts: texts, empty where there is none."""
    counted: Tally = Counter()
    for *values, number in rows.order_by().values_list(*fields).annotate(n=Count("pk")):
        first, second = [*("" if value is None else str(value) for value in values), ""][:2]
        counted[first, second] += number
    return counted


def _heads(tally: Tally) -> Counter[str]:
    return Counter({value: number for (value, _), number in tally.items()})


def _places(wish: Wish, tally: Tally) -> tuple[Counter[int], Counter[int]]:
    """Provinces and communes by id, 0 for none."""
    provinces, communes = Counter[int](), Counter[int]()
    for (one, other), number in tally.items():
        province, commune = int(one or 0), int(other or 0)
        if not wish.communes or commune in wish.communes:
            provinces[province] += number
        if not wish.provinces or province in wish.provinces:
            communes[commune] += number
    return provinces, communes


def units_named(slugs: Iterable[str], day: dt.date | None = None) -> dict[str, AdminUnit]:
    """The newest unit behind each slug (`thai-nguyen-19`), or the one of a day, with what it is today; one query."""
    wanted = {slug.lower() for slug in slugs}
    codes = {slug.rpartition("-")[2].upper() for slug in wanted}
    named: dict[str, AdminUnit] = {}
    if codes:
        every = AdminUnit.objects.all() if day is None else AdminUnit.objects.on(day)
        rows = every.filter(code__in=codes).select_related("today", "today_province")
        for unit in rows.order_by("valid_from", "-pk"):
            if unit.slug in wanted:
                named[unit.slug] = unit
    return named
