"""The leader's page: every number opens onto exactly its rows; page, API, CSV and XLSX say the same."""

import csv
import datetime as dt
import io
import re
from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html
from python_calamine import CalamineWorkbook

from ocop.dossiers.models import Dossier
from ocop.programme.actions import LineFacts, amend_plan, approve_plan, declare_result, enrol
from ocop.programme.models import Plan
from ocop.programme.samples import sample_plan_2026
from ocop.support.actions import ActivityFacts, open_sales_point, record_activity
from tests.factories.places import country
from tests.factories.programme import Year, a_year, make_draft, make_line, make_plan, make_products, seed_case
from tests.journeys.world import build_world, draft_dossier
from tests.people import root
from tests.programme.test_plans import DECLARED, NEW

pytestmark = pytest.mark.django_db
SEED = "/chuong-trinh/bac-kan/2019/"
LIVING = "/chuong-trinh/thai-nguyen/2026/"


@pytest.fixture
def year() -> Year:
    return a_year()


def tree(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content)


def css(node: Any, selector: str) -> list[Any]:
    """The few selectors used here, as XPath."""
    paths = []
    for one in selector.split(", "):
        path, step = ".", "//"
        for part in one.split():
            if part == ">":
                step = "/"
                continue
            name, tests = re.match(r"[a-z0-9]*", part)[0] or "*", re.findall(r"[.#][\w-]+|\[[\w-]+\]", part)
            path += step + name + "".join(
                f"[@{one[1:-1]}]" if one[0] == "[" else f"[@id='{one[1:]}']" if one[0] == "#"
                else f"[contains(concat(' ', @class, ' '), ' {one[1:]} ')]" for one in tests)
            step = "//"
        paths.append(path)
    return list(node.xpath(" | ".join(paths)))


def listed(client: Client, address: str) -> int:
    """How many rows an address lists; it says the same number over them."""
    page = tree(client, address)
    count = len(css(page, "table.counted tbody tr"))
    said = css(page, "[data-rows]")
    assert [int(one.get("data-rows")) for one in said] == [count] or not said
    return count


def crawl(client: Client, start: str) -> dict[str, int]:
    """Follow every number of a page and of the pages it opens; each must list as many rows as it says."""
    seen: dict[str, int] = {}
    queue, walked = [start, urljoin(start, "theo-don-vi/")], set[str]()
    while queue:
        address = queue.pop()
        walked.add(address)
        for link in css(tree(client, address), "a[data-count]"):
            target, count = urljoin(address, link.get("href")), int(link.get("data-count"))
            assert seen.setdefault(target, count) == count, target
            if target not in walked:
                walked.add(target)
                queue.append(target)
    for target, count in seen.items():
        assert listed(client, target) == count, target
    return seen


def test_every_number_of_2019_opens_onto_exactly_its_rows(client: Client) -> None:
    seed_case()
    seen = crawl(client, SEED)
    assert sorted({count for count in seen.values() if count > 2}) == [5, 8, 31, 32, 37, 45, 76]
    assert listed(client, f"{SEED}so.danh-gia-2018.4,so.danh-gia-2018.3/") == 37


def fill(year: Year, plan: Plan, count: int) -> None:
    for product in make_products(year, count):
        enrol(cycle=plan.cycle, product=product, origin="starred", on=dt.date(2026, 2, 1), by=year.officer)
    for no in range(count):
        record_activity(unit=year.province, by=year.officer, facts=ActivityFacts(
            "training", f"Lớp {no}", dt.date(2026, 2, 1), dt.date(2026, 2, 2), producers=[year.producer]))
        open_sales_point(name=f"Điểm {no}", kind="point", unit=year.communes[no % 2], opened_on=dt.date(2026, 2, 1),
                         by=year.officer)


POINTS = LineFacts("diem-ban", "Điểm bán", indicator="sales_points", low=2, counted_in="điểm")
EACH = LineFacts("moi-xa", "Mỗi xã một điểm", indicator="sales_points", low=1, per="each_unit")


def test_every_number_of_a_living_year_opens_onto_exactly_its_rows(client: Client, year: Year) -> None:
    plan = make_plan(year, NEW, POINTS, EACH, LineFacts("lop", "Lớp", indicator="activities", low=1))
    fill(year, plan, 3)
    seen = crawl(client, LIVING)
    assert seen[f"{LIVING}diem-ban/"] == 3
    assert seen[f"{LIVING}moi-xa/"] == 2


