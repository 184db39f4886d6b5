"""Reads of support: where to buy, what was done for a plan line, what it cost."""

import dataclasses
import datetime as dt

from django.db.models import Sum

from ocop.core.actor import Actor
from ocop.places.models import AdminUnit
from ocop.places.queries import units_within
from ocop.support.enums import CostSource
from ocop.support.models import Activity, Cost, SalesPoint


def points_open(day: dt.date, *, within: AdminUnit | None = None, kind: str = "") -> list[SalesPoint]:
    """Points and centres open on a day, in Vietnamese order of names."""
    rows = SalesPoint.objects.open_on(day).select_related("unit", "settled_unit")
    if within is not None:
        rows = rows.filter(unit__in=units_within(within))
    if kind:
        rows = rows.filter(kind=kind)
    return list(rows.order_by("name_key", "pk"))


def activities_of(unit: AdminUnit, *, first: dt.date, last: dt.date, kind: str = "") -> list[Activity]:
    """Activities of a unit's offices that touch a period, the newest first, with whom they were for."""
    rows = Activity.objects.filter(unit__in=units_within(unit), starts_on__lte=last).exclude(ends_on__lt=first)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.prefetch_related("targets__producer", "targets__product", "targets__unit")
    return list(rows.order_by("-starts_on", "-pk"))


@dataclasses.dataclass(frozen=True)
class Money:
    """The cost from one source, in đồng."""

    source: str
    words: str
    amount: int


def costs_by_source(unit: AdminUnit, *, first: dt.date, last: dt.date, actor: Actor) -> list[Money]:
    """What activities that began in a period cost, by source, in the order of the sources; as far as the actor may
    see."""
    costs = Cost.objects.visible_to(actor).filter(
        activity__unit__in=units_within(unit), activity__starts_on__gte=first, activity__starts_on__lte=last
    )
    sums = dict(costs.values_list("source").annotate(total=Sum("amount")))
    return [Money(source.value, str(source.label), sums[source.value]) for source in CostSource if source in sums]
