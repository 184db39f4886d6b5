"""What lies where, counted once: producers, products and living stars by unit, on today's map or that of a date.

Sums are equal on every map; what is not settled has a line of its own (model.md 3, "Units through time").
"""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Words
from ocop.places.enums import Level
from ocop.places.maps import Pair, PlaceMap, lying, pairs_of
from ocop.places.models import AdminUnit
from ocop.places.queries import unit_by_slug
from ocop.recognition.models import Listing
from ocop.registry.models import Producer, Product

READERS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.LEADER, Role.INSPECTOR)
PRODUCERS, PRODUCTS = "chu-the", "san-pham"
STARS = (5, 4, 3)
MEASURES: dict[str, Words] = {
    PRODUCERS: gettext_lazy("Chủ thể"),
    PRODUCTS: gettext_lazy("Sản phẩm"),
    **{f"sao-{star}": gettext_lazy("Còn %(stars)s sao") for star in STARS},
}
# What is counted besides, where the map does not say it by itself: rows without a commune of today.
LOST = {PRODUCERS: gettext_lazy("Chủ thể chưa xác định xã"), PRODUCTS: gettext_lazy("Sản phẩm chưa xác định xã")}
UNKNOWN = "chua-xac-dinh"


def measure_words(key: str) -> str:
    """A measure for eyes."""
    return str(MEASURES[key]) % {"stars": key[-1]} if key.startswith("sao-") else str(MEASURES[key])


def producers_of_place(actor: Actor) -> "QuerySet[Producer]":
    """Producers the office sees, none that was merged away."""
    return Producer.objects.visible_to(actor).filter(head=F("pk"))


def products_of_place(actor: Actor) -> "QuerySet[Product]":
    """Products the office sees, none that was merged away."""
    return Product.objects.visible_to(actor).filter(head=F("pk"))


def living(actor: Actor) -> "QuerySet[Listing]":
    """The catalogue's rows of these products whose stars live today."""
    return Listing.objects.starred_on(actor.today).filter(product__in=products_of_place(actor))


def nationwide(actor: Actor) -> bool:
    """Whether the actor's office sees the whole country."""
    return actor.holds(Role.MINISTRY_OFFICER)


@dataclasses.dataclass
class Line:
    """One unit of the table with its counts; no unit: what is not yet known."""

    unit: AdminUnit | None
    counts: Counter[str]
    lost: Counter[str]

    @property
    def name(self) -> str:
        """The unit, or the words for none."""
        return self.unit.full_name if self.unit else _("Chưa xác định")

    @property
    def above(self) -> str:
        """The district of a commune of the old map: names repeat within a province."""
        return self.unit.district.full_name if self.unit and self.unit.district else ""

    @property
    def slug(self) -> str:
        """The line in an address."""
        return self.unit.slug if self.unit else UNKNOWN


