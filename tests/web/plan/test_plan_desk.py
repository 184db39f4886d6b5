"""The plan's and the support desk: each page for its reader and strangers, refusals beside fields, constant queries."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop.accounts.enums import Role
from ocop.core.models import AuditEntry
from ocop.places.enums import Level, UnitKind
from ocop.programme.actions import enrol
from ocop.programme.models import Cohort, DeclaredResult, Enrolment, LineShare, Plan, PlanLine, PlanVersion
from ocop.support.actions import ActivityFacts, open_sales_point, record_activity
from ocop.support.models import Activity, Cost, SalesPoint
from tests.factories.places import make_old_unit, reckon
from tests.factories.programme import Year, a_year, make_draft, make_line, make_plan, make_products
from tests.people import officer
from tests.programme.test_plans import DECLARED, NEW

pytestmark = pytest.mark.django_db
DESK, HELP = "/lam-viec/ke-hoach/", "/lam-viec/ho-tro/"
PLAN = f"{DESK}thai-nguyen/2026/"
LINE = {"line_key": "diem-ban", "text": "Điểm bán", "kind": "counted", "indicator": "sales_points",
        "target": "at_least", "low": "2", "per": "whole", "counted_in": "điểm"}


@pytest.fixture
def year() -> Year:
    return a_year()


@pytest.fixture
def desk(client: Client, year: Year) -> Client:
    client.force_login(year.officer.user)
    return client


def errors(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def refused(client: Client, address: str, data: dict[str, Any], *, field: str, words: str, status: int = 422) -> None:
    """The form comes back with the sentence beside the field, what was entered kept, nothing written."""
    before = AuditEntry.objects.count()
    answer = client.post(address, data)
    text = errors(answer)
    assert (answer.status_code, AuditEntry.objects.count()) == (status, before)
    assert f'<p class="error" id="id_{field}-e">{words}' in text.replace("&quot;", '"'), text[-3000:]


def done(client: Client, address: str, data: dict[str, Any] | None = None) -> None:
    answer = client.post(address, data or {})
    assert answer.status_code == 302, errors(answer)[-2500:]


def test_a_plan_is_drafted_filled_approved_and_amended_through_screens(desk: Client, year: Year) -> None:
    done(desk, f"{DESK}lap/", {"authority": year.province.pk, "year": "2026", "slug": "thai-nguyen",
                               "kept_here": "on"})
    done(desk, f"{PLAN}chi-tieu/", LINE)
    done(desk, f"{PLAN}chi-tieu/", {**LINE, "line_key": "len-4", "indicator": "raised", "narrow": ["stars:4"],
                                    "target": "range", "low": "2", "high": "4", "due_on": "30/11/2026"})
    done(desk, f"{PLAN}chi-tieu/diem-ban/", {**LINE, "text": "Điểm bán mới", "low": "3"})
    done(desk, f"{PLAN}chi-tieu/len-4/bo/")
    done(desk, f"{PLAN}duyet/", {"decision": "01/KH-UBND", "decided_on": "15/1/2026"})
    line = PlanLine.objects.get()
    assert (line.text, line.low, line.version.state) == ("Điểm bán mới", 3, "approved")
    assert desk.get(f"{PLAN}chi-tieu/").status_code == 409
    done(desk, f"{PLAN}dieu-chinh/", {"reason": "Thêm vốn"})
    done(desk, f"{PLAN}chi-tieu/diem-ban/", {**LINE, "low": "5"})
    done(desk, f"{PLAN}duyet/", {"decision": "02/KH-UBND", "decided_on": "1/3/2026"})
    versions = PlanVersion.objects.order_by("no")
    assert [(one.state, one.lines.get().low) for one in versions] == [("superseded", 3), ("approved", 5)]
    assert "Các bản trước được giữ nguyên" in errors(desk.get(PLAN))


def test_filters_of_a_line_stay_when_it_is_changed(desk: Client, year: Year) -> None:
    version = make_draft(year)
    make_line(year, version, "len-4", indicator="raised", filters={"stars": [4]}, low=2)
    page = errors(desk.get(f"{PLAN}chi-tieu/len-4/"))
    assert 'value="stars:4"' in page and page.count("checked") == 1
    done(desk, f"{PLAN}chi-tieu/len-4/", {**LINE, "indicator": "raised", "narrow": ["stars:4", "stars:5"]})
    assert PlanLine.objects.get().filters == {"stars": [4, 5]}


@pytest.mark.parametrize(("change", "field", "words"), [
    ({"target": "range", "low": "15", "high": "10"}, "high", "Khoảng bị ngược"),
    ({"low": ""}, "low", "Hãy nhập đủ mức"),
    ({"low": "0"}, "low", "Mức của chỉ tiêu phải từ 1"),
    ({"low": "hai"}, "low", "Hãy nhập số nguyên"),
    ({"indicator": ""}, "indicator", "Hãy chọn điều được đếm"),
    ({"indicator": "improved"}, "cohort", "Chỉ tiêu này cần một danh sách chốt"),
    ({"narrow": ["kind:training"]}, "narrow", "Ô đã chọn không hợp"),
    ({"narrow": ["stars:4"]}, "narrow", "Bộ lọc không hợp"),
    ({"line_key": "Điểm bán"}, "line_key", "Mã chỉ tiêu chỉ gồm"),
    ({"text": ""}, "text", "Hãy nhập lời"),
    ({"due_on": "31/02/2026"}, "due_on", "Ngày này không có"),
    ({"baseline": "-1"}, "baseline", "Số gốc không thể là số âm"),
])
def test_a_line_that_cannot_be_is_refused_beside_its_field(desk: Client, year: Year, change: dict[str, Any], field: str,
                                                           words: str) -> None:
    make_draft(year)
    refused(desk, f"{PLAN}chi-tieu/", {**LINE, **change}, field=field, words=words)
    assert PlanLine.objects.count() == 0


def test_two_plans_for_one_year_are_refused(desk: Client, year: Year) -> None:
    make_draft(year)
    data = {"authority": year.province.pk, "year": "2026", "slug": "khac"}
    refused(desk, f"{DESK}lap/", data, field="year", words="Tỉnh Thái Nguyên đã có kế hoạch năm 2026", status=409)
    refused(desk, f"{DESK}lap/", {**data, "year": "2027", "counts_from": "1/3/2027", "counts_to": "1/2/2027"},
            field="counts_to", words="Ngày chốt phải từ")
    refused(desk, f"{DESK}lap/", {**data, "year": "2067x"}, field="year", words="Hãy nhập số nguyên")
    assert Plan.objects.count() == 1


def test_a_target_on_a_unit_abolished_in_2025_is_refused(desk: Client, year: Year) -> None:
    gone = make_old_unit("00001", "Huyện Cũ", province=year.province, parent=year.province, level=Level.DISTRICT,
                         kind=UnitKind.RURAL_DISTRICT)
    reckon(gone)
    version = make_draft(year)
    make_line(year, version, "diem-ban", indicator="sales_points", low=1, per="each_unit")
    address = f"{PLAN}chi-tieu/diem-ban/don-vi/"
    refused(desk, address, {"unit": gone.pk, "low": "1"}, field="unit", words="Huyện Huyện Cũ đã hết hiệu lực")
    upside_down = {"unit": year.communes[0].pk, "low": "3", "high": "1"}
    refused(desk, address, upside_down, field="high", words="Khoảng bị ngược")
    done(desk, address, {"unit": year.communes[0].pk, "low": "3"})
    assert LineShare.objects.get().low == 3


def test_results_are_declared_with_source_and_never_typed_for_counted_lines(desk: Client, year: Year) -> None:
    make_plan(year, DECLARED, NEW)
    good = {"value": "60", "as_of": "30/6/2026", "source": "Báo cáo 6 tháng"}
    refused(desk, f"{PLAN}ket-qua/doanh-thu/", {**good, "value": "-1"}, field="value", words="Kết quả không thể")
    refused(desk, f"{PLAN}ket-qua/doanh-thu/", {**good, "source": ""}, field="source", words="Hãy ghi nguồn")
    refused(desk, f"{PLAN}ket-qua/doanh-thu/", {**good, "as_of": "30/6/2067"}, field="as_of", words="Ngày của số liệu")
    done(desk, f"{PLAN}ket-qua/doanh-thu/", good)
    assert "name=\"value\"" not in errors(desk.get(f"{PLAN}ket-qua/moi/"))
    done(desk, f"{PLAN}ket-qua/moi/", {"coverage": "partial", "as_of": "30/6/2026", "source": "Sở"})
    assert list(DeclaredResult.objects.order_by("pk").values_list("line_key", "value", "coverage")) == [
        ("doanh-thu", 60, ""), ("moi", None, "partial")]
    done(desk, f"{PLAN}ghi-chu/", {"text": "Hai số khác nhau", "sources": "Báo A\nBáo B"})
    assert Plan.objects.get().notes == [{"text": "Hai số khác nhau", "sources": ["Báo A", "Báo B"]}]


def test_products_are_enrolled_a_list_is_frozen_and_a_year_closed(desk: Client, year: Year) -> None:
    plan = make_plan(year, NEW)
    products = make_products(year, 3)
    form = {"products": [one.pk for one in products[:2]], "origin": "starred", "on": "1/2/2026", "source": "Danh sách"}
    refused(desk, f"{PLAN}tham-gia/ghi/", {**form, "on": "1/2/2067"}, field="on", words="Ngày tham gia ở tương lai")
    refused(desk, f"{PLAN}tham-gia/ghi/", {**form, "products": []}, field="products", words="Hãy chọn ít nhất một")
    done(desk, f"{PLAN}tham-gia/ghi/", form)
    refused(desk, f"{PLAN}danh-sach/", {"name": "Nhóm", "source": ""}, field="source", words="Hãy ghi nguồn")
    refused(desk, f"{PLAN}danh-sach/", {"name": "Nhóm", "source": "Sở"}, field="products", words="Danh sách phải có")
    done(desk, f"{PLAN}danh-sach/", {"name": "Nhóm", "origin": "starred", "source": "Sở"})
    row = Enrolment.objects.order_by("pk")[0]
    refused(desk, f"{PLAN}tham-gia/{row.pk}/thoi/", {"last_day": "1/1/2026"}, field="last_day", words="Ngày thôi")
    done(desk, f"{PLAN}tham-gia/{row.pk}/thoi/", {"last_day": "1/6/2026"})
    done(desk, f"{PLAN}chu-trinh/")
    assert desk.post(f"{PLAN}tham-gia/ghi/", {**form, "products": [products[2].pk]}).status_code == 409
    plan.cycle.refresh_from_db()
    assert (Cohort.objects.get().members.count(), Enrolment.objects.count(), plan.cycle.state) == (2, 2, "closed")


PAGES = ("", "lap/", "thai-nguyen/2026/", "thai-nguyen/2026/chi-tieu/", "thai-nguyen/2026/chi-tieu/moi/",
         "thai-nguyen/2026/chi-tieu/moi/bo/", "thai-nguyen/2026/chi-tieu/moi/don-vi/", "thai-nguyen/2026/duyet/",
         "thai-nguyen/2026/ghi-chu/", "thai-nguyen/2026/chu-trinh/", "thai-nguyen/2026/tham-gia/",
         "thai-nguyen/2026/tham-gia/ghi/", "thai-nguyen/2026/danh-sach/", "thai-nguyen/2026/dieu-chinh/")


def test_another_office_finds_nothing_and_a_reader_of_the_office_may_not_write(client: Client, year: Year) -> None:
    make_line(year, make_draft(year))
    client.force_login(year.officer.user)
    assert {client.get(DESK + page).status_code for page in PAGES} == {200}
    client.force_login(year.stranger.user)
    assert {page: client.get(DESK + page).status_code for page in PAGES[2:]} == dict.fromkeys(PAGES[2:], 404)
    leader = officer("Phan Quốc Việt", Role.LEADER, year.province)
    client.force_login(leader.user)
    assert [client.get(DESK + page).status_code for page in PAGES[:4]] == [200, 404, 200, 403]
    client.force_login(officer("Trần Văn Bình", Role.COMMUNE_OFFICER, year.communes[0]).user)
    assert client.get(DESK).status_code == 404


def test_the_desks_ask_as_many_questions_for_one_row_as_for_three(desk: Client, year: Year) -> None:
    plan = make_plan(year, NEW)
    asked = []
    for count in (1, 2):
        for product in make_products(year, count):
            enrol(cycle=plan.cycle, product=product, origin="new", on=dt.date(2026, 2, 1), by=year.officer)
            record_activity(unit=year.province, by=year.officer, facts=ActivityFacts(
                "training", "Lớp", dt.date(2026, 2, 1), products=[product], costs={"province": 5}))
            open_sales_point(name="Điểm", kind="point", unit=year.communes[0], opened_on=dt.date(2026, 2, 1),
                             by=year.officer)
        counts = []
        for address in (DESK, PLAN, f"{PLAN}tham-gia/", HELP, f"{HELP}diem-ban/", f"{HELP}ghi/"):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(address).status_code == 200
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]


ACTIVITY = {"kind": "training", "title": "Lớp ghi chép", "starts_on": "1/2/2026", "ends_on": "2/2/2026"}


def test_an_activity_is_recorded_with_costs_finished_and_costed_again(desk: Client, year: Year) -> None:
    done(desk, f"{HELP}ghi/", {**ACTIVITY, "unit": year.province.pk, "ends_on": "", "producers": [year.producer.pk],
                               "cost-province": "12.000.000"})
    row = Activity.objects.get()
    done(desk, f"{HELP}{row.pid}/kinh-phi/", {"source": "own", "amount": "500000"})
    refused(desk, f"{HELP}{row.pid}/ket-thuc/", {"ends_on": "1/1/2026"}, field="ends_on", words="Ngày kết thúc phải từ")
    done(desk, f"{HELP}{row.pid}/ket-thuc/", {"ends_on": "3/2/2026", "output": "9 người dự"})
    row.refresh_from_db()
    assert (row.ends_on, row.output) == (dt.date(2026, 2, 3), "9 người dự")
    assert dict(Cost.objects.values_list("source", "amount")) == {"province": 12_000_000, "own": 500_000}
    text = errors(desk.get(f"{HELP}{row.pid}/"))
    assert ("12.500.000" in text, year.producer.name in text) == (True, True)


@pytest.mark.parametrize(("change", "field", "words"), [
    ({"ends_on": "31/1/2026"}, "ends_on", "Ngày kết thúc phải từ ngày bắt đầu"),
    ({"ends_on": "1/1/2067"}, "ends_on", "Ngày kết thúc ở tương lai"),
    ({"cost-own": "-5"}, "cost-own", "Số tiền không thể là số âm"),
    ({"cost-own": "9" * 18}, "cost-own", "Số tiền quá lớn"),
    ({"cost-own": "mười"}, "cost-own", "Hãy nhập số đồng"),
    ({"kind": "restructuring"}, "to_form", "Tái cơ cấu phải ghi loại hình"),
    ({"kind": "restructuring", "from_form": "group", "to_form": "cooperative"}, "producers", "Hãy chọn tổ chức"),
    ({"title": ""}, "title", "Hãy nhập tên hoạt động"),
    ({"line_key": "khong-co"}, "line_key", "Kế hoạch không có chỉ tiêu này"),
    ({"unit": "0"}, "unit", "Bạn chỉ ghi hoạt động của cơ quan mình"),
])
def test_an_activity_that_cannot_be_is_refused_beside_its_field(desk: Client, year: Year, change: dict[str, Any],
                                                                field: str, words: str) -> None:
    refused(desk, f"{HELP}ghi/", {**ACTIVITY, "unit": year.province.pk, **change}, field=field, words=words)
    assert (Activity.objects.count(), Cost.objects.count()) == (0, 0)


def test_restructuring_tells_the_form_before_and_after(desk: Client, year: Year) -> None:
    done(desk, f"{HELP}ghi/", {**ACTIVITY, "unit": year.province.pk, "kind": "restructuring", "from_form": "group",
                               "to_form": "cooperative", "producers": [year.producer.pk]})
    assert "Tổ hợp tác → Hợp tác xã" in errors(desk.get(f"{HELP}{Activity.objects.get().pid}/"))


def test_a_point_is_opened_and_closed_and_a_stranger_finds_it_not(client: Client, desk: Client, year: Year) -> None:
    data = {"name": "Điểm Chè", "kind": "point", "unit": year.communes[0].pk, "opened_on": "1/2/2026",
            "hours": "7.00–17.00"}
    refused(desk, f"{HELP}diem-ban/ghi/", {**data, "name": ""}, field="name", words="Hãy nhập tên")
    refused(desk, f"{HELP}diem-ban/ghi/", {**data, "unit": "0"}, field="unit", words="Đơn vị này không thuộc")
    done(desk, f"{HELP}diem-ban/ghi/", data)
    point = SalesPoint.objects.get()
    close = f"{HELP}diem-ban/{point.pid}/dong/"
    refused(desk, close, {"last_day": "1/1/2026"}, field="last_day", words="Ngày đóng phải từ ngày mở")
    client.force_login(year.stranger.user)
    assert client.get(close).status_code == 404
    client.force_login(year.officer.user)
    done(client, close, {"last_day": "1/3/2026"})
    point.refresh_from_db()
    assert point.closed_on == dt.date(2026, 3, 1)


def test_lists_narrow_and_leave_as_files(desk: Client, year: Year) -> None:
    make_plan(year, NEW)
    for address in (DESK, f"{PLAN}tham-gia/", HELP, f"{HELP}diem-ban/"):
        assert desk.get(f"{address}?xuat=xlsx").headers["Content-Type"].startswith("application/vnd.openxml")
    for title, kind in (("Lớp ghi chép", "training"), ("Phiên chợ", "promotion")):
        record_activity(unit=year.province, by=year.officer,
                        facts=ActivityFacts(kind, title, dt.date(2026, 2, 1)))
    for query, found in (("q=lop", ["Lớp ghi chép"]), ("loai=promotion", ["Phiên chợ"]), ("dang=xong", []),
                         ("nam=2025", [])):
        text = errors(desk.get(f"{HELP}?{query}"))
        assert [title for title in ("Lớp ghi chép", "Phiên chợ") if title in text] == found
    assert "Không có kế hoạch nào khớp." in errors(desk.get(f"{DESK}?tinh-trang=draft"))
