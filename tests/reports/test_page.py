"""The page of a living year: verdicts, percent, declared lines, each unit, queries; one number in CSV, XLSX, API."""

import csv
import dataclasses
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from ocop.core.actor import nobody
from ocop.core.refusal import Refusal
from ocop.programme.actions import LineFacts, declare_result, enrol, set_share
from ocop.programme.actions.plans import approve_plan
from ocop.programme.models import Plan
from ocop.programme.queries import find_plan
from ocop.programme.samples import sample_plan_2026
from ocop.reports.actions import freeze_figures
from ocop.reports.models import Frozen
from ocop.reports.page import by_unit, programme_page, rows_of
from ocop.reports.shown import LineView, ProgrammePage
from ocop.reports.tables import Table, csv_bytes, plan_table, programme_api, rows_table, xlsx_bytes
from ocop.support.actions import ActivityFacts, open_sales_point, record_activity
from tests.factories.places import country
from tests.factories.programme import (
    YEAR,
    Year,
    a_year,
    make_draft,
    make_line,
    make_plan,
    make_producer,
    make_products,
    seed_case,
)
from tests.people import root
from tests.programme.test_plans import DECLARED, NEW

pytestmark = pytest.mark.django_db
MAY, DECEMBER, AFTER = dt.date(2026, 5, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 5)
POINTS = LineFacts("diem-ban", "Điểm bán", indicator="sales_points", target="exactly", low=2, counted_in="điểm")


@pytest.fixture
def year() -> Year:
    return a_year()


def line(plan: Plan, day: dt.date, key: str = "diem-ban") -> LineView:
    return next(one for one in programme_page(plan, day).lines if one.key == key)


def open_points(year: Year, count: int, *, unit: int = 0) -> None:
    for no in range(count):
        open_sales_point(name=f"Điểm {unit}{no}", kind="point", unit=year.communes[unit], opened_on=dt.date(2026, 2, 1),
                         by=year.officer)


@pytest.mark.parametrize(("target", "opened", "day", "said"), [
    ({"target": "exactly", "low": 2}, 0, MAY, ("doing", 0, "0 / 2 · 0 %")),
    ({"target": "exactly", "low": 2}, 0, DECEMBER, ("at_risk", 0, "0 / 2 · 0 %")),
    ({"target": "exactly", "low": 2}, 1, DECEMBER, ("doing", 50, "1 / 2 · 50 %")),
    ({"target": "exactly", "low": 2}, 1, AFTER, ("missed", 50, "1 / 2 · 50 %")),
    ({"target": "exactly", "low": 2}, 2, MAY, ("met", 100, "2 / 2 · 100 %")),
    ({"target": "at_least", "low": 2}, 3, MAY, ("met", 150, "3 / 2 · 150 %")),
    ({"target": "range", "low": 2, "high": 3}, 1, MAY, ("doing", 50, "1 / 2–3 · 50 %")),
    ({"target": "range", "low": 2, "high": 3}, 3, MAY, ("met", 150, "3 / 2–3 · trong khoảng")),
    ({"target": "range", "low": 2, "high": 3}, 4, MAY, ("over", 200, "4 / 2–3 · vượt")),
    ({"target": "exactly", "low": 2, "due_on": dt.date(2026, 3, 31)}, 1, MAY, ("missed", 50, "1 / 2 · 50 %")),
])
def test_a_line_says_how_far_it_is(year: Year, target: dict[str, Any], opened: int, day: dt.date,
                                   said: tuple[str, int, str]) -> None:
    plan = make_plan(year, dataclasses.replace(POINTS, **target))
    open_points(year, opened)
    found = line(plan, day)
    assert (found.verdict.value, found.percent, found.result_words) == said
    assert len(rows_of(plan, "diem-ban", day)) == found.result == opened


def test_where_records_are_not_kept_nothing_counted_is_not_nought(year: Year) -> None:
    plan = make_plan(year, POINTS, kept_here=False)
    assert (line(plan, AFTER).result, line(plan, AFTER).verdict, line(plan, AFTER).opens) == (None, "no_data", False)
    open_points(year, 1)
    assert (line(plan, AFTER).result, line(plan, AFTER).verdict) == (1, "partial")
    open_points(year, 1, unit=1)
    assert (line(plan, AFTER).result, line(plan, AFTER).verdict) == (2, "met")
    declare_result(plan=plan, line_key="diem-ban", coverage="absent", as_of=MAY, source="Sở", by=year.officer)
    assert line(plan, AFTER).source == "Sở"


