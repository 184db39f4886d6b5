"""Returns of counts: recorded, corrected as the next version, sent, given back, approved and locked."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.accounts.enums import Role
from ocop.core.actor import Actor, nobody
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.programme.actions import approve_return, record_return, send_back_return, send_return
from ocop.programme.enums import PARTS, Measure
from ocop.programme.flow import RETURN_FLOW
from ocop.programme.models import PeriodReturn, ReturnFigure
from ocop.programme.periods import days_of, parts_of_year, period_words
from ocop.programme.queries import figures_of, last_return, told_of
from ocop.programme.rules import broken_totals
from tests.factories.places import make_old_unit, reckon
from tests.factories.programme import Year, a_year
from tests.people import officer

pytestmark = pytest.mark.django_db
FIGURES = {"products_total": 5, "products_3": 3, "products_4": 2}
PERIOD = "2026-H1"


@pytest.fixture
def year() -> Year:
    return a_year()


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code}:")


def record(year: Year, **how: Any) -> PeriodReturn:
    return record_return(**{"unit": year.communes[0], "period": PERIOD, "figures": FIGURES, "source": "bc.xlsx",
                            "by": year.officer, **how})


def commune_officer(year: Year, place: int = 0) -> Actor:
    return officer(f"Vi Văn {place}", Role.COMMUNE_OFFICER, year.communes[place])


def test_a_return_is_recorded_sent_and_approved_and_then_never_changes(year: Year) -> None:
    row = record(year)
    assert (row.version, row.state, row.source, figures_of(row)) == (1, "open", "bc.xlsx", FIGURES)
    sent = send_return(period_return=row, by=year.officer)
    done = approve_return(period_return=sent, by=year.officer)
    assert (done.state, done.sent_on, done.approved_on) == ("approved", year.officer.today, year.officer.today)
    later = record(year, figures={**FIGURES, "products_3": 4, "products_total": 6})
    assert (later.version, later.state, figures_of(row)) == (2, "open", FIGURES)
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__endswith="_return").order_by("pk")] == [
        "record_return", "send_return", "approve_return", "record_return"]


def test_the_same_figures_again_change_nothing(year: Year) -> None:
    row, before = record(year), AuditEntry.objects.count()
    assert (record(year).pk, AuditEntry.objects.count(), ReturnFigure.objects.count()) == (row.pk, before, 3)


def test_a_step_twice_or_out_of_order_is_refused(year: Year) -> None:
    row = record(year)
    with refused("approve_return-wrong-state"):
        approve_return(period_return=row, by=year.officer)
    send_return(period_return=row, by=year.officer)
    with refused("send_return-wrong-state"):
        send_return(period_return=row, by=year.officer)
    with refused("return-waiting"):
        record(year, figures={"products_total": 1})
    approve_return(period_return=row, by=year.officer)
    with refused("send_back_return-wrong-state"):
        send_back_return(period_return=row, reason="x", by=year.officer)
    assert RETURN_FLOW.offers(PeriodReturn.objects.get(), year.officer) == []


def test_a_return_given_back_with_its_reason_can_be_corrected(year: Year) -> None:
    row = send_return(period_return=record(year), by=year.officer)
    with refused("return-reason"):
        send_back_return(period_return=row, reason=" ", by=year.officer)
    back = send_back_return(period_return=row, reason="Thiếu số 5 sao", by=year.officer)
    assert (back.state, back.sent_on, record(year, figures={"products_total": 6}).version) == ("open", None, 2)
    with refused("return-corrected"):
        send_return(period_return=back, by=year.officer)
    assert AuditEntry.objects.get(verb="send_back_return").reason == "Thiếu số 5 sao"


def test_a_commune_tells_its_own_figures_and_approves_none(year: Year) -> None:
    mine = commune_officer(year)
    row = send_return(period_return=record(year, by=mine), by=mine)
    with refused("approve_return-forbidden"):
        approve_return(period_return=row, by=mine)
    with refused("return-forbidden"):
        record(year, unit=year.communes[1], by=mine)


@pytest.mark.parametrize("who", ["stranger", "nobody", "other_commune"])
def test_strangers_record_send_and_approve_nothing(year: Year, who: str) -> None:
    by = {"stranger": year.stranger, "nobody": nobody(year.officer.today),
          "other_commune": commune_officer(year, 1)}[who]
    row = record(year)
    with refused("return-forbidden"):
        record(year, period="2025", by=by)
    with refused("send_return-forbidden"):
        send_return(period_return=row, by=by)
    send_return(period_return=row, by=year.officer)
    with refused("approve_return-forbidden"):
        approve_return(period_return=row, by=by)
    with refused("send_back_return-forbidden"):
        send_back_return(period_return=row, reason="x", by=by)
    assert PeriodReturn.objects.get().state == "sent"


@pytest.mark.parametrize(("how", "code"), [
    ({"period": "2026-13"}, "return-period"),
    ({"period": "năm nay"}, "return-period"),
    ({"period": "2012"}, "return-period"),
    ({"period": "2099"}, "return-future"),
    ({"period": "2025-H1"}, "return-unit"),
    ({"figures": {}}, "return-empty"),
    ({"figures": {"revenue": 5}}, "return-measure"),
    ({"figures": {"products_3": -1}}, "return-value"),
    ({"figures": {"products_3": 10**12}}, "return-value"),
    ({"source": " "}, "return-source"),
])
def test_what_cannot_be_is_refused_and_leaves_nothing(year: Year, how: dict[str, Any], code: str) -> None:
    with refused(code):
        record(year, **how)
    assert PeriodReturn.objects.count() == 0


def test_an_abolished_district_has_figures_of_its_own_time_only(year: Year) -> None:
    old = make_old_unit("171", "Đại Từ", level="district", kind="rural_district", province=year.province,
                        parent=year.province, today_province=year.province)
    reckon(old)
    with refused("return-unit"):
        record(year, unit=old, period="2025")
    record(year, unit=old, period="2025-H1")
    assert PeriodReturn.objects.visible_to(year.officer).count() == 1


def test_the_last_versions_of_many_units_are_read_in_two_queries(
    year: Year, django_assert_num_queries: Any
) -> None:
    for unit in year.communes:
        record(year, unit=unit)
    record(year, figures={"products_total": 9})
    with django_assert_num_queries(2):
        told = told_of([unit.pk for unit in year.communes], PERIOD)
    assert told == {year.communes[0].pk: {"products_total": 9}, year.communes[1].pk: FIGURES}
    assert last_return(year.communes[0], "2025") is None


@given(st.integers(2013, 2099))
def test_the_parts_of_a_year_lie_in_it_and_have_words(number: int) -> None:
    whole = days_of(str(number))
    assert whole == (dt.date(number, 1, 1), dt.date(number, 12, 31))
    for part, _words in parts_of_year():
        days = days_of(f"{number}{part}")
        assert days is not None and whole[0] <= days[0] < days[1] <= whole[1]
        assert str(number) in period_words(f"{number}{part}")


def test_months_quarters_and_halves_end_on_their_last_day() -> None:
    ends = {key: days[1] for key in ("2024-02", "2024-Q1", "2024-H1", "2024-9M", "2024-H2") if (days := days_of(key))}
    assert list(ends.values()) == [dt.date(2024, 2, 29), dt.date(2024, 3, 31), dt.date(2024, 6, 30),
                                   dt.date(2024, 9, 30), dt.date(2024, 12, 31)]
    assert (period_words("2024-06"), period_words("2024-Q2"), period_words("2025-H1"), period_words("x")) == (
        "Tháng 6/2024", "Quý II/2024", "6 tháng đầu năm 2025", "x")


@given(st.dictionaries(st.sampled_from(Measure.values), st.integers(0, 50)))
def test_a_total_is_broken_only_where_two_of_its_parts_say_otherwise(figures: dict[str, int]) -> None:
    told = {total: (as_told, summed) for total, as_told, summed in broken_totals(figures, PARTS)}
    for total, parts in PARTS.items():
        known = [figures[part] for part in parts if part in figures]
        wrong = total in figures and len(known) > 1 and sum(known) != figures[total]
        assert (str(total) in told) == wrong
