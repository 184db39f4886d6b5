"""Bắc Kạn 2019 told by its own figures: 76 = 45 + 31, 45 = 5 + 32 + 8, each line, each number open to its rows."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ocop.core.actor import nobody
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.programme.models import Cohort, Enrolment, Plan
from ocop.programme.queries import find_plan
from ocop.recognition.models import PastResult, Recognition
from ocop.registry.models import Product
from ocop.reports.page import by_unit, programme_page, rows_of
from ocop.reports.shown import ProgrammePage
from ocop.support.seedcase import load_seed_case, read_facts
from tests.factories.places import country
from tests.factories.programme import seed_case
from tests.people import root

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
NO_DATA = "chưa có số liệu"


@pytest.fixture
def plan() -> Plan:
    return seed_case()


@pytest.fixture
def told(plan: Plan) -> ProgrammePage:
    return programme_page(plan, DAY)


def test_seventy_six_are_forty_five_and_thirty_one_and_forty_five_are_five_thirty_two_and_eight(
    told: ProgrammePage,
) -> None:
    found = [(split.whole.count, tuple(part.count for part in split.parts)) for split in told.splits[:2]]
    assert found == [(76, (45, 31)), (45, (5, 32, 8))]
    assert sum(part.count for part in told.splits[1].parts[:2]) == 37


def test_each_line_of_the_plan_says_what_the_article_says(told: ProgrammePage) -> None:
    assert [(line.key, line.target_words, line.result, line.percent, str(line.verdict.label))
            for line in told.targets] == [
        ("nang-cap", "45 sản phẩm (tất cả)", None, None, NO_DATA),
        ("len-5-sao", "ít nhất 1 sản phẩm", 0, 0, "không đạt"),
        ("len-4-sao", "16 sản phẩm", None, None, NO_DATA),
        ("len-3-sao", "6 sản phẩm", None, None, NO_DATA),
        ("hoan-thien", "31 sản phẩm (tất cả)", None, None, NO_DATA),
        ("san-pham-moi", "ít nhất 25 sản phẩm", 2, 8, "chưa đủ số liệu"),
        ("tai-co-cau", "10–15 tổ chức", None, None, NO_DATA),
        ("to-chuc", "mỗi đơn vị ít nhất 1 tổ chức", 2, 25, "chưa đủ số liệu"),
        ("trung-tam", "2 trung tâm", None, None, NO_DATA),
        ("diem-ban", "6 điểm", None, None, NO_DATA),
    ]
    assert [line.text for line in told.measures] == [
        "Tuyên truyền", "Tập huấn cho chủ thể", "Tư vấn sản phẩm", "Hoàn thiện bao bì, mẫu mã", "Xúc tiến thương mại"]
    assert {str(one.label): count for one, count in told.counts} == {
        NO_DATA: 7, "chưa đủ số liệu": 2, "không đạt": 1}


def test_the_five_star_line_names_the_source_of_its_zero(told: ProgrammePage) -> None:
    line = next(line for line in told.lines if line.key == "len-5-sao")
    assert line.source == read_facts()["sources"]["five_stars"]
    assert (line.result_words, line.parent, line.as_of) == ("0 / 1 · 0 %", "nang-cap", dt.date(2020, 1, 10))


def test_eight_units_of_then_stand_under_the_line_of_each_unit(plan: Plan, told: ProgrammePage) -> None:
    line = next(line for line in told.lines if line.key == "to-chuc")
    assert sorted((cell.unit.full_name, cell.met) for cell in line.cells) == sorted([
        ("Huyện Ba Bể", None), ("Huyện Bạch Thông", None), ("Huyện Chợ Đồn", None), ("Huyện Chợ Mới", True),
        ("Huyện Na Rì", True), ("Huyện Ngân Sơn", None), ("Huyện Pác Nặm", None), ("Thành phố Bắc Kạn", None)])
    assert [row.name for row in rows_of(plan, "to-chuc", DAY)] == ["Huyện Chợ Mới", "Huyện Na Rì"]
    assert line.result_words == "2 / 8 · 25 %"


def test_every_number_opens_onto_exactly_the_rows_it_counts(plan: Plan, told: ProgrammePage) -> None:
    figures = [figure for split in told.splits for figure in (split.whole, *split.parts)]
    assert {one.key: len(rows_of(plan, one.key, DAY)) for one in figures} == {one.key: one.count for one in figures}
    opened = {line.key: len(rows_of(plan, line.key, DAY)) for line in told.targets}
    assert opened == {line.key: line.result or 0 for line in told.targets}
    for line in told.lines:
        for cell in line.cells:
            assert len(rows_of(plan, line.key, DAY, unit=cell.unit.pk)) == (cell.result or 0)


def test_the_parts_by_unit_add_up_to_the_whole_with_a_line_for_the_unsettled(plan: Plan) -> None:
    parts = by_unit(plan, "san-pham-moi", DAY)
    assert [(unit.name if unit else "chưa xác định", count) for unit, count in parts if count] == [
        ("Chợ Mới", 1), ("Na Rì", 1)]
    assert len(parts) == 8


def test_names_nobody_tells_are_not_invented(plan: Plan) -> None:
    rows = rows_of(plan, "so.tham-gia", DAY)
    assert [row.name for row in rows] == [f"Chưa rõ tên số {no:02d}" for no in range(1, 77)]
    assert {row.detail for row in rows} == {"Chưa rõ chủ thể"}
    assert {row.link for row in rows} == {""}
    named = programme_page(plan, DAY).lists
    assert [(one.name, sorted(row.name for row in one.rows)) for one in named] == [
        ("Sản phẩm nêu tên trong báo cáo",
         ["Chè shan tuyết", "Gạo Bao thai Chợ Đồn", "Gạo nếp Khẩu nua Lếch", "Miến dong", "Quýt Bắc Kạn",
          "Tinh bột nghệ"])]


def test_a_star_without_a_name_is_a_past_result_with_its_source_and_no_recognition(plan: Plan) -> None:
    stars = list(PastResult.objects.order_by("pk").values_list("stars", flat=True))
    assert stars == [4] * 5 + [3] * 32 + [None] * 8
    assert PastResult.objects.filter(source="").count() == 0
    assert list(Recognition.objects.order_by("product_name").values_list(
        "product_name", "stars", "decision__number", "certificates__valid_to")) == [
        ("Gạo nếp Tân Sơn", 3, "35/QĐ-UBND", dt.date(2023, 1, 10)),
        ("Trà Cà gai leo", 3, "35/QĐ-UBND", dt.date(2023, 1, 10))]


def test_every_fact_of_the_case_has_a_source(plan: Plan, told: ProgrammePage) -> None:
    assert Enrolment.objects.filter(source="").count() == 0
    assert Cohort.objects.filter(source="").count() == 0
    assert [line.key for line in told.targets if not line.source] == []
    conflict = told.notes[0]
    assert ("37" in conflict[0], "35" in conflict[0], len(conflict[1])) == (True, True, 2)


def test_loading_again_changes_nothing(plan: Plan) -> None:
    before = (Product.objects.count(), AuditEntry.objects.count())
    assert load_seed_case(by=root()) == plan
    said = StringIO()
    call_command("load_seed_case", stdout=said)
    assert said.getvalue() == "Bắc Kạn 2019: bac-kan/2019\n"
    assert (Product.objects.count(), AuditEntry.objects.count()) == before


def test_the_command_lays_the_case_as_the_system_itself() -> None:
    country()
    said = StringIO()
    call_command("load_seed_case", stdout=said)
    assert said.getvalue() == "Bắc Kạn 2019: bac-kan/2019\n"
    assert Enrolment.objects.count() == 78


def test_without_units_the_case_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(CommandError):
        call_command("load_seed_case")
    assert Plan.objects.count() == 0


def test_a_stranger_cannot_lay_the_case() -> None:
    country()
    with pytest.raises(Refusal, match="year-forbidden"):
        load_seed_case(by=nobody(DAY))
    assert (Plan.objects.count(), Product.objects.count()) == (0, 0)


def test_the_page_asks_the_database_at_most_twelve_times(plan: Plan) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = find_plan("bac-kan", 2019, nobody(DAY))
        assert found is not None
        programme_page(found, DAY)
    assert len(asked) == 11


def test_thai_nguyen_keeps_the_year_of_the_former_bac_kan() -> None:
    plan = seed_case()
    assert (plan.authority.code, plan.authority.today_province and plan.authority.today_province.code) == ("06", "19")