def test_coverage_said_with_a_source_turns_no_data_into_nought(year: Year) -> None:
    plan = make_plan(year, POINTS, kept_here=False)
    declare_result(plan=plan, line_key="diem-ban", coverage="complete", as_of=MAY, source="Báo cáo", by=year.officer)
    before = line(plan, MAY - dt.timedelta(days=1))
    assert (before.result, line(plan, AFTER).result, line(plan, AFTER).verdict) == (None, 0, "missed")


def test_a_declared_line_shows_the_newest_value_with_its_day_and_source_and_opens_nothing(year: Year) -> None:
    plan = make_plan(year, DECLARED)
    assert line(plan, DECEMBER, "doanh-thu").verdict == "no_data"
    for value, day in ((60, dt.date(2026, 6, 30)), (110, dt.date(2026, 9, 30))):
        declare_result(plan=plan, line_key="doanh-thu", value=value, as_of=day, source=f"Báo cáo {day.month}",
                       by=year.officer)
    july, december = line(plan, dt.date(2026, 7, 15), "doanh-thu"), line(plan, DECEMBER, "doanh-thu")
    assert (july.result, july.percent, july.source, july.as_of) == (60, 60, "Báo cáo 6", dt.date(2026, 6, 30))
    assert (december.result, december.verdict, december.opens) == (110, "met", False)
    assert rows_of(plan, "doanh-thu", DECEMBER) == []


def test_each_unit_counts_the_units_that_meet_their_own_share(year: Year) -> None:
    version = make_draft(year)
    made = make_line(year, version, "diem-ban", indicator="sales_points", low=1, per="each_unit")
    set_share(line=made, unit=year.communes[1], low=3, by=year.officer)
    approve_plan(version=version, decision="1/KH", decided_on=dt.date(2026, 1, 2), by=year.officer)
    open_points(year, 1)
    open_points(year, 2, unit=1)
    found = line(version.plan, MAY)
    assert (found.result, found.total, found.percent, found.verdict) == (1, 2, 50, "doing")
    assert sorted((cell.unit.name, cell.bounds.low, cell.result, cell.met) for cell in found.cells) == [
        ("Phú Xuyên", 3, 2, False), ("Tân Cương", 1, 1, True)]
    assert [row.name for row in rows_of(version.plan, "diem-ban", MAY)] == ["Xã Tân Cương"]
    assert [len(rows_of(version.plan, "diem-ban", MAY, unit=unit.pk)) for unit in year.communes] == [1, 2]


def test_progress_by_commune_adds_up_with_a_line_for_what_is_not_settled(year: Year) -> None:
    lines = (NEW, LineFacts("lop", "Lớp", indicator="activities", low=1))
    plan = make_plan(year, *lines)
    lost = make_producer(year.province, "Hợp tác xã Chưa Rõ (ví dụ)")
    for product in [*make_products(year, 2), *make_products(year, 1, producer=lost)]:
        enrol(cycle=plan.cycle, product=product, origin="new", on=dt.date(2026, 2, 1), by=year.officer)
    parts = by_unit(plan, "moi", MAY)
    assert [(unit.name if unit else None, count) for unit, count in parts] == [
        ("Phú Xuyên", 0), ("Tân Cương", 2), (None, 1)]
    assert sum(count for _unit, count in parts) == line(plan, MAY, "moi").result


def test_a_draft_is_shown_when_asked_for_and_only_then(year: Year) -> None:
    version = make_draft(year)
    make_line(year, version)
    with pytest.raises(Refusal, match="plan-not-approved"):
        programme_page(version.plan, MAY)
    assert programme_page(version.plan, MAY, version=version).version == version


def test_a_number_the_page_does_not_have_opens_nothing(year: Year) -> None:
    plan = make_plan(year, NEW)
    for key in ("khong-co", "so.khong-co"):
        with pytest.raises(Refusal, match="figure-unknown"):
            rows_of(plan, key, MAY)


def fill(year: Year, plan: Plan, count: int) -> None:
    """More of everything the sample plan counts."""
    for product in make_products(year, count):
        enrol(cycle=plan.cycle, product=product, origin="new", on=dt.date(2026, 2, 1), by=year.officer)
        facts = ActivityFacts("training", "Lớp", dt.date(2026, 2, 1), dt.date(2026, 2, 2), products=[product],
                              producers=[year.producer])
        record_activity(unit=year.province, facts=facts, by=year.officer)
    open_points(year, count)


