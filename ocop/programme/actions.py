"""Verbs of the year."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.guards import may_open_round
from ocop.programme.models import Cycle, Round


def open_round(*, unit: AdminUnit, year: int, no: int, request_before: dt.date, decide_before: dt.date, by: Actor,
               extra: bool = False, basis: str = "") -> Round:
    """Open a round of a year at a province or the centre; the cycle of the year is made with its first round.

    Both days are strict ("before", 26/2026 art. 7.3). Refuses (`forbidden`) others than the unit's officer,
    (`invalid`) days out of order and an extra round without its basis, (`conflict`) a number already given.
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
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        if Round.objects.filter(cycle=cycle, no=no, level=unit.level).exists():
            raise Refusal("round-exists", _("Đợt %(no)s năm %(year)s đã mở rồi.") % {"no": no, "year": year},
                          kind="conflict")
        opened = Round.objects.create(cycle=cycle, no=no, level=unit.level, request_before=request_before,
                                      decide_before=decide_before, extra=extra, basis=nfc(basis))
        audit.record("open_round", opened, by=by, province_id=unit.pk if unit.level == Level.PROVINCE else None,
                     body={"year": year, "no": no, "request_before": request_before, "decide_before": decide_before})
    return opened
