"""Who records support and opens points of sale."""

from ocop.core.actor import Actor
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.guards import may_run_year
from ocop.registry.guards import answers_for, answers_for_unit
from ocop.support.models import Activity, SalesPoint


def may_record_activity(actor: Actor, unit: AdminUnit) -> bool:
    """Who runs the year of a province or the centre there; the commune's officer in the own commune."""
    if unit.level in {Level.PROVINCE, Level.NATION}:
        return may_run_year(actor, unit)
    return answers_for_unit(actor, unit)


def may_change_activity(actor: Actor, activity: Activity) -> bool:
    """As for recording."""
    return may_record_activity(actor, activity.unit)


def may_open_point(actor: Actor, unit: AdminUnit) -> bool:
    """The officers who answer for the place."""
    return answers_for_unit(actor, unit)


def may_change_point(actor: Actor, point: SalesPoint) -> bool:
    """The officers who answer for the place."""
    return answers_for(actor, point)
