"""Who may give roles and hand over codes."""

from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.places.models import AdminUnit

_OFFICERS = (Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)


def may_hand_over_code(actor: Actor, user: User) -> bool:
    """An officer hands codes to people who hold no office; an administrator hands them to anyone."""
    if actor.holds(Role.ADMINISTRATOR):
        return True
    return actor.holds(*_OFFICERS) and not user.is_staff and not user.grants.exists()


def may_grant(actor: Actor, unit: AdminUnit) -> bool:
    """An administrator gives roles anywhere; a provincial officer gives them inside the province."""
    if actor.holds(Role.ADMINISTRATOR):
        return True
    provinces = {grant.province_id for grant in actor.grants if grant.role == Role.PROVINCE_OFFICER}
    return (unit.today_province_id or unit.pk) in provinces
