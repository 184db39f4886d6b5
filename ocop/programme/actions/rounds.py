"""Verbs on cycles and their rounds."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.actions.shared import province_id, refuse_closed
from ocop.programme.enums import CycleState
from ocop.programme.flow import CYCLE_FLOW
from ocop.programme.guards import may_open_round, may_run_year
from ocop.programme.models import Cycle, Round

_YEARS = range(2013, 2101)


def open_cycle(*, unit: AdminUnit, year: int, by: Actor) -> Cycle:
    """Open the yearly cycle of a province or the centre.

    Refuses (`forbidden`) others than its officer, (`invalid`) another level, a year outside the programme (Quảng Ninh
    began in 2013) or one in which the unit did not stand, (`conflict`) a cycle that stands already.
    """
    if not may_run_year(by, unit):
        raise Refusal("cycle-forbidden", _("Bạn chỉ mở chu trình của cơ quan mình."), kind="forbidden")
    check_year(unit, year)
    with transaction.atomic():
        cycle, made = Cycle.objects.get_or_create(unit=unit, year=year, defaults={"state": CycleState.OPEN})
        if not made:
            raise Refusal("cycle-exists", _("Chu trình năm %(year)s đã mở rồi.") % {"year": year}, kind="conflict")
        audit.record("open_cycle", cycle, by=by, province_id=province_id(unit), body={"year": year})
    return cycle


def check_year(unit: AdminUnit, year: int) -> None:
    """Refuse a level that runs no cycle, and a year the unit or the programme does not know."""
    if unit.level not in {Level.PROVINCE, Level.NATION}:
        raise Refusal("cycle-level", _("Chu trình do cấp tỉnh hoặc trung ương mở."))
    if year not in _YEARS:
        raise Refusal("cycle-year", _("Năm chưa đúng. Hãy nhập năm có bốn chữ số, ví dụ 2026."))
    ended = unit.valid_to is not None and unit.valid_to < dt.date(year, 1, 1)
    if ended or unit.valid_from > dt.date(year, 12, 31):
        raise Refusal("unit-abolished", _("%(unit)s không còn hoặc chưa có trong năm %(year)s. Hãy chọn đơn vị của năm "
                                          "đó.") % {"unit": unit.full_name, "year": year})


def close_cycle(*, cycle: Cycle, by: Actor) -> Cycle:
    """Close a year: nothing is enrolled or frozen in it any more."""
    return _step("close_cycle", cycle, by=by)


def reopen_cycle(*, cycle: Cycle, by: Actor) -> Cycle:
    """Open a closed year again, for what was forgotten."""
    return _step("reopen_cycle", cycle, by=by)


def _step(verb: str, cycle: Cycle, *, by: Actor) -> Cycle:
    with transaction.atomic():
        fresh = CYCLE_FLOW.begin(verb, cycle, by=by)
        fresh.save(update_fields=["state"])
        audit.record(verb, fresh, by=by, province_id=province_id(fresh.unit), body={"state": fresh.state})
    cycle.state = fresh.state
    return fresh


def open_round(*, unit: AdminUnit, year: int, no: int, request_before: dt.date, decide_before: dt.date, by: Actor,
               extra: bool = False, basis: str = "") -> Round:
    """Open a round of a year at a province or the centre; the cycle of the year is made with its first round.

    Both days are strict ("before", 26/2026 art. 7.3). Refuses (`forbidden`) others than the unit's officer,
    (`invalid`) days out of order and an extra round without its basis, (`conflict`) a number already given and a
    closed year.
    """
    if not may_open_round(by, unit):
        raise Refusal("round-forbidden", _("Bạn chỉ mở đợt đánh giá của cơ quan mình."), kind="forbidden")
    if unit.level not in {Level.PROVINCE, Level.NATION}:
        raise Refusal("round-level", _("Đợt đánh giá do cấp tỉnh hoặc trung ương mở."))
    if decide_before <= request_before:
        raise Refusal("round-days", _("Hạn có kết quả phải sau hạn nhận đề nghị."))
    if extra and not nfc(basis):
        raise Refusal("round-basis", _("Đợt bổ sung phải ghi căn cứ: quy chế của hội đồng và kế hoạch."))
    with transaction.atomic():
        cycle, _made = Cycle.objects.get_or_create(unit=unit, year=year)
        refuse_closed(Cycle.objects.select_for_update().get(pk=cycle.pk))
        if Round.objects.filter(cycle=cycle, no=no, level=unit.level).exists():
            raise Refusal("round-exists", _("Đợt %(no)s năm %(year)s đã mở rồi.") % {"no": no, "year": year},
                          kind="conflict")
        opened = Round.objects.create(cycle=cycle, no=no, level=unit.level, request_before=request_before,
                                      decide_before=decide_before, extra=extra, basis=nfc(basis))
        audit.record("open_round", opened, by=by, province_id=province_id(unit),
                     body={"year": year, "no": no, "request_before": request_before, "decide_before": decide_before})
    return opened
