"""Verbs on returns: the figures of a unit for a period, recorded, sent, approved; a correction is the next version."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.models import AdminUnit
from ocop.programme.actions.shared import province_id
from ocop.programme.enums import Measure, ReturnState
from ocop.programme.flow import RETURN_FLOW
from ocop.programme.guards import may_report
from ocop.programme.models import PeriodReturn, ReturnFigure
from ocop.programme.periods import days_of, period_words
from ocop.programme.queries import figures_of, last_return

_MOST = 10**9


def record_return(*, unit: AdminUnit, period: str, figures: Mapping[str, int], source: str, by: Actor) -> PeriodReturn:
    """Record what a unit counts for a period, keys of `Measure`, in things; the figures may be part of them.

    Figures that stand already change nothing and the version that has them comes back; others become the next version,
    with all of its figures written anew. Refuses (`forbidden`) others than the office of the unit, (`invalid`) what is
    no period, a period that has not begun, a unit that did not stand on its last day, no figure, an unknown measure, a
    negative or absurd number, no source, (`conflict`) while a version waits for approval.
    """
    if not may_report(by, unit):
        raise Refusal("return-forbidden", _("Bạn chỉ nhập số liệu của đơn vị mình phụ trách."), kind="forbidden")
    _check(unit, period, figures=figures, source=source, by=by)
    with transaction.atomic():
        AdminUnit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        last = last_return(unit, period)
        if last is not None and figures_of(last) == dict(figures):
            return last
        if last is not None and last.state == ReturnState.SENT:
            raise Refusal(
                "return-waiting",
                _("Số liệu kỳ này của %(unit)s đang chờ duyệt. Hãy duyệt hoặc trả lại trước khi nhập bản mới.")
                % {"unit": unit.full_name},
                kind="conflict",
            )
        row = PeriodReturn.objects.create(
            unit=unit, period=period, version=last.version + 1 if last else 1, source=nfc(source)[:300],
            recorded_on=by.today,
        )
        ReturnFigure.objects.bulk_create(
            ReturnFigure(period_return=row, measure=str(measure), value=value) for measure, value in figures.items()
        )
        audit.record("record_return", row, by=by, province_id=province_id(unit), reason=row.source,
                     body={"unit": unit.pk, "period": period, "version": row.version,
                           "figures": {str(measure): value for measure, value in figures.items()}})
    return row


def _check(unit: AdminUnit, period: str, *, figures: Mapping[str, int], source: str, by: Actor) -> None:
    days = days_of(period)
    if days is None:
        raise Refusal("return-period", _("Kỳ báo cáo chưa đúng. Hãy chọn năm và kỳ, ví dụ 6 tháng đầu năm 2025."))
    if days[0] > by.today:
        raise Refusal("return-future", _("%(period)s chưa bắt đầu.") % {"period": period_words(period)})
    if unit.valid_from > days[1] or (unit.valid_to is not None and unit.valid_to < days[1]):
        raise Refusal("return-unit", _("%(unit)s không có trong danh mục hành chính cuối kỳ này.")
                      % {"unit": unit.full_name})
    if not figures:
        raise Refusal("return-empty", _("Báo cáo chưa có số liệu nào."))
    if set(figures) - set(Measure.values):
        raise Refusal("return-measure", _("Có số liệu không thuộc biểu mẫu này."))
    if any(not 0 <= value <= _MOST for value in figures.values()):
        raise Refusal("return-value", _("Số liệu phải là số đếm, từ 0 trở lên."))
    if not nfc(source):
        raise Refusal("return-source", _("Hãy ghi nguồn của số liệu: tên tệp hoặc số văn bản."))


def send_return(*, period_return: PeriodReturn, by: Actor) -> PeriodReturn:
    """Hand a return in. Refuses `forbidden` strangers, `conflict` what is no open return or was corrected since."""
    with transaction.atomic():
        _refuse_older(period_return)
        fresh = RETURN_FLOW.begin("send_return", period_return, by=by)
        fresh.sent_on = by.today
        fresh.save(update_fields=["state", "sent_on"])
        audit.record("send_return", fresh, by=by, province_id=province_id(fresh.unit), body={"sent_on": by.today})
    return fresh


def send_back_return(*, period_return: PeriodReturn, reason: str, by: Actor) -> PeriodReturn:
    """Give a return back to be corrected, with the reason. Refuses (`invalid`) no reason."""
    if not nfc(reason):
        raise Refusal("return-reason", _("Hãy ghi lý do trả lại số liệu."))
    with transaction.atomic():
        fresh = RETURN_FLOW.begin("send_back_return", period_return, by=by)
        fresh.sent_on = None
        fresh.save(update_fields=["state", "sent_on"])
        audit.record("send_back_return", fresh, by=by, province_id=province_id(fresh.unit), reason=nfc(reason))
    return fresh


def approve_return(*, period_return: PeriodReturn, by: Actor) -> PeriodReturn:
    """Approve a return; it never changes again, a correction is the next version.

    Refuses `forbidden` others than the province, `conflict` what was not sent or was corrected since.
    """
    with transaction.atomic():
        _refuse_older(period_return)
        fresh = RETURN_FLOW.begin("approve_return", period_return, by=by)
        fresh.approved_on = by.today
        fresh.save(update_fields=["state", "approved_on"])
        audit.record("approve_return", fresh, by=by, province_id=province_id(fresh.unit),
                     body={"approved_on": by.today, "version": fresh.version})
    return fresh


def _refuse_older(row: PeriodReturn) -> None:
    """What was corrected is neither sent nor approved."""
    if PeriodReturn.objects.filter(unit=row.unit_id, period=row.period, version__gt=row.version).exists():
        raise Refusal("return-corrected", _("Số liệu này đã có bản sau. Hãy mở bản mới nhất."), kind="conflict")