class Board:
    """The counts of one office on one map; what is read is read once, in a fixed number of queries."""

    def __init__(self, actor: Actor, *, day: dt.date | None = None, chosen: AdminUnit | None = None) -> None:
        """`day` is the day of the map (None: today's), `chosen` the province a nationwide office looks at."""
        self.actor, self.day, self.chosen = actor, day, chosen
        self.level = Level.PROVINCE if nationwide(actor) and chosen is None else Level.COMMUNE

    @cached_property
    def pairs(self) -> dict[str, Counter[Pair]]:
        """Rows by pair of units for each measure: three queries."""
        found = {PRODUCERS: pairs_of(producers_of_place(self.actor)), PRODUCTS: pairs_of(products_of_place(self.actor))}
        stars: dict[int, Counter[Pair]] = {star: Counter() for star in STARS}
        rows = living(self.actor).order_by().values_list("product__unit_id", "product__settled_unit_id", "stars")
        for unit, settled, star, number in rows.annotate(n=Count("pk")):
            if star in stars:
                stars[star][unit, settled] += number
        return {**found, **{f"sao-{star}": stars[star] for star in STARS}}

    @cached_property
    def standing(self) -> "list[AdminUnit]":
        """Every unit of the table's level that stood in the scope on the map, whether it has rows or not."""
        units = AdminUnit.objects.on(self.day or self.actor.today).filter(level=self.level)
        if self.chosen is not None:
            units = units.filter(today_province=self.chosen.today_province_id)
        elif not nationwide(self.actor):
            units = units.filter(today_province__in=self._provinces)
        return list(units.select_related("district", "province").order_by("name_key", "code"))

    @property
    def _provinces(self) -> set[int]:
        """Provinces this office answers for as a whole."""
        return {
            grant.province_id
            for grant in self.actor.grants
            if grant.province_id is not None and grant.role in READERS and grant.role != Role.COMMUNE_OFFICER
        }

    @cached_property
    def map(self) -> PlaceMap:
        """The map that was asked for."""
        every = {pair for counted in self.pairs.values() for pair in counted}
        return PlaceMap(every | {(unit.pk, None) for unit in self.standing}, self.day)

    @cached_property
    def now(self) -> PlaceMap:
        """Today's map, which tells what is not settled."""
        if self.day is None:
            return self.map
        return PlaceMap({pair for counted in self.pairs.values() for pair in counted})

    def key(self, pair: Pair) -> int | None:
        """The unit of the table a row counts under."""
        return self.map.province(pair) if self.level == Level.PROVINCE else self.map.commune(pair)

    def within(self, pair: Pair) -> bool:
        """Whether a row lies in the province that was chosen."""
        return self.chosen is None or self.map.province(pair) == self.chosen.pk

    @cached_property
    def lines(self) -> list[Line]:
        """The units that have rows, in Vietnamese order; what is not yet known comes last."""
        counts: dict[int | None, Line] = {}
        for measure, counted in self.pairs.items():
            for pair, number in counted.items():
                if self.within(pair):
                    line = counts.setdefault(self.key(pair), Line(None, Counter(), Counter()))
                    line.counts[measure] += number
                    line.lost[measure] += number if self.now.commune(pair) is None else 0
        rows = AdminUnit.objects.filter(pk__in=[pk for pk in counts if pk]).select_related("district", "province")
        for unit in rows:
            counts[unit.pk].unit = unit
        return sorted(counts.values(), key=_order)

    @property
    def total(self) -> Line:
        """The sums, equal on every map."""
        whole = Line(None, Counter(), Counter())
        for line in self.lines:
            whole.counts.update(line.counts)
            whole.lost.update(line.lost)
        return whole

    @cached_property
    def idle(self) -> list[Line]:
        """Units that stood in the scope and have no row."""
        busy = {line.unit.pk for line in self.lines if line.unit}
        return [
            Line(unit, Counter(), Counter())
            for unit in self.standing
            if unit.pk not in busy and self.within((unit.pk, None))
        ]

    @property
    def tells_lost(self) -> bool:
        """Whether the table has columns for what is not settled; on today's map the last line says it."""
        return (self.day is not None or self.level == Level.PROVINCE) and bool(self.total.lost)

    def condition(self, measure: str, unit: AdminUnit | None, *, every: bool = False, lost: bool = False) -> Q:
        """The rows behind a number: of a unit of the map (None: not yet known), or of the whole scope (`every`)."""
        return lying(
            pair
            for pair in self.pairs[measure]
            if self.within(pair) and (every or self._here(pair, unit)) and not (lost and self.now.commune(pair))
        )

    def _here(self, pair: Pair, unit: AdminUnit | None) -> bool:
        if unit is not None and unit.level == Level.PROVINCE:
            return self.map.province(pair) == unit.pk
        return self.key(pair) == (unit.pk if unit else None)

    def unit_of(self, slug: str) -> AdminUnit | None:
        """The unit of an address on this map; None for one that did not stand then or lies outside the scope."""
        unit = unit_by_slug(slug[:120], self.day or self.actor.today)
        if unit is None or unit.level not in {Level.PROVINCE, Level.COMMUNE}:
            return None
        near = nationwide(self.actor) or unit.today_province_id in self._provinces
        if not near and not any(self._here(pair, unit) for counted in self.pairs.values() for pair in counted):
            return None
        return unit


def _order(line: Line) -> tuple[bool, str, str]:
    unit = line.unit
    return unit is None, unit.name_key if unit else "", unit.code if unit else ""


def rows_behind(board: Board, measure: str, condition: Q) -> "QuerySet[Any]":
    """The producers or products of a number, in Vietnamese order."""
    near = ("unit__province", "unit__district", "settled_unit")
    if measure == PRODUCERS:
        rows: QuerySet[Any] = producers_of_place(board.actor).filter(condition).select_related(*near)
    else:
        rows = products_of_place(board.actor).filter(condition).select_related("producer", *near)
    if measure.startswith("sao-"):
        rows = rows.filter(pk__in=living(board.actor).filter(stars=int(measure[-1])).values("product"))
    return rows.order_by("name_key", "pk")


def stars_of(actor: Actor, rows: Sequence[Any]) -> Mapping[int, int]:
    """Living stars of these products; one query."""
    found = Listing.objects.starred_on(actor.today).filter(product__in=[row.pk for row in rows])
    return {product: stars for product, stars in found.values_list("product_id", "stars") if stars}


def names_of(units: Iterable[int | None]) -> dict[int, AdminUnit]:
    """Units by id; one query."""
    return {unit.pk: unit for unit in AdminUnit.objects.filter(pk__in=[pk for pk in units if pk])}
