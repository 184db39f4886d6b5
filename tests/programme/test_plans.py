"""Plans: drafted, approved, amended with the earlier version kept; what they refuse."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ocop.core.actor import nobody
from ocop.core.models import AuditEntry
from ocop.core.refusal import Refusal
from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.programme.actions import (
    LineFacts,
    add_line,
    amend_line,
    amend_plan,
    approve_plan,
    declare_result,
    discard_draft,
    draft_plan,
    note_plan,
    remove_line,
    set_share,
)
from ocop.programme.models import Plan, PlanLine, PlanVersion
from ocop.programme.queries import draft_of, find_plan, units_of, version_in_force
from ocop.programme.samples import sample_plan_2026
from tests.factories.places import EVE, country, unit
from tests.factories.programme import (
    YEAR,
    Year,
    a_year,
    make_cohort,
    make_draft,
    make_line,
    make_plan,
    make_products,
)
from tests.people import root

pytestmark = pytest.mark.django_db
NEW = LineFacts("moi", "Sản phẩm mới", indicator="new_products", low=25)
DECLARED = LineFacts("doanh-thu", "Doanh thu", kind="declared", low=100, counted_in="tỷ đồng")


@pytest.fixture
def year() -> Year:
    return a_year()


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code}:")


def test_a_plan_is_hidden_until_it_is_approved(year: Year) -> None:
    version = make_draft(year)
    passer_by = nobody(year.officer.today)
    assert (find_plan("thai-nguyen", YEAR, passer_by), find_plan("thai-nguyen", YEAR, year.stranger)) == (None, None)
    assert find_plan("thai-nguyen", YEAR, year.officer) == version.plan
    make_line(year, version)
    approve_plan(version=version, decision="01/KH-UBND", decided_on=dt.date(2026, 1, 15), by=year.officer)
    assert find_plan("thai-nguyen", YEAR, passer_by) == version.plan
    assert version_in_force(version.plan) == version


def test_an_amendment_keeps_the_earlier_version_and_holds_once_approved(year: Year) -> None:
    parent, child = dataclasses.replace(NEW, line_key="tat-ca"), dataclasses.replace(NEW, parent="tat-ca")
    plan = make_plan(year, parent, child)
    first = plan.versions.get()
    draft = amend_plan(plan=plan, reason="Tỉnh giao thêm", by=year.officer)
    line = draft.lines.get(line_key="moi")
    assert line.parent is not None and line.parent.version_id == draft.pk
    amend_line(line=line, facts=dataclasses.replace(LineFacts.of(line), low=36), by=year.officer)
    assert (version_in_force(plan), draft_of(plan)) == (first, draft)
    approve_plan(version=draft, decision="02/KH-UBND", decided_on=dt.date(2026, 6, 1), by=year.officer)
    assert [(one.no, one.state, one.lines.get(line_key="moi").low) for one in plan.versions.order_by("no")] == [
        (1, "superseded", 25), (2, "approved", 36)]


def test_shares_go_with_an_amendment(year: Year) -> None:
    version = make_draft(year)
    line = make_line(year, version)
    set_share(line=line, unit=year.communes[0], low=3, by=year.officer)
    approve_plan(version=version, decision="01/KH", decided_on=dt.date(2026, 1, 2), by=year.officer)
    draft = amend_plan(plan=version.plan, reason="Thêm", by=year.officer)
    assert list(draft.lines.get().shares.values_list("unit", "low")) == [(year.communes[0].pk, 3)]


def test_an_approved_version_never_changes(year: Year) -> None:
    plan = make_plan(year, NEW)
    version = plan.versions.get()
    line = version.lines.get()
    with refused("plan-not-draft"):
        add_line(version=version, facts=DECLARED, by=year.officer)
    with refused("plan-not-draft"):
        amend_line(line=line, facts=NEW, by=year.officer)
    with refused("plan-not-draft"):
        remove_line(line=line, by=year.officer)
    with refused("plan-not-draft"):
        set_share(line=line, unit=year.communes[0], low=1, by=year.officer)
    with refused("approve_plan-wrong-state"):
        approve_plan(version=version, decision="02/KH", decided_on=dt.date(2026, 2, 1), by=year.officer)


def test_one_amendment_at_a_time_and_a_draft_can_be_thrown_away(year: Year) -> None:
    plan = make_plan(year, NEW)
    draft = amend_plan(plan=plan, reason="Thêm", by=year.officer)
    with refused("draft-exists"):
        amend_plan(plan=plan, reason="Thêm nữa", by=year.officer)
    discard_draft(version=draft, by=year.officer)
    assert [one.no for one in plan.versions.all()] == [1]
    with refused("discard-draft-state"):
        discard_draft(version=plan.versions.get(), by=year.officer)


def test_two_plans_for_one_year_are_refused(year: Year) -> None:
    make_draft(year)
    before = AuditEntry.objects.count()
    with refused("plan-exists"):
        draft_plan(authority=year.province, year=YEAR, slug="thai-nguyen-hai", by=year.officer)
    other = AdminUnit.objects.get(code="08")
    with refused("plan-slug-taken"):
        draft_plan(authority=other, year=YEAR, slug="thai-nguyen", by=year.stranger)
    assert (Plan.objects.count(), AuditEntry.objects.count()) == (1, before)


@pytest.mark.parametrize(("fields", "code"), [
    ({"slug": "Thái Nguyên"}, "plan-slug"), ({"slug": "Thai"}, "plan-slug"), ({"year": 26}, "cycle-year"),
    ({"counts_from": dt.date(2026, 5, 1), "counts_to": dt.date(2026, 4, 30)}, "plan-period"),
    ({"year": 2019}, "unit-abolished"),
])
def test_a_plan_that_cannot_be_is_refused(year: Year, fields: dict[str, Any], code: str) -> None:
    with refused(code):
        draft_plan(**{"authority": year.province, "year": YEAR, "slug": "tn", "by": year.officer, **fields})
    assert Plan.objects.count() == 0


def test_a_plan_of_a_province_that_is_no_more_is_refused() -> None:
    country()
    old = unit("06", level=Level.PROVINCE, day=EVE)
    with refused("unit-abolished"):
        draft_plan(authority=old, year=2026, slug="bac-kan", by=root())
    assert draft_plan(authority=old, year=2024, slug="bac-kan", by=root()).no == 1


@pytest.mark.parametrize(("fields", "code"), [
    ({"target": "range", "low": 15, "high": 10}, "bounds-upside-down"), ({"low": -3}, "bounds-negative"),
    ({"low": None}, "bounds-missing"), ({"high": 30}, "bounds-superfluous"), ({"indicator": "stars"}, "line-indicator"),
    ({"indicator": ""}, "line-indicator"), ({"filters": {"stars": [5]}}, "line-filter"),
    ({"indicator": "recognised", "filters": {"stars": 5}}, "line-filter"), ({"indicator": "raised"}, "line-stars"),
    ({"indicator": "improved"}, "line-cohort"), ({"text": " "}, "line-text"), ({"line_key": "có dấu"}, "line-key"),
    ({"kind": "measure"}, "line-measure"), ({"target": "none"}, "line-measure"), ({"baseline": -1}, "line-baseline"),
    ({"parent": "khong-co"}, "line-parent"), ({"kind": "declared"}, "line-indicator"), ({"per": "x"}, "line-kind"),
    ({"kind": "declared", "indicator": "", "per": "each_unit"}, "line-per"),
])
def test_a_line_that_cannot_be_is_refused_and_nothing_is_written(year: Year, fields: dict[str, Any], code: str) -> None:
    version = make_draft(year)
    with refused(code):
        make_line(year, version, **{"key": fields.pop("line_key", "moi"), **fields})
    assert PlanLine.objects.count() == 0


def test_a_key_stands_once_and_never_changes(year: Year) -> None:
    version = make_draft(year)
    line = make_line(year, version)
    with refused("line-exists"):
        make_line(year, version)
    with refused("line-key"):
        amend_line(line=line, facts=dataclasses.replace(NEW, line_key="khac"), by=year.officer)


def test_a_list_of_another_year_is_refused(year: Year) -> None:
    version = make_draft(year)
    cohort = make_cohort(year, make_products(year, 1))
    other = draft_plan(authority=year.province, year=YEAR + 1, slug="thai-nguyen", by=year.officer)
    facts = LineFacts("nang-cap", "Nâng cấp", indicator="improved", target="all", low=1, cohort=cohort)
    assert add_line(version=version, facts=facts, by=year.officer).cohort == cohort
    with refused("line-cohort"):
        add_line(version=other, facts=facts, by=year.officer)


def test_a_parent_goes_after_its_children(year: Year) -> None:
    version = make_draft(year)
    parent = make_line(year, version, "cha")
    child = make_line(year, version, "con", parent="cha")
    with refused("line-has-children"):
        remove_line(line=parent, by=year.officer)
    with refused("line-parent"):
        make_line(year, version, "chau", parent="con")
    remove_line(line=child, by=year.officer)
    remove_line(line=parent, by=year.officer)
    assert version.lines.count() == 0


def test_a_target_on_a_unit_abolished_in_2025_is_refused() -> None:
    country()
    province = unit("19", level=Level.PROVINCE)
    version = draft_plan(authority=province, year=2026, slug="thai-nguyen", by=root())
    line = add_line(version=version, facts=NEW, by=root())
    with refused("unit-abolished"):
        set_share(line=line, unit=unit("064", level=Level.DISTRICT, day=EVE), low=1, by=root())
    with refused("unit-outside"):
        set_share(line=line, unit=unit("00694"), low=1, by=root())
    for low, high, code in ((-1, None, "bounds-negative"), (5, 2, "bounds-upside-down")):
        with refused(code):
            set_share(line=line, unit=unit("05503"), low=low, high=high, by=root())
    assert set_share(line=line, unit=unit("05503"), low=2, by=root()).low == 2
    assert set_share(line=line, unit=unit("05503"), low=3, high=4, by=root()).high == 4
    assert line.shares.count() == 1


def test_each_unit_means_districts_before_july_2025_and_communes_after() -> None:
    country()
    old = draft_plan(authority=unit("06", level=Level.PROVINCE, day=EVE), year=2019, slug="bac-kan", by=root()).plan
    new = draft_plan(authority=unit("19", level=Level.PROVINCE), year=2026, slug="thai-nguyen", by=root()).plan
    assert [one.level for one in units_of(old)] == [Level.DISTRICT] * 8
    assert {one.level for one in units_of(new)} == {Level.COMMUNE}


@pytest.mark.parametrize(("fields", "code"), [
    ({"line_key": "moi", "value": 3}, "declared-counted"), ({"line_key": "moi"}, "declared-coverage"),
    ({"line_key": "doanh-thu", "value": -1}, "declared-negative"), ({"line_key": "doanh-thu"}, "declared-missing"),
    ({"line_key": "doanh-thu", "value": 1, "source": " "}, "declared-source"),
    ({"line_key": "doanh-thu", "value": 1, "as_of": dt.date(2999, 1, 1)}, "declared-future"),
    ({"line_key": "doanh-thu", "value": 1, "coverage": "complete"}, "declared-coverage"),
    ({"line_key": "khong-co", "value": 1}, "line-unknown"),
])
def test_a_result_is_typed_only_where_it_cannot_be_counted(year: Year, fields: dict[str, Any], code: str) -> None:
    plan = make_plan(year, NEW, DECLARED)
    with refused(code):
        declare_result(**{"plan": plan, "as_of": dt.date(2026, 6, 30), "source": "Cục Thống kê", "by": year.officer,
                          **fields})
    assert plan.declared.count() == 0


def test_a_stranger_and_a_passer_by_write_nothing(year: Year) -> None:
    plan = make_plan(year, NEW, DECLARED)
    draft = amend_plan(plan=plan, reason="Thêm", by=year.officer)
    day = dt.date(2026, 6, 30)
    for actor in (year.stranger, nobody(day)):
        for verb in (
            lambda by: draft_plan(authority=year.province, year=2027, slug="x", by=by),
            lambda by: add_line(version=draft, facts=dataclasses.replace(NEW, line_key="b"), by=by),
            lambda by: remove_line(line=draft.lines.first(), by=by),
            lambda by: approve_plan(version=draft, decision="1", decided_on=day, by=by),
            lambda by: amend_plan(plan=plan, reason="x", by=by),
            lambda by: declare_result(plan=plan, line_key="doanh-thu", value=1, as_of=day, source="x", by=by),
            lambda by: note_plan(plan=plan, text="x", sources=["y"], by=by),
            lambda by: discard_draft(version=draft, by=by),
        ):
            with pytest.raises(Refusal) as refusal:
                verb(actor)
            assert refusal.value.kind == "forbidden"


def test_a_plan_is_approved_with_its_act_and_with_lines_only(year: Year) -> None:
    version = make_draft(year)
    for decision, day, code in ((" ", dt.date(2026, 1, 1), "plan-decision"), ("1", dt.date(2999, 1, 1), "plan-future"),
                                ("1", dt.date(2026, 1, 1), "approve_plan-incomplete")):
        with refused(code):
            approve_plan(version=version, decision=decision, decided_on=day, by=year.officer)
    assert PlanVersion.objects.get().state == "draft"


def test_a_note_names_its_sources(year: Year) -> None:
    plan = make_plan(year, NEW)
    with refused("note-source"):
        note_plan(plan=plan, text="35 hay 37", sources=[" "], by=year.officer)
    note_plan(plan=plan, text="35 hay 37", sources=["a", "b"], by=year.officer)
    assert Plan.objects.get().notes == [{"text": "35 hay 37", "sources": ["a", "b"]}]


def test_the_database_itself_refuses_a_range_upside_down(year: Year) -> None:
    line = make_line(year, make_draft(year))
    for wrong in ({"target": "range", "high": 3}, {"low": 0}, {"low": None}, {"indicator": ""}, {"kind": "measure"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanLine.objects.filter(pk=line.pk).update(**wrong)


def test_the_sample_plan_of_2026_is_made_once_and_says_that_it_is_an_example() -> None:
    country()
    plan = sample_plan_2026(root())
    assert sample_plan_2026(root()) == plan
    lines = PlanLine.objects.filter(version__plan=plan)
    assert (lines.count(), lines.exclude(text__contains="(ví dụ)").count(), plan.address) == (
        8, 0, "thai-nguyen/2026")


def test_the_sample_plan_needs_the_units() -> None:
    with refused("places-missing"):
        sample_plan_2026(root())
