"""Progress by unit: by the plan's own units and by those of the map of any day, one total on all of them."""

import csv
import datetime as dt
import io
from urllib.parse import urljoin

import pytest
from django.test import Client

from ocop.core.dates import today
from ocop.programme.actions import enrol
from ocop.programme.models import Plan, PlanLine
from ocop.registry.models import Product
from ocop.reports.page import rows_of
from ocop.support.models import SalesPoint
from tests.factories.places import Split, make_split
from tests.factories.programme import Year, a_year, make_plan, make_producer, make_products, seed_case
from tests.programme.test_plans import NEW
from tests.web.council.hands import queries
from tests.web.programme.test_programme import EACH, LIVING, POINTS, SEED, cells_of, css, listed, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def year() -> Year:
    return a_year()


@pytest.fixture
def split(year: Year) -> Split:
    """Products and points of the year under a split commune (one settled), a merged one, and one of today."""
    plan, units = make_plan(year, NEW, POINTS, EACH), make_split(year.province)
    for number, (unit, settled) in enumerate([(units.split, None), (units.split, units.north), (units.merged, None),
                                              (units.south, None)]):
        producer = make_producer(unit, f"Nhà {number} (ví dụ)", settled_unit=settled)
        (product,) = make_products(year, 1, producer=producer)
        Product.objects.filter(pk=product.pk).update(unit=unit, settled_unit=settled)
        enrol(cycle=plan.cycle, product=product, origin="new", on=dt.date(2026, 2, 1), by=year.officer)
        SalesPoint.objects.create(name=f"Quầy {number} (ví dụ)", kind="point", opened_on=dt.date(2026, 2, 1), unit=unit,
                                  settled_unit=settled)
    return units


def matrix(client: Client, query: str = "") -> dict[str, list[str]]:
    """The table of units, file for file: what each line of it says."""
    rows = cells_of(client, f"{LIVING}theo-don-vi/")[0] if not query else list(csv.reader(io.StringIO(
        client.get(f"{LIVING}theo-don-vi/?{query}&xuat=csv").content.decode("utf-8-sig"), newline="")))
    return {row[0]: row[1:4] for row in rows[1:]}


def test_progress_is_read_by_the_plans_units_and_by_those_of_another_map_with_one_total(
        client: Client, split: Split) -> None:
    own, now, then = matrix(client), matrix(client, "dia-gioi=hom-nay"), matrix(client, "dia-gioi=30/6/2025")
    assert own == now == {"Xã Bắc Chia": ["1"] * 3, "Xã Nam Chia": ["2"] * 3, "Chưa xác định": ["1"] * 3,
                          "Tổng": ["4"] * 3}
    # Whatever the south was made of lay in one district.
    assert then == {"Huyện Chia": ["4"] * 3, "Tổng": ["4"] * 3}
    said = {query: " ".join(tree(client, f"{LIVING}theo-don-vi/?{query}").text_content().split()) for query in (
        "ngay=2026-05-01", "ngay=2026-05-01&dia-gioi=30/6/2025")}
    assert "Số liệu đến ngày 1/5/2026, theo đơn vị của kế hoạch (theo địa giới hôm nay)." in said["ngay=2026-05-01"]
    assert "Số liệu đến ngày 1/5/2026, theo địa giới ngày 30/6/2025;" in said["ngay=2026-05-01&dia-gioi=30/6/2025"]


def test_what_is_asked_of_each_unit_stands_beside_it_on_the_plans_own_map(client: Client, split: Split) -> None:
    page = tree(client, f"{LIVING}theo-don-vi/")
    assert [" ".join(one.text_content().split()) for one in css(page, "table.units tbody td")][:3] == [
        "1", "1", "1/1"]
    assert "/1" not in css(tree(client, f"{LIVING}theo-don-vi/?dia-gioi=30/6/2025"), "table.units")[0].text_content()


@pytest.mark.parametrize("query", ["dia-gioi=30/6/2025", "dia-gioi=hom-nay", "dia-gioi=30/6/2025&ngay=2026-05-01"])
def test_every_number_of_another_map_opens_onto_exactly_its_rows(client: Client, split: Split, query: str) -> None:
    start = f"{LIVING}theo-don-vi/?{query}"
    found = {urljoin(start, one.get("href")): int(one.get("data-count")) for one in css(tree(client, start),
                                                                                       "a[data-count]")}
    assert found
    for address, count in found.items():
        assert "dia-gioi=" in address
        assert listed(client, address) == count, address
    book = cells_of_query(client, f"{LIVING}moi/?{query}")
    assert len(book) - 1 == 4 and book[0][-1].startswith("Đơn vị theo địa giới ngày ")


def cells_of_query(client: Client, address: str) -> list[list[str]]:
    text = client.get(f"{address}&xuat=csv").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(("written", "words"), [("32/1/2025", "Ngày này không có."), ("1/1/2999", "Ngày này chưa tới."),
                                                ("%00x", "Ngày này không có.")])
def test_a_map_that_cannot_be_read_is_said_and_leaves_the_plans_units(client: Client, split: Split, written: str,
                                                                      words: str) -> None:
    text = tree(client, f"{LIVING}theo-don-vi/?dia-gioi={written}").text_content()
    assert words in text and "theo đơn vị của kế hoạch" in text


def test_2019_is_read_by_its_districts_and_by_the_communes_of_today(client: Client) -> None:
    plan = seed_case()
    totals = [len(rows_of(plan, line.line_key, today(), things=True)) for line in counted_lines(plan)]
    for query, kind in (("", "Huyện"), ("?dia-gioi=30/6/2025", "Huyện"), ("?dia-gioi=31/12/2018", "Huyện"),
                        ("?dia-gioi=hom-nay", "")):
        page = tree(client, f"{SEED}theo-don-vi/{query}")
        assert [int(one.get("data-total")) for one in css(page, "[data-total]")] == totals
        names = [one.text_content() for one in css(page, "table.units tbody th")]
        assert any(name.startswith("Huyện") for name in names) == bool(kind)


def counted_lines(plan: Plan) -> list[PlanLine]:
    return [line for version in plan.versions.filter(state="approved") for line in version.lines.all()
            if line.kind == "counted"]


def test_another_map_costs_the_same_for_few_rows_and_for_many(client: Client, year: Year, split: Split) -> None:
    addresses = [f"{LIVING}{end}?dia-gioi={day}" for end in ("theo-don-vi/", "moi/", "diem-ban/")
                 for day in ("30/6/2025", "hom-nay")]
    once = [queries(client, address) for address in addresses]
    for number in range(9):
        SalesPoint.objects.create(name=f"Quầy thêm {number} (ví dụ)", kind="point", opened_on=dt.date(2026, 2, 1),
                                  unit=(split.split, split.merged, split.north)[number % 3])
    assert [queries(client, address) for address in addresses] == once
