"""The year: cycles, what takes part, frozen lists."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ocop.core.actor import nobody
from ocop.core.refusal import Refusal
from ocop.programme.actions import (
    close_cycle,
    enrol,
    freeze_cohort,
    open_cycle,
    open_round,
    reopen_cycle,
    withdraw_enrolment,
)
from ocop.programme.flow import CYCLE_FLOW
from ocop.programme.models import Cohort, Enrolment, PeriodReturn, ReturnFigure
from tests.factories.programme import YEAR, Year, a_year, make_cohort, make_products

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return a_year()


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code}:")


def test_a_year_is_opened_once_closed_and_opened_again(year: Year) -> None:
    cycle = open_cycle(unit=year.province, year=YEAR, by=year.officer)
    with refused("cycle-exists"):
        open_cycle(unit=year.province, year=YEAR, by=year.officer)
    close_cycle(cycle=cycle, by=year.officer)
    assert [step.verb for step in CYCLE_FLOW.offers(cycle, year.officer)] == ["reopen_cycle"]
    with refused("close_cycle-wrong-state"):
        close_cycle(cycle=cycle, by=year.officer)
    assert reopen_cycle(cycle=cycle, by=year.officer).state == "open"


def test_a_closed_year_takes_nothing_in(year: Year) -> None:
    cycle = close_cycle(cycle=year.cycle, by=year.officer)
    product = make_products(year, 1)[0]
    with refused("cycle-closed"):
        enrol(cycle=cycle, product=product, origin="new", by=year.officer)
    with refused("cycle-closed"):
        freeze_cohort(cycle=cycle, name="x", products=[product], source="x", by=year.officer)
    with refused("cycle-closed"):
        open_round(unit=year.province, year=YEAR, no=1, request_before=dt.date(2026, 4, 30),
                   decide_before=dt.date(2026, 6, 30), by=year.officer)


def test_a_commune_opens_no_year_and_a_stranger_none_here(year: Year) -> None:
    with refused("cycle-forbidden"):
        open_cycle(unit=year.province, year=YEAR, by=year.stranger)
    with refused("cycle-forbidden"):
        open_cycle(unit=year.communes[0], year=YEAR, by=year.stranger)
    with refused("cycle-level"):
        open_cycle(unit=year.communes[0], year=YEAR, by=year.officer)
    with refused("close_cycle-forbidden"):
        close_cycle(cycle=year.cycle, by=year.stranger)


def test_a_product_takes_part_once_a_year_also_under_a_merged_row(year: Year) -> None:
    product, twin = make_products(year, 2)
    twin.head = product
    twin.save()
    row = enrol(cycle=year.cycle, product=product, origin="carried", by=year.officer)
    assert (row.enrolled_on, row.origin) == (year.officer.today, "carried")
    for again in (product, twin):
        with refused("enrolled-already"):
            enrol(cycle=year.cycle, product=again, origin="new", by=year.officer)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(("fields", "code"), [
    ({"origin": "khac"}, "enrolment-origin"), ({"on": dt.date(2999, 1, 1)}, "enrolment-future"),
])
def test_an_enrolment_that_cannot_be_is_refused(year: Year, fields: dict[str, Any], code: str) -> None:
    with refused(code):
        enrol(**{"cycle": year.cycle, "product": make_products(year, 1)[0], "origin": "new", "by": year.officer,
                 **fields})


def test_only_the_office_of_the_year_enrols_and_freezes(year: Year) -> None:
    product = make_products(year, 1)[0]
    for actor in (year.stranger, nobody(year.officer.today)):
        with refused("year-forbidden"):
            enrol(cycle=year.cycle, product=product, origin="new", by=actor)
        with refused("year-forbidden"):
            freeze_cohort(cycle=year.cycle, name="x", products=[product], source="x", by=actor)


def test_a_product_leaves_the_year_on_a_last_day(year: Year) -> None:
    row = enrol(cycle=year.cycle, product=make_products(year, 1)[0], origin="new", on=dt.date(2026, 3, 1),
                by=year.officer)
    with refused("enrolment-period"):
        withdraw_enrolment(enrolment=row, last_day=dt.date(2026, 2, 28), by=year.officer)
    withdraw_enrolment(enrolment=row, last_day=dt.date(2026, 5, 31), by=year.officer)
    days = [dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2026, 5, 31), dt.date(2026, 6, 1)]
    assert [Enrolment.objects.on(day).count() for day in days] == [0, 1, 1, 0]


def test_a_list_is_frozen_with_its_name_and_source(year: Year) -> None:
    products = make_products(year, 3)
    cohort = make_cohort(year, products, "45 sản phẩm đã đánh giá")
    assert (cohort.key, cohort.members.count()) == ("45-san-pham-da-danh-gia", 3)
    with refused("cohort-exists"):
        make_cohort(year, products[:1], "45 sản phẩm đã đánh giá")


@pytest.mark.parametrize(("fields", "code"), [
    ({"name": " "}, "cohort-name"), ({"source": ""}, "cohort-source"), ({"products": []}, "cohort-empty"),
])
def test_a_list_that_cannot_be_is_refused(year: Year, fields: dict[str, Any], code: str) -> None:
    product = make_products(year, 1)[0]
    with refused(code):
        freeze_cohort(**{"cycle": year.cycle, "name": "x", "products": [product], "source": "x", "by": year.officer,
                         **fields})
    with refused("cohort-twice"):
        freeze_cohort(cycle=year.cycle, name="x", products=[product, product], source="x", by=year.officer)
    assert Cohort.objects.count() == 0


def test_a_return_is_seen_by_its_office_only_and_holds_each_figure_once(year: Year) -> None:
    sent = PeriodReturn.objects.create(unit=year.communes[0], period="2026")
    seen = [list(PeriodReturn.objects.visible_to(actor)) for actor in
            (year.officer, year.stranger, nobody(year.officer.today))]
    assert seen == [[sent], [], []]
    ReturnFigure.objects.create(period_return=sent, producer=year.producer, measure="revenue", value=5_000_000_000)
    for wrong in ({"value": 1}, {"value": -1, "measure": "jobs"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReturnFigure.objects.create(**{"period_return": sent, "producer": year.producer, "measure": "revenue",
                                           **wrong})