def test_every_number_of_the_sample_plan_opens(client: Client) -> None:
    country()
    sample_plan_2026(root())
    assert set(crawl(client, LIVING).values()) == {0}


def test_the_page_of_2019_says_the_case_in_one_sentence_and_two_bars(client: Client) -> None:
    seed_case()
    page = tree(client, SEED)
    words = " ".join(css(page, ".lead")[0].text_content().split())
    assert words == ("Khởi điểm ngày 14/3/2019: 76 sản phẩm tham gia, 37 đạt sao. Kế hoạch năm: nâng cấp cả 45, hoàn "
                     "thiện 31, thêm ít nhất 25 sản phẩm mới.")
    bars = [[int(one.text) for one in css(bar, "text")] for bar in css(page, ".split svg")]
    assert bars == [[45, 31], [5, 32, 8]]
    pills = [" ".join(one.text_content().split()) for one in css(page, ".section-head .pill")]
    assert pills == ["1 không đạt", "2 chưa đủ số liệu", "7 chưa có số liệu"]
    text = page.text_content()
    assert ("37 sản phẩm đạt sao" in text, "35 giấy" in text, "Gạo nếp Khẩu nua Lếch" in text) == (True, True, True)


@pytest.mark.parametrize(("verdict", "count"), [("missed", 1), ("partial", 2), ("no_data", 7)])
def test_a_pill_shows_just_the_lines_it_counts(client: Client, verdict: str, count: int) -> None:
    seed_case()
    assert len(css(tree(client, f"{SEED}?danh-gia={verdict}"), "#chi-tieu .targets > li")) == count


def cells_of(client: Client, address: str) -> tuple[list[list[str]], list[list[str]]]:
    text = client.get(f"{address}?xuat=csv").content.decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}?xuat=xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    return (list(csv.reader(io.StringIO(text, newline=""))),
            [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in rows])


@pytest.mark.parametrize("end", ["", "so.tham-gia/", "san-pham-moi/", "to-chuc/", "theo-don-vi/"])
def test_csv_and_xlsx_are_equal_cell_by_cell(client: Client, end: str) -> None:
    seed_case()
    written, sheet = cells_of(client, SEED + end)
    assert written == sheet
    assert len(written) > 1


def test_page_api_and_csv_say_the_same_numbers(client: Client) -> None:
    seed_case()
    api = client.get("/api/v1/programme/bac-kan/2019").json()
    written, _sheet = cells_of(client, SEED)
    said = [[line["key"], "" if line["result"] is None else str(line["result"])] for line in api["lines"]]
    assert said == [[row[0], row[3] if row[3].isdigit() else ""] for row in written[1:]]
    page = tree(client, SEED)
    shown = {link.get("href").split("/")[-2]: link.get("data-count")
             for link in css(page, ".targets .res a, .big-num a")}
    assert shown == {key: result for key, result in said if result}
    assert client.get("/api/v1/programme/bac-kan-06/2019").json() == api
    assert [client.get(f"/api/v1/programme/{one}").status_code for one in (
        "bac-kan/2018", "khong/2019", "bac-kan/2019?day=31-02")] == [404, 404, 422]


def test_any_day_can_be_asked_for_and_a_wrong_one_is_said(client: Client) -> None:
    seed_case()
    early = tree(client, f"{SEED}?ngay=2019-06-01")
    assert "1/6/2019" in css(early, ".sources")[0].text_content()
    assert css(tree(client, f"{SEED}?ngay=01/06/2019"), ".lead")[0].text_content()
    assert "“31/02/2019” không phải là ngày" in tree(client, f"{SEED}?ngay=31/02/2019").text_content()
    links = [one.get("href") for one in css(early, "#chi-tieu a[data-count]")]
    assert all("ngay=2019-06-01" in one for one in links)
    crawl(client, f"{SEED}?ngay=2019-06-01")


def test_dossiers_without_a_result_keep_their_names_from_the_public(client: Client) -> None:
    world = build_world()
    dossier = draft_dossier(world, {}, name="Chè bí mật (ví dụ)")
    Dossier.objects.filter(pk=dossier.pk).update(state="submitted", submitted_at=timezone.now())
    plan = sample_plan_2026(root())
    address = f"/chuong-trinh/{plan.address}/so.ho-so/"
    page = tree(client, address)
    assert listed(client, address) == 1
    assert ("Chè bí mật" in page.text_content(), "Chưa công bố tên" in page.text_content()) == (False, True)
    assert "Chè bí mật" not in client.get(f"{address}?xuat=csv").content.decode()
    client.force_login(world.province_officer.user)
    assert "Chè bí mật" in tree(client, address).text_content()
    assert listed(client, address) == 1


