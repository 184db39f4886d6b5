"""Support: what was done for whom, what it cost, where goods are sold; what is refused."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ocop.accounts.enums import Role
from ocop.core.actor import nobody
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.support.actions import (
    ActivityFacts,
    close_sales_point,
    finish_activity,
    open_sales_point,
    record_activity,
    set_cost,
)
from ocop.support.models import Activity, Cost, SalesPoint
from ocop.support.queries import activities_of, costs_by_source, points_open
from tests.factories.programme import Year, a_year, make_plan, make_products
from tests.people import officer
from tests.programme.test_plans import NEW

pytestmark = pytest.mark.django_db
START, END = dt.date(2026, 3, 1), dt.date(2026, 3, 10)
COURSE = ActivityFacts("training", "Lớp tập huấn ghi chép", START, END, agency="Sở (ví dụ)",
                       costs={"province": 30_000_000, "own": 0})


@pytest.fixture
def year() -> Year:
    return a_year()


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code}:")


def test_an_activity_says_what_for_whom_by_whom_when_and_at_what_cost(year: Year) -> None:
    product = make_products(year, 1)[0]
    facts = dataclasses.replace(COURSE, producers=[year.producer], products=[product], units=[year.communes[0]])
    activity = record_activity(unit=year.province, facts=facts, by=year.officer)
    assert list(activity.targets.order_by("pk").values_list("producer", "product", "unit")) == [
        (year.producer.pk, None, None), (None, product.pk, None), (None, None, year.communes[0].pk)]
    assert dict(activity.costs.values_list("source", "amount")) == {"province": 30_000_000, "own": 0}
    first, last = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
    assert activities_of(year.province, first=first, last=last, kind="training") == [activity]
    spent = costs_by_source(year.province, first=first, last=last, actor=year.officer)
    assert [(one.source, one.amount) for one in spent] == [("province", 30_000_000), ("own", 0)]


def test_restructuring_tells_the_form_before_and_after(year: Year) -> None:
    facts = ActivityFacts("restructuring", "Lên hợp tác xã", START, END, from_form="group", to_form="cooperative",
                          producers=[year.producer])
    assert record_activity(unit=year.province, facts=facts, by=year.officer).to_form == "cooperative"
    for wrong, code in (({"to_form": ""}, "activity-forms"), ({"producers": ()}, "activity-producer"),
                        ({"kind": "design"}, "activity-forms")):
        with refused(code):
            record_activity(unit=year.province, facts=dataclasses.replace(facts, **wrong), by=year.officer)


@pytest.mark.parametrize(("fields", "code"), [
    ({"ends_on": START - dt.timedelta(days=1)}, "activity-period"),
    ({"ends_on": dt.date(2999, 1, 1)}, "activity-future"),
    ({"costs": {"province": -1}}, "cost-negative"), ({"costs": {"x": 1}}, "cost-source"),
    ({"costs": {"own": 10**16}}, "cost-too-much"), ({"kind": "x"}, "activity-kind"), ({"title": " "}, "activity-title"),
    ({"line_key": "moi"}, "activity-line"),
])
def test_an_activity_that_cannot_be_is_refused_and_nothing_is_written(
    year: Year, fields: dict[str, Any], code: str
) -> None:
    before = AuditEntry.objects.count()
    with refused(code):
        record_activity(unit=year.province, facts=dataclasses.replace(COURSE, **fields), by=year.officer)
    assert (Activity.objects.count(), Cost.objects.count(), AuditEntry.objects.count()) == (0, 0, before)


def test_an_activity_may_serve_a_line_of_a_plan(year: Year) -> None:
    facts = dataclasses.replace(COURSE, plan=make_plan(year, NEW), line_key="moi")
    assert record_activity(unit=year.province, facts=facts, by=year.officer).line_key == "moi"


def test_an_activity_is_finished_once_and_not_before_it_began(year: Year) -> None:
    running = record_activity(unit=year.province, facts=dataclasses.replace(COURSE, ends_on=None), by=year.officer)
    with refused("activity-period"):
        finish_activity(activity=running, ends_on=START - dt.timedelta(days=1), output="", by=year.officer)
    done = finish_activity(activity=running, ends_on=END, output=" 30 người ", by=year.officer)
    assert (done.ends_on, done.output) == (END, "30 người")
    with refused("activity-finished"):
        finish_activity(activity=running, ends_on=END, output="", by=year.officer)


def test_a_cost_is_said_again_and_never_negative(year: Year) -> None:
    activity = record_activity(unit=year.province, facts=COURSE, by=year.officer)
    set_cost(activity=activity, source="province", amount=25_000_000_000_000, by=year.officer)
    with refused("cost-negative"):
        set_cost(activity=activity, source="province", amount=-1, by=year.officer)
    assert activity.costs.get(source="province").amount == 25_000_000_000_000
    with pytest.raises(IntegrityError), transaction.atomic():
        Cost.objects.update(amount=-1)


def test_money_is_seen_by_the_offices_of_the_province_only(year: Year) -> None:
    record_activity(unit=year.province, facts=COURSE, by=year.officer)
    seen = [Cost.objects.visible_to(actor).count() for actor in
            (year.officer, year.stranger, nobody(year.officer.today))]
    assert seen == [2, 0, 0]


def test_a_commune_records_its_own_and_a_stranger_nothing(year: Year) -> None:
    commune_officer = officer("Trần Văn Bình", Role.COMMUNE_OFFICER, year.communes[0])
    activity = record_activity(unit=year.communes[0], facts=COURSE, by=commune_officer)
    for actor in (year.stranger, nobody(year.officer.today)):
        with refused("activity-forbidden"):
            record_activity(unit=year.province, facts=COURSE, by=actor)
        with refused("activity-forbidden"):
            finish_activity(activity=activity, ends_on=END, output="", by=actor)
        with refused("activity-forbidden"):
            set_cost(activity=activity, source="own", amount=1, by=actor)
    with refused("activity-forbidden"):
        record_activity(unit=year.province, facts=COURSE, by=commune_officer)


def test_a_point_of_sale_opens_and_closes(year: Year) -> None:
    point = open_sales_point(name="Điểm bán OCOP", kind="point", unit=year.communes[0], opened_on=START,
                             address="Xóm Hồng Thái", hours="7–18 giờ", by=year.officer)
    with refused("point-period"):
        close_sales_point(point=point, last_day=START - dt.timedelta(days=1), by=year.officer)
    close_sales_point(point=point, last_day=END, by=year.officer)
    days = [START - dt.timedelta(days=1), START, END, END + dt.timedelta(days=1)]
    assert [points_open(day, within=year.province, kind="point") for day in days] == [[], [point], [point], []]
    assert [points_open(START, kind="centre"), points_open(START)] == [[], [point]]
    shown = [list(SalesPoint.objects.answered_for(actor)) for actor in (year.officer, year.stranger)]
    assert shown == [[point], []]


@pytest.mark.parametrize(("fields", "code"), [
    ({"name": ""}, "point-name"), ({"kind": "shop"}, "point-kind"), ({"unit": None}, "point-unit"),
])
def test_a_point_that_cannot_be_is_refused(year: Year, fields: dict[str, Any], code: str) -> None:
    facts = {"name": "Điểm bán", "kind": "point", "unit": year.communes[0], "opened_on": START, "by": year.officer,
             **fields}
    with refused(code):
        open_sales_point(**{**facts, "unit": facts["unit"] or year.province})
    with refused("point-forbidden"):
        open_sales_point(**{**facts, "unit": year.communes[0], "by": year.stranger})
    assert SalesPoint.objects.count() == 0
