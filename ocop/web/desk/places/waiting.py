"""What waits to be settled: producers, products and sales points of a province whose commune of today is not known."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.places.enums import Level
from ocop.places.hints import Hint, hints
from ocop.places.maps import successors_today, unsettled
from ocop.places.models import AdminUnit, Placed
from ocop.registry.models import Producer, Product
from ocop.support.models import SalesPoint

SETTLERS = (Role.PROVINCE_OFFICER,)
# The kinds of rows in an address, and in the order of the page.
PRODUCER, PRODUCT, POINT = "ct", "sp", "db"
KINDS: dict[str, type[Placed]] = {PRODUCER: Producer, PRODUCT: Product, POINT: SalesPoint}
# A group shows so many rows at once, the page so many of all; the rest follow when these are settled.
MOST, ON_PAGE = 100, 2000
_NEAR = ("unit__today", "unit__province", "unit__district", "settled_unit__today")


def seen_rows(actor: Actor, kind: str) -> "QuerySet[Any]":
    """Rows of a kind that an office may settle: those of the provinces it is the officer of."""
    rows: QuerySet[Any]
    if kind == POINT:
        rows = SalesPoint.objects.answered_for(actor)
    elif kind == PRODUCER:
        rows = Producer.objects.visible_to(actor).filter(head=F("pk"))
    else:
        rows = Product.objects.visible_to(actor).filter(head=F("pk"))
    homes = {grant.province_id for grant in actor.grants if grant.role in SETTLERS}
    return rows.filter(Q(settled_unit__today_province__in=homes)
                       | Q(settled_unit__isnull=True, unit__today_province__in=homes))


def count_waiting(actor: Actor) -> Counter[str]:
    """How many rows of each kind wait; nothing for who settles nothing. Asked once per request."""
    if not actor.holds(*SETTLERS):
        return Counter()

    def ask() -> Counter[str]:
        return Counter({kind: seen_rows(actor, kind).filter(unsettled()).count() for kind in KINDS})

    return actor.once("places.waiting", ask)


@dataclasses.dataclass(frozen=True)
class Row:
    """One thing that waits or was settled."""

    kind: str
    thing: Any
    hints: tuple[Hint, ...] = ()

    @property
    def key(self) -> str:
        """The thing in a form: `sp-0123456789`."""
        return f"{self.kind}-{self.thing.pid}"

    @property
    def by(self) -> str:
        """The producer of a product."""
        return self.thing.producer.name if self.kind == PRODUCT else ""


@dataclasses.dataclass(frozen=True)
class Group:
    """The rows of one split unit, and the units of today they may lie in."""

    unit: AdminUnit
    rows: tuple[Row, ...]
    candidates: tuple[AdminUnit, ...]

    @property
    def shown(self) -> tuple[Row, ...]:
        """As many as a page holds."""
        return self.rows[:MOST]

    @property
    def rest(self) -> int:
        """Rows that follow later."""
        return max(0, len(self.rows) - MOST)


@dataclasses.dataclass(frozen=True)
class Waiting:
    """Everything that waits in the province: by split unit, and rows whose commune was never recognised."""

    groups: list[Group]
    vague: list[Row]
    more_vague: int = 0

    @property
    def any(self) -> bool:
        """Whether anything waits."""
        return bool(self.groups or self.vague)


def waiting(actor: Actor) -> Waiting:
    """What waits, in Vietnamese order: three queries a kind, one for the candidates."""
    in_commune = Q(unit__level=Level.COMMUNE)
    split: dict[int, list[Row]] = {}
    units: dict[int, AdminUnit] = {}
    vague: list[Row] = []
    more = 0
    for kind in KINDS:
        for thing in _things(actor, kind, unsettled() & in_commune)[:ON_PAGE]:
            split.setdefault(thing.unit_id, []).append(Row(kind, thing))
            units[thing.unit_id] = thing.unit
        rest = _things(actor, kind, unsettled() & ~in_commune)
        shown = list(rest[:MOST])
        vague += [Row(kind, thing) for thing in shown]
        more += rest.count() - len(shown)
    ends = successors_today(list(units.values()))
    groups = [Group(units[pk], tuple(found), tuple(ends[pk])) for pk, found in split.items() if ends[pk]]
    lost = [row for pk, found in split.items() if not ends[pk] for row in found]
    return Waiting(sorted(groups, key=lambda one: (one.unit.name_key, one.unit.code)), [*lost, *vague], more)


def settled(actor: Actor, few: int = 30) -> list[Row]:
    """What was settled last, the newest first."""
    rows = [Row(kind, thing) for kind in KINDS
            for thing in _things(actor, kind, Q(settled_unit__isnull=False)).order_by("-settled_on", "-pk")[:few]]
    return sorted(rows, key=lambda row: (row.thing.settled_on, row.thing.pk), reverse=True)[:few]


def _things(actor: Actor, kind: str, condition: Q) -> "QuerySet[Any]":
    near = (*_NEAR, "producer") if kind == PRODUCT else _NEAR
    return seen_rows(actor, kind).filter(condition).select_related(*near).order_by("name_key", "pk")


def chosen_rows(actor: Actor, keys: Iterable[str]) -> list[Row]:
    """The rows behind `sp-0123456789`, as far as this office sees them: one query a kind."""
    wanted: dict[str, set[str]] = {}
    for key in list(keys)[: 3 * MOST]:
        kind, _dash, pid = key.partition("-")
        if kind in KINDS:
            wanted.setdefault(kind, set()).add(pid.replace("\x00", ""))
    return [Row(kind, thing) for kind in KINDS if kind in wanted
            for thing in _things(actor, kind, Q(pid__in=wanted[kind]))]


def places_in(provinces: Iterable[int | None]) -> list[AdminUnit]:
    """Every commune of these provinces through time with what it is today, in Vietnamese order."""
    rows = AdminUnit.objects.communes().filter(today_province__in=[one for one in provinces if one])
    return list(rows.select_related("today").order_by("name_key", "-valid_from"))


def hints_for(text: str, units: Sequence[AdminUnit]) -> list[tuple[Hint, AdminUnit]]:
    """What a written place may mean: each hint with the unit of today one would choose; one line a unit."""
    found: dict[int, tuple[Hint, AdminUnit]] = {}
    for hint in hints(text, units):
        if hint.unit.today is not None:
            found.setdefault(hint.unit.today.pk, (hint, hint.unit.today))
    return list(found.values())
