"""Reads of the year: rounds, the plan at an address, its text, the units it speaks of, what was declared."""

import datetime as dt
from collections.abc import Collection

from ocop.core.actor import Actor
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.enums import PlanState
from ocop.programme.models import DeclaredResult, PeriodReturn, Plan, PlanVersion, ReturnFigure, Round


def round_for(unit: AdminUnit, *, level: str, asked_on: dt.date) -> Round | None:
    """The first round of the unit that a request made on the day is in time for (strictly before, 26/2026 art. 7.3);
    None where no round was opened."""
    rounds = Round.objects.filter(cycle__unit=unit, level=level, request_before__gt=asked_on)
    return rounds.select_related("cycle").order_by("request_before", "no").first()


def rounds_of(unit: AdminUnit, *, year: int) -> list[Round]:
    """The rounds of a unit's year, in order."""
    rows = Round.objects.filter(cycle__unit=unit, cycle__year=year).select_related("cycle")
    return list(rows.order_by("request_before", "no"))


def find_plan(slug: str, year: int, actor: Actor) -> Plan | None:
    """The plan at an address (`bac-kan`, 2019), if the actor may see it."""
    return Plan.objects.visible_to(actor).select_related("cycle__unit").filter(slug=slug, year=year).first()


def plans(actor: Actor) -> list[Plan]:
    """The plans the actor may see, the newest year first."""
    return list(Plan.objects.visible_to(actor).select_related("cycle__unit").order_by("-year", "slug"))


def version_in_force(plan: Plan) -> PlanVersion | None:
    """The approved version; None while there is only a draft."""
    return plan.versions.filter(state=PlanState.APPROVED).first()


def draft_of(plan: Plan) -> PlanVersion | None:
    """The draft under way, or None."""
    return plan.versions.filter(state=PlanState.DRAFT).first()


def units_of(plan: Plan) -> list[AdminUnit]:
    """The units "each unit" means, in Vietnamese order: districts while there were any, else communes; provinces for
    the nation. Those in force on the last day of the plan's period."""
    return units_under(plan.authority, plan.counts_to)


def units_under(authority: AdminUnit, day: dt.date) -> list[AdminUnit]:
    """The units right below an authority on a day, in one query."""
    found = AdminUnit.objects.on(day).order_by("name_key", "code")
    if authority.level == Level.NATION:
        return list(found.filter(level=Level.PROVINCE))
    # On one day a province's code is its own; the row itself may be another version.
    rows = list(found.filter(province__code=authority.code, level__in=[Level.DISTRICT, Level.COMMUNE]))
    districts = [unit for unit in rows if unit.level == Level.DISTRICT]
    return districts or rows


def declared_on(plan: Plan, day: dt.date) -> dict[str, list[DeclaredResult]]:
    """What was declared about each line by a day, the newest first."""
    found: dict[str, list[DeclaredResult]] = {}
    for row in DeclaredResult.objects.filter(plan=plan, as_of__lte=day).order_by("-as_of", "-pk"):
        found.setdefault(row.line_key, []).append(row)
    return found


def last_return(unit: AdminUnit, period: str) -> PeriodReturn | None:
    """The last version of what a unit told for a period, whatever its state."""
    return PeriodReturn.objects.filter(unit=unit, period=period).order_by("-version").first()


def figures_of(row: PeriodReturn) -> dict[str, int]:
    """The figures of the unit as a whole, by measure."""
    own = ReturnFigure.objects.filter(period_return=row, producer__isnull=True, product__isnull=True)
    return dict(own.values_list("measure", "value"))


def told_of(units: Collection[int], period: str) -> dict[int, dict[str, int]]:
    """The figures of the last versions of many units for a period, in two queries."""
    rows = dict(PeriodReturn.objects.newest().filter(period=period, unit__in=units).values_list("pk", "unit_id"))
    found: dict[int, dict[str, int]] = {unit: {} for unit in rows.values()}
    figures = ReturnFigure.objects.filter(period_return__in=rows, producer__isnull=True, product__isnull=True)
    for row, measure, value in figures.values_list("period_return_id", "measure", "value"):
        found[rows[row]][measure] = value
    return found


def returns_by_id(ids: Collection[int]) -> list[PeriodReturn]:
    """Returns with their units, the last versions among the ids, in order."""
    rows = PeriodReturn.objects.newest().filter(pk__in=ids).select_related("unit")
    return list(rows.order_by("pk"))
