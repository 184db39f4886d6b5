"""Verbs of support: what was done for whom, what it cost, where goods are shown and sold."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.models import Plan, PlanLine
from ocop.registry.enums import ProducerKind
from ocop.registry.models import Producer, Product
from ocop.support.enums import ActivityKind, CostSource, PointKind
from ocop.support.guards import may_change_activity, may_change_point, may_open_point, may_record_activity
from ocop.support.models import Activity, ActivityFor, Cost, SalesPoint

# bigint holds more, but nothing of this programme costs a million billion đồng: it is a slip of the key.
MOST_MONEY = 10**15
Check = tuple[bool, str, str]


@dataclasses.dataclass(frozen=True)
class ActivityFacts:
    """All that is recorded of an activity. `costs` are đồng by source; `producers`, `products`, `units` whom it was
    for; `from_form` and `to_form` belong to restructuring."""

    kind: str
    title: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    agency: str = ""
    output: str = ""
    from_form: str = ""
    to_form: str = ""
    plan: Plan | None = None
    line_key: str = ""
    source: str = ""
    producers: Sequence[Producer] = ()
    products: Sequence[Product] = ()
    units: Sequence[AdminUnit] = ()
    costs: Mapping[str, int] = dataclasses.field(default_factory=dict)


def record_activity(*, unit: AdminUnit, facts: ActivityFacts, by: Actor) -> Activity:
    """Record a support given by an office of a unit.

    Refuses (`forbidden`) others than its officers, (`invalid`) an unknown kind, no title, an end before the beginning,
    an end to come, negative money, forms that do not fit the kind, restructuring without an organisation, a line the
    plan does not have.
    """
    if not may_record_activity(by, unit):
        raise Refusal("activity-forbidden", _("Bạn chỉ ghi hoạt động của cơ quan mình."), kind="forbidden")
    _check_activity(facts, by=by)
    for source, amount in facts.costs.items():
        _check_cost(source, amount)
    with transaction.atomic():
        activity = Activity.objects.create(
            unit=unit, kind=facts.kind, title=nfc(facts.title), agency=nfc(facts.agency), starts_on=facts.starts_on,
            ends_on=facts.ends_on, plan=facts.plan, line_key=facts.line_key, output=facts.output.strip(),
            from_form=facts.from_form, to_form=facts.to_form, source=nfc(facts.source), entered_by=by.user,
        )
        ActivityFor.objects.bulk_create(
            [ActivityFor(activity=activity, producer=one) for one in facts.producers]
            + [ActivityFor(activity=activity, product=one) for one in facts.products]
            + [ActivityFor(activity=activity, unit=one) for one in facts.units]
        )
        Cost.objects.bulk_create(Cost(activity=activity, source=key, amount=sum_) for key, sum_ in facts.costs.items())
        audit.record("record_activity", activity, by=by, province_id=unit.today_province_id, reason=activity.source,
                     body={"kind": facts.kind, "title": activity.title, "starts_on": facts.starts_on,
                           "ends_on": facts.ends_on, "costs": dict(facts.costs),
                           "producers": [one.pk for one in facts.producers],
                           "products": [one.pk for one in facts.products], "units": [one.pk for one in facts.units]})
    return activity


def finish_activity(*, activity: Activity, ends_on: dt.date, output: str, by: Actor) -> Activity:
    """Note the last day of an activity and what came of it. Refuses (`invalid`) an end before the beginning or to
    come, (`conflict`) one that is finished."""
    _must_change(activity, by=by)
    _check_period(activity.starts_on, ends_on, by=by)
    with transaction.atomic():
        fresh = Activity.objects.select_for_update().get(pk=activity.pk)
        if fresh.ends_on is not None:
            raise Refusal("activity-finished", _("Hoạt động này đã kết thúc."), kind="conflict")
        fresh.ends_on, fresh.output = ends_on, output.strip()
        fresh.save(update_fields=["ends_on", "output"])
        audit.record("finish_activity", fresh, by=by, province_id=fresh.unit.today_province_id,
                     body={"ends_on": ends_on, "output": fresh.output})
    return fresh


def set_cost(*, activity: Activity, source: str, amount: int, by: Actor) -> Cost:
    """Say what an activity cost from one source, in đồng; said again it changes. Refuses negative money."""
    _must_change(activity, by=by)
    _check_cost(source, amount)
    with transaction.atomic():
        row, _made = Cost.objects.update_or_create(activity=activity, source=source, defaults={"amount": amount})
        audit.record("set_cost", row, by=by, province_id=activity.unit.today_province_id,
                     body={"activity": activity.pk, "source": source, "amount": amount})
    return row


def open_sales_point(*, name: str, kind: str, unit: AdminUnit, opened_on: dt.date, by: Actor, address: str = "",
                     hours: str = "", keeper: str = "", basis: str = "") -> SalesPoint:
    """Enter a point of sale or an introduction centre in a commune, from its first day.

    Refuses (`forbidden`) others than the officers of the place, (`invalid`) no name, an unknown kind, a place that is
    no commune (before 1/7/2025 a district will do: old lists say no more).
    """
    if not may_open_point(by, unit):
        raise Refusal("point-forbidden", _("Bạn chỉ ghi điểm bán trong địa bàn mình phụ trách."), kind="forbidden")
    _demand(
        (bool(nfc(name)), "point-name", _("Hãy nhập tên điểm bán hoặc trung tâm.")),
        (kind in PointKind.values, "point-kind", _("Hãy chọn điểm bán hay trung tâm giới thiệu.")),
        (unit.level in {Level.COMMUNE, Level.DISTRICT}, "point-unit", _("Hãy chọn xã, phường nơi đặt điểm bán.")),
    )
    with transaction.atomic():
        point = SalesPoint.objects.create(name=nfc(name), kind=kind, unit=unit, opened_on=opened_on,
                                          detail=nfc(address), hours=nfc(hours), keeper=nfc(keeper), basis=nfc(basis))
        audit.record("open_sales_point", point, by=by, province_id=unit.today_province_id,
                     body={"name": point.name, "kind": kind, "unit": unit.pk, "opened_on": opened_on})
    return point


def close_sales_point(*, point: SalesPoint, last_day: dt.date, by: Actor) -> SalesPoint:
    """Note the last day of a point of sale. Refuses a day before it opened."""
    if not may_change_point(by, point):
        raise Refusal("point-forbidden", _("Bạn chỉ ghi điểm bán trong địa bàn mình phụ trách."), kind="forbidden")
    if last_day < point.opened_on:
        raise Refusal("point-period", _("Ngày đóng phải từ ngày mở trở đi."))
    with transaction.atomic():
        point.closed_on = last_day
        point.save(update_fields=["closed_on"])
        province = point.province_today
        audit.record("close_sales_point", point, by=by, province_id=province.pk if province else None,
                     body={"closed_on": last_day})
    return point


def _must_change(activity: Activity, *, by: Actor) -> None:
    if not may_change_activity(by, activity):
        raise Refusal("activity-forbidden", _("Bạn chỉ ghi hoạt động của cơ quan mình."), kind="forbidden")


def _check_activity(facts: ActivityFacts, *, by: Actor) -> None:
    restructuring = facts.kind == ActivityKind.RESTRUCTURING
    forms = facts.from_form in ProducerKind.values and facts.to_form in ProducerKind.values
    _demand(
        (facts.kind in ActivityKind.values, "activity-kind", _("Hãy chọn loại hoạt động.")),
        (bool(nfc(facts.title)), "activity-title", _("Hãy nhập tên hoạt động.")),
        (forms if restructuring else not (facts.from_form or facts.to_form), "activity-forms",
         _("Tái cơ cấu phải ghi loại hình trước và sau; hoạt động khác thì không ghi.")),
        (not restructuring or bool(facts.producers), "activity-producer",
         _("Hãy chọn tổ chức được tái cơ cấu.")),
        (not facts.line_key or _has_line(facts.plan, facts.line_key), "activity-line",
         _("Kế hoạch không có chỉ tiêu này.")),
    )
    _check_period(facts.starts_on, facts.ends_on, by=by)


def _has_line(plan: Plan | None, line_key: str) -> bool:
    return plan is not None and PlanLine.objects.filter(version__plan=plan, line_key=line_key).exists()


def _check_period(starts_on: dt.date, ends_on: dt.date | None, *, by: Actor) -> None:
    """An activity ends after it began, and is finished only when it is over."""
    _demand(
        (ends_on is None or ends_on >= starts_on, "activity-period", _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")),
        (ends_on is None or ends_on <= by.today, "activity-future",
         _("Ngày kết thúc ở tương lai. Để trống cho đến khi xong.")),
    )


def _check_cost(source: str, amount: int) -> None:
    _demand(
        (source in CostSource.values, "cost-source", _("Hãy chọn nguồn kinh phí.")),
        (amount >= 0, "cost-negative", _("Số tiền không thể là số âm.")),
        (amount <= MOST_MONEY, "cost-too-much", _("Số tiền quá lớn. Hãy nhập bằng đồng và kiểm tra lại số 0.")),
    )


def _demand(*checks: Check) -> None:
    for holds, code, words in checks:
        if not holds:
            raise Refusal(code, words)
