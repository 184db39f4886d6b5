"""Each indicator is declared once, has one counter, and counts what it says."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from ocop.core.dates import today
from ocop.places.models import AdminUnit
from ocop.programme.actions import enrol
from ocop.programme.enums import FILTERS, Indicator
from ocop.programme.models import Plan
from ocop.recognition.enums import EventKind
from ocop.recognition.models import CertificateEvent, Decision, Recognition
from ocop.recognition.outside import OutsideRow, record_outside_decision
from ocop.registry.models import Product
from ocop.reports.indicators import INDICATORS, Scope
from ocop.reports.records import Records, Row
from ocop.support.actions import ActivityFacts, open_sales_point, record_activity
from tests.factories.programme import (
    YEAR,
    Year,
    a_year,
    make_cohort,
    make_plan,
    make_producer,
    make_products,
    make_result,
)
from tests.factories.recognition import Scene, certificate, judged, make_product, scene
from tests.programme.test_plans import NEW

BEFORE, IN = dt.date(2025, 6, 1), dt.date(2026, 6, 1)


def test_every_indicator_of_the_programme_has_its_one_counter() -> None:
    assert sorted(INDICATORS) == sorted(Indicator.values)
    assert [key for key, one in INDICATORS.items() if one.key != key or not str(one.definition) or not str(one.basis)
            or not one.name] == []
    assert set(FILTERS) <= set(INDICATORS)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_names_are_told_apart_in_each_language(language: str) -> None:
    with override(language):
        assert len({one.name for one in INDICATORS.values()}) == len(INDICATORS)


@pytest.fixture
def year(db: None) -> Year:
    return a_year()


@pytest.fixture
def plan(year: Year) -> Plan:
    return make_plan(year, NEW)


def counted(plan: Plan, indicator: str, *, day: dt.date | None = None, cohort: int | None = None,
            **filters: list[Any]) -> list[Row]:
    scope = Scope(Records(plan, day or today()), filters, cohort)
    declaration = INDICATORS[indicator]
    assert declaration.count(scope) == len(declaration.rows(scope))
    return declaration.rows(scope)


def names(rows: list[Row]) -> list[str]:
    return [row.name for row in rows]


def recognised(year: Year, products: list[Product], stars: int, on: dt.date, number: str, **more: Any) -> None:
    rows = [OutsideRow(product=product, stars=stars, valid_to=on + dt.timedelta(days=1095), **more)
            for product in products]
    record_outside_decision(authority=year.province, number=number, signed_on=on, signer="", rows=rows, source="thử",
                            by=year.officer)


def test_enrolments_are_counted_by_where_they_come_from(year: Year, plan: Plan) -> None:
    products = make_products(year, 3)
    for product, origin in zip(products, ("new", "carried", "starred"), strict=True):
        enrol(cycle=plan.cycle, product=product, origin=origin, on=IN, by=year.officer)
    assert len(counted(plan, "enrolled")) == 3
    assert names(counted(plan, "enrolled", origin=["carried", "starred"])) == sorted(
        product.name for product in products[1:])
    assert names(counted(plan, "new_products")) == [products[0].name]
    assert counted(plan, "enrolled", day=BEFORE) == []


def test_organisations_are_groups_co_operatives_and_enterprises_each_once(year: Year, plan: Plan) -> None:
    household = make_producer(year.communes[1], "Hộ bà Tám (ví dụ)", kind="household")
    for product in [*make_products(year, 2), *make_products(year, 1, producer=household)]:
        enrol(cycle=plan.cycle, product=product, origin="new", on=IN, by=year.officer)
    assert names(counted(plan, "organisations")) == [year.producer.name]
    assert counted(plan, "organisations", kind=["enterprise"]) == []


def test_a_carried_product_is_finished_once_it_was_evaluated_in_the_period(year: Year, plan: Plan) -> None:
    first, second, third = make_products(year, 3)
    for product in (first, second, third):
        enrol(cycle=plan.cycle, product=product, origin="carried", on=IN, by=year.officer)
    make_result(first, 2, IN)
    make_result(second, 2, BEFORE)
    assert names(counted(plan, "finished")) == [first.name]
    assert names(counted(plan, "evaluated")) == [first.name]


def test_improved_is_a_finished_activity_or_an_evaluation_of_a_product_of_the_list(year: Year, plan: Plan) -> None:
    helped, judged_one, idle, other = make_products(year, 4)
    cohort = make_cohort(year, [helped, judged_one, idle])
    for product, ends in ((helped, IN), (idle, None), (other, IN)):
        facts = ActivityFacts("packaging", "Hoàn thiện bao bì", dt.date(2026, 5, 1), ends, products=[product])
        record_activity(unit=year.province, facts=facts, by=year.officer)
    make_result(judged_one, 3, IN)
    make_result(helped, 3, IN)
    assert names(counted(plan, "improved", cohort=cohort.pk)) == sorted([helped.name, judged_one.name])


def test_raised_counts_a_higher_star_than_before_and_no_first_or_equal_one(year: Year, plan: Plan) -> None:
    rose, same, fell, first, jumped = make_products(year, 5)
    for product, stars in ((rose, 3), (same, 4), (fell, 4), (jumped, None)):
        make_result(product, stars, BEFORE)
    for product, stars in ((rose, 4), (same, 4), (fell, 3), (first, 4), (jumped, 4)):
        make_result(product, stars, IN)
    assert names(counted(plan, "raised", stars=[4])) == sorted([rose.name, jumped.name])
    assert counted(plan, "raised", stars=[5]) == []
    cohort = make_cohort(year, [rose, same])
    assert names(counted(plan, "raised", cohort=cohort.pk, stars=[4])) == [rose.name]


def test_a_list_is_counted_by_the_stars_known_before_the_period(year: Year, plan: Plan) -> None:
    products = make_products(year, 4)
    for product, stars in zip(products, (4, 3, 2, None), strict=True):
        make_result(product, stars, BEFORE)
    make_result(products[1], 4, IN)
    cohort = make_cohort(year, products)
    found = [len(counted(plan, "cohort", cohort=cohort.pk, stars=stars)) for stars in ([4], [3], ["below"], [5])]
    assert found == [1, 1, 2, 0]
    assert len(counted(plan, "cohort", cohort=cohort.pk)) == 4


def test_recognitions_of_the_period_count_each_product_once(year: Year, plan: Plan) -> None:
    first, second, old = make_products(year, 3)
    recognised(year, [first, second], 3, IN, "10/QĐ-UBND")
    recognised(year, [first], 4, dt.date(2026, 7, 1), "11/QĐ-UBND", kind="upgrade")
    recognised(year, [old], 3, BEFORE, "9/QĐ-UBND")
    assert names(counted(plan, "recognised")) == sorted([first.name, second.name])
    assert names(counted(plan, "recognised", kind=["first"])) == sorted([first.name, second.name])
    assert names(counted(plan, "recognised", stars=[4])) == [first.name]
    assert names(counted(plan, "raised", stars=[4])) == []
    assert {row.listed for row in counted(plan, "recognised")} == {True}


def test_live_and_expired_certificates_are_told_by_the_day_and_their_events(year: Year, plan: Plan) -> None:
    live, ended, revoked = make_products(year, 3)
    recognised(year, [live, revoked], 4, IN, "10/QĐ-UBND")
    recognised(year, [ended], 3, dt.date(2022, 1, 1), "1/QĐ-UBND")
    certificate_row = Records(plan, today()).certified[revoked.pk].certificate
    assert certificate_row is not None
    CertificateEvent.objects.create(certificate_id=certificate_row.pk, kind=EventKind.REVOKED, on=dt.date(2026, 8, 1),
                                    ground="misuse")
    assert names(counted(plan, "live")) == [live.name]
    assert names(counted(plan, "expired")) == [ended.name]
    assert names(counted(plan, "live", day=dt.date(2026, 7, 1))) == sorted([live.name, revoked.name])
    assert counted(plan, "live", stars=[3]) == []
    assert names(counted(plan, "producers", kind=["cooperative"])) == [year.producer.name]
    assert counted(plan, "producers", kind=["household"]) == []


def test_restructured_organisations_are_counted_once_and_when_it_is_finished(year: Year, plan: Plan) -> None:
    other = make_producer(year.communes[1], "Tổ hợp tác (ví dụ)", kind="group")
    facts = {"kind": "restructuring", "title": "Tái cơ cấu", "starts_on": dt.date(2026, 2, 1), "from_form": "group",
             "to_form": "cooperative"}
    for producers, ends in (([year.producer], IN), ([year.producer], IN), ([other], None)):
        record_activity(unit=year.province, facts=ActivityFacts(**facts, ends_on=ends, producers=producers),
                        by=year.officer)
    assert names(counted(plan, "restructured")) == [year.producer.name]
    assert counted(plan, "restructured", to_form=["enterprise"]) == []
    assert len(counted(plan, "activities")) == 2
    assert counted(plan, "activities", kind=["training"]) == []


def test_points_and_centres_count_where_they_opened_in_the_period_and_still_stand(year: Year, plan: Plan) -> None:
    for kind, name, on in (("point", "Điểm A", IN), ("point", "Điểm cũ", BEFORE), ("centre", "Trung tâm", IN)):
        open_sales_point(name=name, kind=kind, unit=year.communes[0], opened_on=on, by=year.officer)
    assert (names(counted(plan, "sales_points")), names(counted(plan, "centres"))) == (["Điểm A"], ["Trung tâm"])


def test_what_lies_in_another_province_is_not_counted(year: Year, plan: Plan) -> None:
    neighbour = AdminUnit.objects.get(code="08")
    product = make_products(year, 1, producer=make_producer(neighbour, "Hợp tác xã Lạ (ví dụ)"))[0]
    make_result(product, 3, IN)
    facts = ActivityFacts("training", "Lớp", IN, IN)
    record_activity(unit=neighbour, facts=facts, by=year.stranger)
    assert (counted(plan, "evaluated"), counted(plan, "activities")) == ([], [])


@pytest.fixture
def councils(db: None) -> Scene:
    return scene()


def test_dossiers_and_forwards_of_the_year_are_counted_without_stars(councils: Scene) -> None:
    year = Year(councils.province, [councils.commune], councils.officer, councils.stranger, councils.producer)
    plan = make_plan(year, NEW)
    tally = judged(councils, stars=5)
    stage = tally.docket.stage
    decision = Decision.objects.create(authority=councils.province, level="province", kind="forward", number="7/QĐ",
                                       signed_on=today(), year=YEAR, state="issued", issued_at=timezone.now())
    Recognition.objects.create(decision=decision, product=stage.dossier.product, producer=councils.producer, stars=5,
                               kind="first", basis="scored_here", tally=tally, product_name="x", producer_name="x",
                               place_name="x")
    assert [(row.stars, row.source) for row in counted(plan, "forwarded")] == [(None, "7/QĐ")]
    assert (counted(plan, "recognised"), counted(plan, "evaluated")) == ([], [])
    assert len(counted(plan, "dossiers")) == 1
    assert len(counted(plan, "dossiers", state=["accepted"])) == 1
    assert counted(plan, "dossiers", state=["closed"]) == []


def test_a_renewed_product_counts_by_its_newest_certificate(councils: Scene) -> None:
    year = Year(councils.province, [councils.commune], councils.officer, councils.stranger, councils.producer)
    plan = make_plan(year, NEW)
    product = make_product(councils)
    certificate(councils, product=product, stars=3, issued_on=dt.date(2024, 1, 1), number="1")
    certificate(councils, product=product, stars=4, issued_on=dt.date(2026, 3, 1), number="2")
    assert [row.stars for row in counted(plan, "live")] == [4]
    assert counted(plan, "expired") == []