def test_the_page_asks_the_same_few_questions_whatever_there_is(year: Year) -> None:
    plan = make_plan(year, NEW, POINTS, DECLARED, dataclasses.replace(NEW, line_key="moi-xa", per="each_unit"),
                     LineFacts("con", "Còn hiệu lực", indicator="live", low=1),
                     LineFacts("lop", "Lớp", indicator="activities", low=1),
                     LineFacts("len-4", "Lên 4 sao", indicator="raised", filters={"stars": [4]}, low=1))
    asked = []
    for count in (1, 3, 30):
        fill(year, plan, count)
        with CaptureQueriesContext(connection) as queries:
            found = find_plan("thai-nguyen", YEAR, nobody(MAY))
            assert found is not None
            programme_page(found, MAY)
        asked.append(len(queries))
    assert asked == [12, 12, 12]


def test_the_numbers_of_every_page_open_onto_their_rows(year: Year) -> None:
    plan = make_plan(year, NEW, POINTS, LineFacts("lop", "Lớp", indicator="activities", low=1))
    fill(year, plan, 3)
    check_openings(plan, programme_page(plan, MAY))


def test_the_sample_of_2026_opens_too() -> None:
    country()
    plan = sample_plan_2026(root())
    page = programme_page(plan, MAY)
    check_openings(plan, page)
    assert (len(page.targets), page.elapsed_percent, page.ended) == (8, 33, False)


def check_openings(plan: Plan, page: ProgrammePage) -> None:
    for one in page.lines:
        assert len(rows_of(plan, one.key, page.day)) == (one.result if one.opens else 0)
    for figure in (figure for split in page.splits for figure in (split.whole, *split.parts)):
        assert len(rows_of(plan, figure.key, page.day)) == figure.count
    for split in page.splits:
        assert sum(part.count for part in split.parts) in {split.whole.count, 0}


def sheet(data: bytes) -> list[list[str]]:
    """The cells of a workbook as text."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    return [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in rows]


def written(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_and_xlsx_are_equal_cell_by_cell_and_equal_to_the_page() -> None:
    plan = seed_case()
    page = programme_page(plan, DECEMBER)
    table = plan_table(page)
    assert sheet(xlsx_bytes(table)) == written(csv_bytes(table))
    cells = written(csv_bytes(table))
    assert (len(cells), cells[6][1:7]) == (
        16, ["Phát triển sản phẩm mới", "ít nhất 25 sản phẩm", "2", "25", "8", "chưa đủ số liệu"])
    rows = rows_table("76", rows_of(plan, "so.tham-gia", DECEMBER))
    assert sheet(xlsx_bytes(rows)) == written(csv_bytes(rows))
    assert len(rows.rows) == 76


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    table = Table("x", ("Tên",), (("=1+1",), ("@x",), ("-5",), ("007",), ("https://vidu.vn",)))
    assert sheet(xlsx_bytes(table)) == written(csv_bytes(table)) == [
        ["Tên"], ["'=1+1"], ["'@x"], ["'-5"], ["007"], ["https://vidu.vn"]]


def test_the_api_says_what_the_page_says() -> None:
    plan = seed_case()
    answer = programme_api("bac-kan", 2019, day=DECEMBER)
    assert answer is not None
    page = programme_page(plan, DECEMBER)
    assert [(one["key"], one["result"], one["percent"], one["status"]) for one in answer["lines"]] == [
        (one.key, one.result, one.percent, one.verdict.value) for one in page.lines]
    assert [(one["count"], [part["count"] for part in one["parts"]]) for one in answer["figures"]] == [
        (76, [45, 31]), (45, [5, 32, 8]), (2, [2])]
    assert answer["lines"][6]["target"] == {"kind": "range", "low": 10, "high": 15, "per": "whole", "unit": "tổ chức",
                                            "words": "10–15 tổ chức"}
    assert (programme_api("bac-kan", 2018), programme_api("nowhere", 2019)) == (None, None)


def test_a_plan_not_yet_approved_has_no_public_answer(year: Year) -> None:
    make_draft(year)
    assert programme_api("thai-nguyen", YEAR, day=MAY) is None


def test_numbers_as_reported_are_kept_once_a_day(year: Year) -> None:
    plan = make_plan(year, NEW, POINTS)
    open_points(year, 2)
    with pytest.raises(Refusal, match="freeze-forbidden"):
        freeze_figures(plan=plan, by=year.stranger)
    freeze_figures(plan=plan, by=year.officer)
    with pytest.raises(Refusal, match="frozen-already"):
        freeze_figures(plan=plan, by=year.officer)
    open_points(year, 1, unit=1)
    kept = Frozen.objects.visible_to(nobody(MAY)).order_by("line_key")
    assert list(kept.values_list("line_key", "value")) == [("diem-ban", 2), ("moi", 0)]
