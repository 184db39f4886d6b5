"""Who opens rounds."""

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.places.models import AdminUnit


def may_open_round(actor: Actor, unit: AdminUnit) -> bool:
    """The officer of the province, the officer of the centre, or the administrator."""
    if actor.holds(Role.ADMINISTRATOR):
        return True
    return unit.pk in actor.units(Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)
