"""Who may bring registers in, and for which places."""

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.intake.models import IMPORTERS, ImportFile


def may_import(actor: Actor) -> bool:
    """Officers of a province, of the ministry, and the administrator."""
    return actor.holds(*IMPORTERS)


def may_handle(actor: Actor, file: ImportFile) -> bool:
    """Those who see the file and may bring in at all."""
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        return True
    provinces = own_provinces(actor)
    return provinces is not None and file.province_id in provinces


def own_provinces(actor: Actor) -> frozenset[int] | None:
    """Provinces of today whose rows the actor may bring in; None for every province."""
    if actor.holds(Role.MINISTRY_OFFICER, Role.ADMINISTRATOR):
        return None
    return frozenset(
        one.province_id for one in actor.grants if one.role == Role.PROVINCE_OFFICER and one.province_id is not None
    )
