"""The public shelf: which products a search and its filters leave, and how many each filter would leave."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from ocop.places.models import AdminUnit
from ocop.recognition.models import Listing
from ocop.recognition.queries import PAGE_SIZE
from ocop.web.portal.reading import words_of

MOST_WORDS = 8
STARS = (5, 4, 3)
ENDED, PENDING = 0, -1
ALIVE, GONE = "con", "het"
# Listings with `standing`, the stars that live (5-3), ENDED or PENDING.
Rows = QuerySet[Any, Any]
ORDERS: dict[str, tuple[str, ...]] = {"ten": (), "sao": ("-standing",), "moi": ("-valid_from",)}


@dataclasses.dataclass(frozen=True)
class Wish:
    """What a reader asks of the catalogue; every filter empty means "all". Places are ids of today's units."""

    q: str = ""
    stars: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    provinces: frozenset[int] = frozenset()
    communes: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    life: str = ""
    order: str = "ten"
    page: int = 1


@dataclasses.dataclass(frozen=True)
class Counts:
    """How many products each choice of a filter leaves while the other filters stand."""

    total: int
    stars: Counter[int]
    life: Counter[str]
    groups: Counter[str]
    sets: Counter[str]
    provinces: Counter[int]
    communes: Counter[int]
    kinds: Counter[str]


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
        "communes": Q(commune_id__in=wish.communes),
        "kinds": Q(product__producer__kind__in=wish.kinds),
    }
    passed = set(but)
    for name, condition in conditions.items():
        if getattr(wish, name) and name not in passed:
            rows = rows.filter(condition)
    return rows


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
    return list(rows[start : start + PAGE_SIZE]), number


def count(wish: Wish, day: dt.date) -> Counts:
    """Count every filter in four queries; the total follows from the first."""
    standing = _tally(found(wish, day, but=["stars", "life"]), "standing")
    kinds = _tally(found(wish, day, but=["kinds"]), "product__producer__kind")
    tree = _pairs(found(wish, day, but=["groups", "sets"]), "group_key", "set_key")
    places = _pairs(found(wish, day, but=["provinces", "communes"]), "province_id", "commune_id")
    groups, sets = Counter[str](), Counter[str]()
    for (group, key), number in tree.items():
        head = group.partition(".")[0]
        if not wish.sets or key in wish.sets:
            groups[head] += number
        if not wish.groups or head in {one.partition(".")[0] for one in wish.groups}:
            sets[key] += number
    provinces, communes = Counter[int](), Counter[int]()
    for (province, commune), number in places.items():
        if not wish.communes or commune in wish.communes:
            provinces[province] += number
        if not wish.provinces or province in wish.provinces:
            communes[commune] += number
    stars = Counter({star: standing[star] if wish.life != GONE else 0 for star in STARS})
    alive = sum(standing[star] for star in wish.stars or STARS)
    life = Counter({ALIVE: alive, GONE: 0 if wish.stars else standing[ENDED]})
    if wish.life:
        total = life[wish.life]
    else:
        total = alive if wish.stars else sum(standing.values())
    return Counts(total, stars, life, groups, sets, provinces, communes, kinds)


def _tally(rows: Rows, field: str) -> Counter[Any]:
    return Counter({value: number for value, number in rows.order_by().values_list(field).annotate(n=Count("pk"))})


def _pairs(rows: Rows, one: str, other: str) -> dict[tuple[Any, Any], int]:
    listed = rows.order_by().values_list(one, other).annotate(n=Count("pk"))
    return {(first, second): number for first, second, number in listed}


def units_named(slugs: Iterable[str]) -> dict[str, AdminUnit]:
    """The newest unit behind each slug (`thai-nguyen-19`), with what it is today; one query for all of them."""
    wanted = {slug.lower() for slug in slugs}
    codes = {slug.rpartition("-")[2].upper() for slug in wanted}
    named: dict[str, AdminUnit] = {}
    if codes:
        rows = AdminUnit.objects.filter(code__in=codes).select_related("today", "today_province")
        for unit in rows.order_by("valid_from", "-pk"):
            if unit.slug in wanted:
                named[unit.slug] = unit
    return named
