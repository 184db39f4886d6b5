"""Who may make the law count here, and what an edition lacks before it may."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Missing
from ocop.places.models import AdminUnit
from ocop.rulebooks.models import Edition


def may_edit_rulebooks(actor: Actor) -> bool:
    """Rulebook editors and administrators load editions and days off."""
    return actor.holds(Role.RULEBOOK_EDITOR, Role.ADMINISTRATOR)


def may_write_beside(actor: Actor, unit: AdminUnit | None) -> bool:
    """Who may write beside the law: for the whole country its editors, for a province also its officers."""
    if may_edit_rulebooks(actor):
        return True
    return unit is not None and any(
        grant.role == Role.PROVINCE_OFFICER and grant.province_id == unit.pk for grant in actor.grants
    )


def may_publish(actor: Actor, edition: Edition) -> bool:
    """Whoever may load an edition may publish it."""
    return may_edit_rulebooks(actor)


def missing_for_publishing(edition: Edition) -> Sequence[Missing]:
    """An edition with criteria needs its star bands; one of which only dates are known may be published as it is."""
    if edition.sets.exists() and not edition.bands.exists():
        return [Missing("bands", _("Chưa có các mức điểm phân hạng sao."), "bands")]
    return []
