"""Who runs a year: rounds, enrolments, plans."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ocop.accounts.enums import Role
from ocop.core.actor import Actor
from ocop.core.refusal import Missing
from ocop.places.models import AdminUnit
from ocop.programme.models import Cycle, PeriodReturn, Plan, PlanVersion


def may_open_round(actor: Actor, unit: AdminUnit) -> bool:
    """The officer of the province, the officer of the centre, or the administrator."""
    if actor.holds(Role.ADMINISTRATOR):
        return True
    return unit.pk in actor.units(Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER)


def may_run_year(actor: Actor, unit: AdminUnit) -> bool:
    """The officer of the unit, or of the province it became (the years of Bắc Kạn are kept by Thái Nguyên)."""
    if actor.holds(Role.ADMINISTRATOR):
        return True
    heirs = {unit.pk, unit.today_id, unit.today_province_id} - {None}
    return bool(heirs & actor.units(Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER))


def may_close_cycle(actor: Actor, cycle: Cycle) -> bool:
    """Who runs the year."""
    return may_run_year(actor, cycle.unit)


def may_plan(actor: Actor, plan: Plan) -> bool:
    """Who runs the year writes its plan and declares results."""
    return may_run_year(actor, plan.cycle.unit)


def may_approve_plan(actor: Actor, version: PlanVersion) -> bool:
    """The officer records the signed decision; so may the document clerk of the office."""
    unit = version.plan.cycle.unit
    heirs = {unit.pk, unit.today_id, unit.today_province_id} - {None}
    return may_run_year(actor, unit) or bool(heirs & actor.units(Role.DOCUMENT_CLERK))


def missing_for_approval(version: PlanVersion) -> Sequence[Missing]:
    """A plan without lines is none."""
    if version.lines.exists():
        return ()
    return [Missing("no-lines", _("Kế hoạch chưa có chỉ tiêu hoặc nhiệm vụ nào."), "lines")]


def may_report(actor: Actor, unit: AdminUnit) -> bool:
    """Who tells the figures of a unit: its own officer, the officer of its province of today, those of the centre."""
    if actor.holds(Role.ADMINISTRATOR, Role.MINISTRY_OFFICER):
        return True
    if unit.today_province_id in actor.units(Role.PROVINCE_OFFICER):
        return True
    return bool(({unit.pk, unit.today_id} - {None}) & actor.units(Role.COMMUNE_OFFICER))


def may_send_return(actor: Actor, row: PeriodReturn) -> bool:
    """Who may tell the figures."""
    return may_report(actor, row.unit)


def may_approve_return(actor: Actor, row: PeriodReturn) -> bool:
    """The officer of the province, or of the centre; a commune does not approve its own figures."""
    if actor.holds(Role.ADMINISTRATOR, Role.MINISTRY_OFFICER):
        return True
    return row.unit.today_province_id in actor.units(Role.PROVINCE_OFFICER)


def missing_for_sending(row: PeriodReturn) -> Sequence[Missing]:
    """A return without figures says nothing."""
    if row.figures.exists():
        return ()
    return [Missing("no-figures", _("Báo cáo chưa có số liệu nào."), "figures")]