def test_strangers_find_no_draft_and_no_number_that_is_not_there(client: Client, year: Year) -> None:
    version = make_draft(year)
    make_line(year, version)
    assert client.get(LIVING).status_code == 404
    client.force_login(year.stranger.user)
    assert [client.get(LIVING + end).status_code for end in ("", "moi/", "theo-don-vi/", "cac-ban/")] == [404] * 4
    client.force_login(year.officer.user)
    assert "Dự thảo." in tree(client, LIVING).text_content()
    client.logout()
    approve_plan(version=version, decision="1/KH", decided_on=dt.date(2026, 1, 2), by=year.officer)
    assert [client.get(LIVING + end).status_code for end in (
        "", "moi/", "khong-co/", "so.khong-co/", "moi/?don-vi=khong-co-1")] == [200, 200, 404, 404, 404]


def test_a_declared_number_shows_its_source_and_no_rows(client: Client, year: Year) -> None:
    plan = make_plan(year, DECLARED)
    declare_result(plan=plan, line_key="doanh-thu", value=60, as_of=dt.date(2026, 6, 30), source="Báo cáo 6 tháng",
                   by=year.officer)
    page = tree(client, LIVING)
    assert css(page, ".targets .res a") == []
    opened = tree(client, f"{LIVING}doanh-thu/").text_content()
    assert ("Báo cáo 6 tháng" in opened, "60" in opened) == (True, True)


def test_an_amendment_keeps_the_version_before_in_sight(client: Client, year: Year) -> None:
    plan = make_plan(year, NEW)
    draft = amend_plan(plan=plan, reason="Thêm vốn", by=year.officer)
    approve_plan(version=draft, decision="02/KH-UBND", decided_on=dt.date(2026, 3, 1), by=year.officer)
    text = tree(client, f"{LIVING}cac-ban/").text_content()
    assert ("01/KH-UBND" in text, "02/KH-UBND" in text, "Thêm vốn" in text) == (True, True, True)
    assert "Bản thứ 2" in tree(client, LIVING).text_content()


def test_the_page_asks_as_many_questions_whatever_there_is(client: Client, year: Year) -> None:
    plan = make_plan(year, NEW, POINTS, EACH, DECLARED, LineFacts("con", "Còn hiệu lực", indicator="live", low=1),
                     LineFacts("lop", "Lớp", indicator="activities", low=1))
    asked: list[list[int]] = []
    for count in (1, 3, 12):
        fill(year, plan, count)
        counts = []
        for end in ("", "diem-ban/", "moi-xa/", "lop/", "theo-don-vi/", "cac-ban/"):
            client.get(LIVING + end)
            with CaptureQueriesContext(connection) as queries:
                client.get(LIVING + end)
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1] == asked[2]
    assert asked[0][0] <= 12


def test_the_list_of_plans_is_public_and_says_when_there_is_none(client: Client, year: Year) -> None:
    assert "Chưa có kế hoạch nào được duyệt." in tree(client, "/chuong-trinh/").text_content()
    make_plan(year, NEW)
    assert LIVING in [one.get("href") for one in css(tree(client, "/chuong-trinh/"), "main a")]


def test_points_of_sale_are_shown_by_place_with_address_hours_and_goods(client: Client, year: Year) -> None:
    assert "Chưa có điểm bán nào được ghi." in tree(client, "/diem-ban/").text_content()
    for name, unit in (("Điểm Chè", 0), ("Điểm Nếp", 1)):
        open_sales_point(name=name, kind="point", unit=year.communes[unit], opened_on=dt.date(2026, 2, 1),
                         address="Cạnh chợ", hours="7.00–17.00", by=year.officer)
    page = tree(client, "/diem-ban/")
    assert [one.text_content() for one in css(page, ".stalls h2")] == [
        "Xã Phú Xuyên, Tỉnh Thái Nguyên", "Xã Tân Cương, Tỉnh Thái Nguyên"]
    assert ("Cạnh chợ" in page.text_content(), "7.00–17.00" in page.text_content()) == (True, True)
    assert [one.text_content() for one in css(tree(client, "/diem-ban/?q=che"), "h3")] == ["Điểm Chè"]
    assert "Không có nơi nào khớp." in tree(client, "/diem-ban/?q=xyz").text_content()
    assert client.get("/diem-ban/?xuat=xlsx").headers["Content-Type"].startswith("application/vnd.openxml")
